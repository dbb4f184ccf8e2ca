import { deceptiveWords, hiddenCharacters } from "./hidden-characters.ts";
import { unshownMarkdown } from "./hidden-markdown.ts";

/**
 * `bidi`: characters that turn the direction of what follows; `zero-width`: characters that take no room; `tag` and
 * `variation`: characters that carry a text nobody sees; `control`: characters for machines; `homoglyph`: a word in
 * which letters of another alphabet pretend to be Latin; the others are in the source and not on the page.
 */
export type HiddenKind =
  | "bidi"
  | "zero-width"
  | "tag"
  | "variation"
  | "control"
  | "homoglyph"
  | "html-comment"
  | "hidden-element"
  | "unused-definition";

/** Something in a text that a reader does not see, or sees as something else. */
export interface HiddenText {
  kind: HiddenKind;
  /** Counted from 1; the column in characters. */
  line: number;
  column: number;
  /** What it says to who reads every character: decoded, or by its name. */
  says: string;
}

/** All that is hidden in a Markdown text, in its order; empty for what people write honestly. */
export function hiddenText(text: string): HiddenText[] {
  const place = placeReader(text);
  const found = [...hiddenCharacters(text), ...deceptiveWords(text), ...unshownMarkdown(text)];
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ kind, start, says }) => Object.assign(place(start), { kind, says }));
}

/** Says line and column of places that come in their order. */
function placeReader(text: string): (at: number) => { line: number; column: number } {
  let line = 1;
  let column = 1;
  let from = 0;
  return (at) => {
    const lines = text.slice(from, at).split("\n");
    if (lines.length > 1) column = 1;
    line += lines.length - 1;
    column += Array.from(String(lines.at(-1))).length;
    from = at;
    return { line, column };
  };
}

interface Part {
  start: number;
  end: number;
  instead: string;
}

/** The text for a person's eyes: what is hidden stands there in double brackets. */
export function shown(text: string): string {
  const characters = [...hiddenCharacters(text), ...deceptiveWords(text)].map(
    ({ kind, start, end, says }) => {
      const seen = kind === "homoglyph" ? text.slice(start, end) : "";
      return { start, end, instead: `${seen}⟦${kind}: ${says}⟧` };
    },
  );
  const marks = unshownMarkdown(text).flatMap(({ kind, start, end }) => [
    { start, end: start, instead: `⟦${kind}: ` },
    { start: end, end, instead: "⟧" },
  ]);
  return replaced(text, [...marks, ...characters]);
}

/** The text without what is hidden; cleaning it again changes nothing. */
export function cleaned(text: string): string {
  let clean = text;
  for (let pass = 0; pass < mostPasses; pass++) {
    const once = cleanedOnce(clean);
    if (once === clean) return clean;
    clean = once;
  }
  return cleanedOnce(clean.replaceAll("<", "&lt;").replaceAll("]:", "] :"));
}

/** What comes to light when something is taken out is taken out as well; who nests it deeper loses all mark-up. */
const mostPasses = 6;

function cleanedOnce(text: string): string {
  const characters = [...hiddenCharacters(text), ...deceptiveWords(text)];
  const letters = replaced(
    text,
    characters.map(({ start, end, honest }) => ({ start, end, instead: honest })),
  );
  const unshown = unshownMarkdown(letters);
  return replaced(
    letters,
    unshown.map(({ start, end }) => ({ start, end, instead: " " })),
  );
}

/** No part reaches into another. */
function replaced(text: string, parts: readonly Part[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, instead } of parts.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start), instead);
    at = end;
  }
  return [...pieces, text.slice(at)].join("");
}
