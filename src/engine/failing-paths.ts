import type { Verdict } from "../core/evidence.ts";
import type { RunHands } from "./context.ts";

/** How many files a failure names at most. */
const most = 50;

/** Files of the commit that a failed verdict names: in its findings, or in the output of a check that failed. */
export async function pathsOf(hands: RunHands, commit: string, verdict: Verdict): Promise<string[]> {
  const files = await hands.repository.files(commit);
  const known = new Set(files);
  const found = (verdict.findings ?? []).map(({ path }) => path).filter((path) => known.has(path));
  const outputs = verdict.evidence.filter(({ exitCode }) => exitCode !== 0);
  const named = outputs.flatMap(({ outputTail }) => hands.checks.failingPaths(outputTail, files));
  return [...new Set([...found, ...named])].slice(0, most);
}
