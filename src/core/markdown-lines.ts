/** A line of a Markdown text with its line end, and what is open before it. */
export interface Line {
  text: string;
  /** What opens the block again that is open here, line ends included; empty when none is. */
  opens: string;
  /** What closes it. */
  closes: string;
  /** How good a place this line is to begin a new page: the higher, the better. */
  rank: number;
}

interface Fence {
  ticks: string;
  opens: string;
  closes: string;
  isQuoted: boolean;
}

const fenceLine = /^((?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*)(`{3,}|~{3,})([^\n]*)$/;
const delimiterRow = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** A header that is longer is not said again. */
const mostHeader = 1_000;

export const ranks = { heading: 3, afterBlank: 2, plain: 1, indented: 0, within: -5, never: -20 } as const;

/** The lines of a Markdown text, in their order; joined they are the text. Nothing reads what is in a block of code. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let fence: Fence | null = null;
  let table = "";
  const all = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  for (const [index, line] of all.entries()) {
    const previous = all[index - 1] ?? "\n";
    if (fence?.isQuoted === true && !/^\s*>/.test(line)) fence = null;
    if (fence) {
      lines.push({ text: line, opens: fence.opens, closes: fence.closes, rank: ranks.plain });
      if (endsFence(line, fence)) fence = null;
      continue;
    }
    const isTop = line.includes("|") && delimiterRow.test(line) && previous.includes("|") && table === "";
    if (!line.includes("|")) table = "";
    lines.push({ text: line, opens: table, closes: "", rank: isTop ? ranks.never : rankOf(line, previous) });
    if (isTop) table = previous.length + line.length <= mostHeader ? previous + line : "";
    fence = fenceOf(line);
  }
  return lines;
}

/** What a text leaves open, to be closed by what is put behind it; empty when it leaves nothing open. */
export function leftOpen(text: string): string {
  return (linesOf(`${text.replace(/\n$/, "")}\n.`).at(-1) as Line).closes;
}

function fenceOf(line: string): Fence | null {
  const [, lead = "", ticks = "", info = ""] = fenceLine.exec(line.trimEnd()) ?? [];
  if (ticks === "" || (ticks.startsWith("`") && info.includes("`"))) return null;
  const isQuoted = lead.includes(">");
  // Apart from the list that it stood in, a fence is none behind more than three spaces.
  const margin = isQuoted ? "> " : " ".repeat(Math.min(3, lead.length));
  return {
    ticks,
    opens: `${margin}${ticks}${info.slice(0, 100)}\n`,
    closes: `${margin}${ticks}`,
    isQuoted,
  };
}

function endsFence(line: string, { ticks }: Fence): boolean {
  const bare = line.replace(/^[\s>]*/, "").trimEnd();
  return bare.length >= ticks.length && bare === ticks.charAt(0).repeat(bare.length);
}

function rankOf(line: string, previous: string): number {
  if (/^#{1,6}\s/.test(line)) return ranks.heading;
  if (/^\s/.test(line)) return ranks.indented;
  return previous.trim() === "" ? ranks.afterBlank : ranks.plain;
}
