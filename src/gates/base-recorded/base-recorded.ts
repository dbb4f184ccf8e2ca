import type { Evidence, Verdict } from "../../core/evidence.ts";
import type { Gate, GateContext } from "../gate.ts";

/** What the project's own checks say of the base commit is known before anything is changed. */
export const baseRecorded: Gate = {
  name: "base-recorded",
  async check(context) {
    try {
      return recorded(await baseEvidence(context));
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

/** What has been recorded stays, also a failure; what has not is run now. */
function baseEvidence({ profile, checks, base, baseChecks }: GateContext): Promise<Evidence[]> {
  const wanted = profile.parts.flatMap((part) =>
    Object.keys(part.checks).map((kind) => ({ part: part.name, kind })),
  );
  if (baseChecks.length === wanted.length) return Promise.resolve([...baseChecks]);
  return Promise.all(wanted.map(({ part, kind }) => checks.run(base, part, kind)));
}

function recorded(evidence: Evidence[]): Verdict {
  const failing = evidence.filter(({ exitCode }) => exitCode !== 0).length;
  const how = failing === 0 ? "all pass" : `${failing} fail already`;
  const reason = `${evidence.length} checks of the base commit are recorded, ${how}`;
  return { gate: "base-recorded", verdict: "passed", reason, evidence };
}
