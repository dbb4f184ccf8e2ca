/** A row of a table, an item of a list, a heading or a paragraph: what a reader takes together. */
export interface Passage {
  text: string;
  /** Where it begins, counted from 1. */
  line: number;
  /** The level-2 heading above it, in small letters. */
  section: string;
}

/** What a text says, in pieces; comments that nobody reads are left out. */
export function passagesOf(markdown: string): Passage[] {
  const passages: Passage[] = [];
  let section = "";
  let open: Passage | null = null;
  for (const [index, line] of withoutComments(markdown).split("\n").entries()) {
    const [, marks = "", title = ""] = /^(#{1,6})\s+(.*)$/.exec(line) ?? [];
    if (marks === "#" || marks === "##") section = title.toLowerCase();
    const isAlone = marks !== "" || /^\s{0,3}\|/.test(line);
    if (isAlone || line.trim() === "" || /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line)) open = null;
    if (line.trim() === "") continue;
    if (open) {
      open.text += `\n${line}`;
      continue;
    }
    const passage = { text: line, line: index + 1, section };
    passages.push(passage);
    open = isAlone ? null : passage;
  }
  return passages;
}

/** Lines stay where they are. */
function withoutComments(text: string): string {
  let result = "";
  let at = 0;
  for (let start = text.indexOf("<!--"); start >= 0; start = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", start);
    const comment = text.slice(start, end < 0 ? undefined : end + 3);
    result += text.slice(at, start) + comment.replace(/[^\n]+/g, "");
    at = start + comment.length;
  }
  return result + text.slice(at);
}

/** Ids of `known` that a text names; a range such as "R1 to R3" or "R1-R3" names each between. */
export function idsIn(text: string, known: readonly string[]): string[] {
  const named = new Set<string>();
  for (const match of text.matchAll(
    /(?<![\w-])R(\d{1,6})(?!\w)(?:\s{0,3}(?:-|–|—|\.{2,3}|to|through|until)\s{0,3}R?(\d{1,6})(?!\w))?/g,
  )) {
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    for (const id of known) {
      const number = Number(id.slice(1));
      if (number >= first && number <= last) named.add(id);
    }
  }
  return known.filter((id) => named.has(id));
}
