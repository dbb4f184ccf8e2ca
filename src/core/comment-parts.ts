import { type Line, linesOf, ranks } from "./markdown-lines.ts";

/** A stretch of a long text. `shown` is the same as a page of its own: blocks that were open are opened and closed. */
interface Part {
  text: string;
  shown: string;
}

/** A part is at least so full before a better place to end it counts. */
const fullEnough = 0.5;
const early = 10;

/**
 * A Markdown text in parts of at most `limit` characters each, split at line ends, at headings where there are any. The
 * parts' texts joined are the text. `limit` is at least 500.
 */
export function partsOf(text: string, limit: number): Part[] {
  const lines = linesOf(text).flatMap((line) => pieces(line, Math.floor(limit / 3)));
  const parts: Part[] = [];
  let start = 0;
  while (start < lines.length) {
    const end = endOf(lines, start, limit);
    parts.push(partOf(lines, start, end));
    start = end;
  }
  return parts.length > 0 ? parts : [{ text, shown: text }];
}

/** As much of a text as fits; null when nothing is left off. */
export function beginningOf(text: string, limit: number): Part | null {
  const [first, ...rest] = partsOf(text, limit);
  return first && rest.length > 0 ? first : null;
}

/** A line that is too long for itself is cut between words, or at least between characters. */
function pieces(line: Line, most: number): Line[] {
  const cut: string[] = [];
  let rest = line.text;
  while (rest.length > most) {
    const space = rest.lastIndexOf(" ", most - 1);
    const at = space > most / 2 ? space + 1 : most - (isLead(rest.charCodeAt(most - 1)) ? 1 : 0);
    cut.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  const { opens, closes, rank } = line;
  return [...cut, rest].map((text, index) => ({
    text,
    opens,
    closes,
    rank: index === 0 ? rank : ranks.within,
  }));
}

/** The first half of a character that takes two. */
const isLead = (code: number): boolean => code >= 0xd8_00 && code <= 0xdb_ff;

/** Before which line the part ends that begins with line `start`: as late as it may, at the best place that is late. */
function endOf(lines: readonly Line[], start: number, limit: number): number {
  let length = (lines[start] as Line).opens.length;
  let [best, bestScore] = [start + 1, -Infinity];
  for (let at = start + 1; at <= lines.length; at++) {
    length += (lines[at - 1] as Line).text.length;
    const { closes = "", rank = 0 } = lines[at] ?? {};
    if (length + closes.length + 2 > limit) return best;
    const score = length < limit * fullEnough ? rank - early : rank;
    if (score >= bestScore) [best, bestScore] = [at, score];
  }
  return lines.length;
}

function partOf(lines: readonly Line[], start: number, end: number): Part {
  const text = lines
    .slice(start, end)
    .map((line) => line.text)
    .join("");
  const { opens } = lines[start] as Line;
  const { closes = "" } = lines[end] ?? {};
  const gap = closes === "" || text.endsWith("\n") ? "" : "\n";
  return { text, shown: `${opens}${text}${gap}${closes}` };
}
