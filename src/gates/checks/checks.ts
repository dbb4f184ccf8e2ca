import type { Evidence, Verdict } from "../../core/evidence.ts";
import type { Part } from "../../core/profile.ts";
import type { Gate, GateContext } from "../gate.ts";
import { newProblems } from "./compare.ts";

/** The project's own checks on the candidate, in a clean checkout, are no worse than on the base commit. */
export const checks: Gate = {
  name: "checks",
  async check(context) {
    const wanted = partsToCheck(context).flatMap((part) =>
      Object.keys(part.checks).map((kind) => ({ part, kind })),
    );
    const seen = await Promise.all(wanted.map((each) => judge(context, each)));
    const failures = seen.filter(({ problem }) => problem !== null);
    const known = seen.filter(({ evidence, problem }) => evidence.exitCode !== 0 && problem === null);
    return {
      gate: "checks",
      verdict: failures.length === 0 ? "passed" : "failed",
      reason:
        failures.length === 0
          ? passedReason(
              seen.length,
              known.map(({ name }) => name),
            )
          : failures.map(({ problem }) => problem).join("\n\n"),
      evidence: seen.map(({ evidence }) => evidence),
    } satisfies Verdict;
  },
};

/** The parts that hold a changed file; a change outside all parts may concern any of them. */
function partsToCheck({ profile, checksOf, changes }: GateContext): readonly Part[] {
  if (checksOf === "all") return profile.parts;
  const touched = profile.parts.filter((part) => changes.some((change) => holds(part, change.path)));
  const elsewhere = changes.some(
    (change) => !profile.parts.some((part) => holds(part, change.path)) && !change.path.endsWith(".md"),
  );
  return elsewhere ? profile.parts : touched;
}

const holds = (part: Part, file: string): boolean => part.path === "." || file.startsWith(`${part.path}/`);

interface Seen {
  name: string;
  evidence: Evidence;
  /** What is worse than on the base commit; null when nothing is. */
  problem: string | null;
}

async function judge(context: GateContext, { part, kind }: { part: Part; kind: string }): Promise<Seen> {
  const name = `${part.name} ${kind}`;
  const evidence = await context.checks.run(context.candidate, part.name, kind);
  if (evidence.exitCode === 0) return { name, evidence, problem: null };
  const onBase = context.baseChecks.find((base) => base.command === evidence.command);
  const isOld =
    onBase !== undefined &&
    onBase.exitCode === evidence.exitCode &&
    newProblems(onBase.outputTail, evidence.outputTail).length === 0;
  if (isOld) return { name, evidence, problem: null };
  const before =
    onBase && onBase.exitCode !== 0 ? " (it failed on the base commit too, but not with all of this)" : "";
  return {
    name,
    evidence,
    problem: `${name} failed${before}: \`${evidence.command}\` ended with ${evidence.exitCode}\n${evidence.outputTail}`,
  };
}

function passedReason(count: number, known: readonly string[]): string {
  if (count === 0) return "no part was changed";
  const all = `${count - known.length} of ${count} checks pass`;
  return known.length === 0
    ? all
    : `${all}; no worse than the base commit, where these fail too: ${known.join(", ")}`;
}
