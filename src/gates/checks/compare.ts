/** What differs from run to run without meaning anything: numbers of lines, times, counts. */
const noise = /\d+([.,:]\d+)*\s*(ms|s|m)?\b/g;

/**
 * Lines of a failing check's output that its output on the base commit did not have. Line numbers, times and
 * counts are not compared, so that moved code is no new problem.
 */
export function newProblems(before: string, after: string): string[] {
  const counts = new Map<string, number>();
  for (const line of linesOf(before)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return linesOf(after).filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replaceAll(noise, "#").trim())
    .filter((line) => line !== "");
