import type { Gate } from "../gate.ts";

/** What the project's own checks say of the base commit is known before anything is changed. */
export const baseRecorded: Gate = {
  name: "base-recorded",
  check({ profile, baseChecks, base }) {
    const wanted = profile.parts.flatMap((part) => Object.keys(part.checks)).length;
    const failing = baseChecks.filter(({ exitCode }) => exitCode !== 0);
    const isComplete = baseChecks.length === wanted && baseChecks.every(({ commit }) => commit === base);
    const reason = isComplete
      ? `${wanted} checks of the base commit are recorded, ${failing.length === 0 ? "all pass" : `${failing.length} fail already`}`
      : `${baseChecks.length} of ${wanted} checks of the base commit are recorded`;
    return Promise.resolve({
      gate: "base-recorded",
      verdict: isComplete ? "passed" : "failed",
      reason,
      evidence: [...baseChecks],
    });
  },
};
