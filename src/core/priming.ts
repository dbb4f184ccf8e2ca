import { castOf, type Definition, dutyOf } from "./definition.ts";
import { phaseNames, type PhaseName } from "./phase.ts";

/** A role's place in a workflow, and what it reads there. */
interface Reader {
  phase: PhaseName;
  role: string;
  reads: readonly string[];
}

/** What the first step of a run writes, and most others read: the specification, or the plan. */
export function specOf(definition: Pick<Definition, "workflow" | "roles">): string | null {
  const [first] = readers(definition);
  return first ? dutyOf(definition, first.role, first.phase).writes : null;
}

/**
 * Roles with the same key can begin as copies of one session that has read the specification: the same model, with
 * the same tools. Null for a role that does not read it, or that would be alone with its copy: a cache forgets
 * within minutes, so only roles that start together gain by it.
 */
export function primingKey(
  definition: Definition,
  { phase, role }: { phase: PhaseName; role: string },
  reads: readonly string[],
): string | null {
  const spec = specOf(definition);
  if (spec === null || !has(reads, spec) || definition.workflow.phases[phase]?.order === "sequence")
    return null;
  const key = keyOf(definition, role);
  const alike = readers(definition).filter(
    (other) => other.phase === phase && has(other.reads, spec) && keyOf(definition, other.role) === key,
  );
  return alike.length > 1 ? key : null;
}

const has = (reads: readonly string[], name: string): boolean => reads.includes(name) || reads.includes("*");

function keyOf(definition: Definition, role: string): string {
  const { runtime } = castOf(definition, role);
  const { name, model = "default", effort = "default" } = runtime;
  return [name, model, effort, definition.roles[role]?.tier ?? ""].join("-").replaceAll(/[^\w.-]/g, "_");
}

function readers({ workflow, roles }: Pick<Definition, "workflow" | "roles">): Reader[] {
  return phaseNames.flatMap((phase) =>
    (workflow.phases[phase]?.steps ?? []).map(({ role, reads }) => ({
      phase,
      role,
      reads: reads ?? dutyOf({ roles }, role, phase).reads,
    })),
  );
}
