import type { Evidence, GateFinding, Verdict } from "../../core/evidence.ts";
import { testsRun } from "../checks/compare-tests.ts";
import { inShort } from "../checks/in-short.ts";
import { isMissing } from "../checks/runners.ts";
import type { Gate, GateContext } from "../gate.ts";
import { allowanceOf } from "../inspection.ts";

/** What the project's own checks say of the base commit is known before anything is changed. */
export const baseRecorded: Gate = {
  name: "base-recorded",
  async check(context) {
    try {
      const seen = await baseEvidence(context);
      return missingIn(context, seen) ?? recorded(seen);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        gate: "base-recorded",
        verdict: "failed",
        reason: `the checks of the base commit could not be run: ${reason}`,
        evidence: [],
      };
    }
  },
};

interface Recorded {
  name: string;
  evidence: Evidence;
}

/** What has been recorded stays, also a failure; what has not is run now, and tests that fail once more. */
function baseEvidence({ profile, checks, base, baseChecks }: GateContext): Promise<Recorded[]> {
  const wanted = profile.parts.flatMap((part) =>
    Object.keys(part.checks).map((kind) => ({ part: part.name, kind })),
  );
  const isComplete = baseChecks.length === wanted.length;
  return Promise.all(
    wanted.map(async ({ part, kind }, index) => {
      const first = (isComplete ? baseChecks[index] : undefined) ?? (await checks.run(base, part, kind));
      const evidence =
        kind === "test" && mayBeFlaky(first) ? await checks.runAgain(part, kind, first) : first;
      return { name: `${part} ${kind}`, evidence };
    }),
  );
}

const mayBeFlaky = (evidence: Evidence): boolean =>
  evidence.exitCode > 0 && evidence.exitCode < 124 && evidence.again !== true && !isMissing(evidence);

/** A check that cannot be started proves nothing of any commit; only a person may go on without it. */
function missingIn({ base, allowed }: GateContext, seen: readonly Recorded[]): Verdict | null {
  const findings = seen
    .filter(({ evidence }) => isMissing(evidence))
    .map(({ name, evidence }): GateFinding => ({
      rule: "missing-command",
      path: "",
      line: 0,
      message: `${name} cannot be started: \`${evidence.command}\` ended with ${evidence.exitCode}. Mend the command in .phasegate/profile.yaml, or what it needs, and begin a new run; a person may go on without this check`,
      allowance: allowanceOf("missing-command", name, base),
    }))
    .filter(({ allowance }) => !allowed.has(String(allowance)));
  if (findings.length === 0) return null;
  return {
    gate: "base-recorded",
    verdict: "failed",
    reason: findings.map(({ message }) => message).join("\n"),
    evidence: seen.map(({ evidence }) => inShort(evidence)),
    findings,
  };
}

function recorded(seen: readonly Recorded[]): Verdict {
  const failing = seen.filter(({ evidence }) => evidence.exitCode !== 0);
  const flaky = seen.filter(({ evidence }) => evidence.flaky !== undefined);
  const reason = [
    `${seen.length} checks of the base commit are recorded`,
    failing.length === 0
      ? "all pass"
      : `${failing.length} of ${seen.length} fail already: ${failing.map(sayFailing).join(", ")}`,
    ...(flaky.length === 0
      ? []
      : [`${flaky.length} ${flaky.length === 1 ? "is" : "are"} flaky: ${flaky.map(sayFlaky).join(", ")}`]),
    ...seen.flatMap(sayDoubt),
  ].join("; ");
  return {
    gate: "base-recorded",
    verdict: "passed",
    reason: reason.replace("; ", ", "),
    evidence: seen.map(({ evidence }) => inShort(evidence)),
  };
}

function sayFailing({ name, evidence }: Recorded): string {
  if (isMissing(evidence)) return `${name} (its command is missing)`;
  const { report } = evidence;
  if (report?.kind === "tests") return `${name} (${report.counts.failed} of ${testsRun(report)} tests)`;
  if (report?.kind === "problems") return `${name} (${report.errors} errors, ${report.warnings} warnings)`;
  return name;
}

const sayFlaky = ({ name, evidence: { flaky = [] } }: Recorded): string =>
  flaky.length === 0 ? name : `${name} (${flaky.slice(0, 5).join(", ")})`;

/** What makes a check prove less than it seems to. */
function sayDoubt({ name, evidence }: Recorded): string[] {
  const { report, exitCode } = evidence;
  if (report?.kind === "unreadable" && !isMissing(evidence))
    return [`${name}: ${report.problem}, so only its exit code and output are compared`];
  const ran = report?.kind === "tests" ? testsRun(report) : evidence.testsRun;
  return ran === 0 && exitCode === 0 ? [`${name} runs no tests`] : [];
}
