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

/** Roles of this workflow that may change something, each with the first phase whose duty says so. */
export function buildersOf(definition: Definition): { role: string; phase: PhaseName }[] {
  const found = new Map<string, PhaseName>();
  for (const phase of phaseNames) {
    for (const { role } of definition.workflow.phases[phase]?.steps ?? []) {
      if (!found.has(role) && dutyOf(definition, role, phase).edits.length > 0) found.set(role, phase);
    }
  }
  return [...found].map(([role, phase]) => ({ role, phase }));
}
