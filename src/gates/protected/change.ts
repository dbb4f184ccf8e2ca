/** One changed file that is looked at; a text is null where there is none. */
export interface FileChange {
  path: string;
  /** The name by which its tools know it: `package.json` for `Package.json`. */
  name: string;
  before: string | null;
  after: string | null;
}

/** One thing in a file that a person must see. */
export interface Concern {
  rule: string;
  line: number;
  message: string;
  /** What a yes covers. */
  content: string;
}

/** Lines that are in the file now and were not before; the same line is old as often as it was there. */
export function addedLines({ before, after }: FileChange): { line: number; text: string }[] {
  const old = new Map<string, number>();
  for (const text of (before ?? "").split("\n")) old.set(text.trim(), (old.get(text.trim()) ?? 0) + 1);
  return (after ?? "").split("\n").flatMap((text, index) => {
    const count = old.get(text.trim()) ?? 0;
    if (count > 0) old.set(text.trim(), count - 1);
    return count > 0 || text.trim() === "" ? [] : [{ line: index + 1, text: text.replace(/\r$/, "") }];
  });
}

/** The first line that holds the words, counted from 1; 0 when none does. */
export const lineOf = (text: string | null, words: string): number =>
  (text ?? "").split("\n").findIndex((line) => line.includes(words)) + 1;
