import { type Definition, dutyOf } from "./definition.ts";
import { phaseNames, type PhaseName } from "./phase.ts";
import { compilePolicy, mayChange } from "./policy.ts";

/** The role of this workflow that may change `path`, and the phase whose duty says so; null when none may. */
export function ownerOf(definition: Definition, path: string): { role: string; phase: PhaseName } | null {
  for (const phase of phaseNames) {
    for (const { role } of definition.workflow.phases[phase]?.steps ?? []) {
      const duty = dutyOf(definition, role, phase);
      const policy = compilePolicy({
        role,
        duty,
        tools: "",
        profile: definition.profile,
        changed: [],
        failing: [],
        ownTests: [],
      });
      if (mayChange(policy, { path, kind: "modified" }).allowed) return { role, phase };
    }
  }
  return null;
}
