import { agenda } from "./agenda.ts";
import type { Definition } from "./definition.ts";
import type { PhaseName } from "./phase.ts";
import type { RunState } from "./run.ts";
import type { GateName, GateSpec } from "./workflow.ts";

/** Gates whose word is about the tree that they saw, and about no other. */
const ofTree: ReadonlySet<GateName> = new Set([
  "coverage",
  "scope",
  "protected",
  "secrets",
  "tests-kept",
  "contract",
  "committed",
  "pushed",
  "checks",
  "review-approved",
]);

export const gateNameOf = (spec: GateSpec): GateName => (typeof spec === "string" ? spec : "checks");

/** The newest verdict of a gate is about another tree than the head's. */
function isOutdated(run: RunState, phase: PhaseName, spec: GateSpec): boolean {
  const name = gateNameOf(spec);
  const seen = run.verdicts[phase]?.[name];
  return ofTree.has(name) && run.tree !== null && typeof seen === "string" && seen !== run.tree;
}

/**
 * Gates of a phase that must be asked now: what they said of this very tree stands. Those on artifacts are cheap;
 * of a phase that has passed, only what is void is asked again.
 */
export function gatesToAsk(definition: Definition, run: RunState, phase: PhaseName): GateSpec[] {
  return (definition.workflow.phases[phase]?.gate ?? []).filter((spec) => {
    if (run.phases[phase] === "passed") return isOutdated(run, phase, spec);
    const name = gateNameOf(spec);
    const isKnown = typeof run.verdicts[phase]?.[name] === "string" && run.tree !== null;
    return !ofTree.has(name) || !isKnown || isOutdated(run, phase, spec);
  });
}

/** A passed phase of which something must be seen again, because the tree has changed since. */
export function isVoid(definition: Definition, run: RunState, phase: PhaseName): boolean {
  const isOld = definition.workflow.phases[phase]?.gate.some((spec) => isOutdated(run, phase, spec));
  return isOld === true || agenda(definition, run, phase).kind !== "done";
}
