import { createHash } from "node:crypto";
import type { OutputLines } from "../../core/evidence.ts";

/**
 * What differs from run to run without meaning anything: temporary places, numbers of lines, times, counts. None of
 * these can fail after a match has begun, so that a hostile line of any length takes linear time.
 */
const noise: readonly [RegExp, string][] = [
  [/\/(?:tmp|var\/folders)\/[^\s'"`:),]+/g, "/tmp/#"],
  [/\d+(?:[.,:]\d+)*/g, "#"],
  [/# ?(?:ms|s|m)\b/g, "#"],
];

/** More lines than people read; of a longer output only the beginning is compared. */
const mostLines = 20_000;
const digestLength = 8;

/** A whole output in a form that is small and can be compared. */
export function digestLines(output: string): OutputLines {
  const lines = linesOf(output, mostLines + 1);
  return { digests: lines.slice(0, mostLines).map(digestOf).join(""), cut: lines.length > mostLines };
}

/**
 * How many lines of a failing check's output its output on the base commit did not have. Line numbers, times and
 * counts are not compared, so that moved code is no new problem.
 */
export function countNew(before: OutputLines, after: OutputLines): number {
  const counts = countsOf(digestsOf(before));
  return digestsOf(after).filter((digest) => !takes(counts, digest)).length;
}

/** Those lines of `text`, a piece of the later output, that are new. */
export function newProblems(before: OutputLines, text: string): string[] {
  const counts = countsOf(digestsOf(before));
  return linesOf(text, mostLines).filter((line) => !takes(counts, digestOf(line)));
}

function countsOf(digests: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return counts;
}

function takes(counts: Map<string, number>, digest: string): boolean {
  const left = counts.get(digest) ?? 0;
  counts.set(digest, left - 1);
  return left > 0;
}

const digestOf = (line: string): string =>
  createHash("sha256").update(line).digest("base64url").slice(0, digestLength);

const digestsOf = ({ digests }: OutputLines): string[] =>
  Array.from({ length: Math.floor(digests.length / digestLength) }, (_, index) =>
    digests.slice(index * digestLength, (index + 1) * digestLength),
  );

function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const [line] of text.matchAll(/[^\n]+/g)) {
    const words = noise.reduce((left, [what, word]) => left.replaceAll(what, word), line).trim();
    if (words !== "") lines.push(words);
    if (lines.length >= most) break;
  }
  return lines;
}
