import type { Problem, Report } from "../../core/evidence.ts";

export type ProblemReport = Extract<Report, { kind: "problems" }>;

/**
 * Problems that were not there before. Lines are not compared, and one that moved to another file is no new one.
 * Warnings count when there is no error, for then it is they that make the check fail.
 */
export function newProblemsOf(before: ProblemReport, after: ProblemReport): Problem[] {
  const counted = ({ isError }: Problem) => isError || after.errors === 0;
  const old = before.problems ?? [];
  const now = (after.problems ?? []).filter(counted);
  const left = new Map(old.map((problem) => [keyOf(problem), problem.times]));
  const surplus = now.flatMap((problem) => {
    const times = problem.times - (left.get(keyOf(problem)) ?? 0);
    left.set(keyOf(problem), Math.max(0, -times));
    return times > 0 ? [{ ...problem, times }] : [];
  });
  const moved = new Map<string, number>();
  for (const problem of old) {
    const more = left.get(keyOf(problem)) ?? 0;
    moved.set(kindOf(problem), (moved.get(kindOf(problem)) ?? 0) + more);
  }
  return surplus.flatMap((problem) => {
    const known = Math.min(problem.times, moved.get(kindOf(problem)) ?? 0);
    moved.set(kindOf(problem), (moved.get(kindOf(problem)) ?? 0) - known);
    return problem.times > known ? [{ ...problem, times: problem.times - known }] : [];
  });
}

/** Numbers in a message are counts and lines. */
const kindOf = ({ rule, message }: Problem): string => `${rule}\0${message.replaceAll(/\d+/g, "#")}`;
const keyOf = (problem: Problem): string => `${problem.file}\0${kindOf(problem)}`;
