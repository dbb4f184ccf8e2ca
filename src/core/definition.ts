import type { RuntimeChoice } from "./agent.ts";
import { type Budget, noBudget } from "./budget.ts";
import type { Cast } from "./casting.ts";
import { noLimits } from "./limits.ts";
import type { PhaseName } from "./phase.ts";
import type { Profile } from "./profile.ts";
import type { Duty, Role } from "./role.ts";
import type { Workflow } from "./workflow.ts";

/** What a run is made from. Stored when it starts: an edit or an upgrade never changes a run in flight. */
export interface Definition {
  format: 1;
  id: string;
  /** Absolute path of the user's repository. */
  repository: string;
  feature: { title: string; body: string; source: string };
  workflow: Workflow;
  roles: Record<string, Role>;
  profile: Profile;
  /** What drives the roles that `casting` does not name. */
  runtime: RuntimeChoice;
  casting?: Record<string, Cast> | undefined;
  budget?: Budget | undefined;
  branch: string;
  baseBranch: string;
  base: string;
  identity: { name: string; email: string };
  /** Phases after which a person must approve. */
  approvals: PhaseName[];
  /** ISO 8601. */
  createdAt: string;
}

/** A role's duty in a phase. The workflow was checked before the run, so a missing one is our bug. */
export function dutyOf({ roles }: Pick<Definition, "roles">, role: string, phase: PhaseName): Duty {
  const duty = roles[role]?.duties[phase];
  if (duty) return duty;
  throw new Error(`${role} has no duty in ${phase}, although the workflow was checked`);
}

/** Who plays a role; runs of the first version cast every role alike and bound none. */
export function castOf({ casting, runtime }: Pick<Definition, "casting" | "runtime">, role: string): Cast {
  return casting?.[role] ?? { runtime, budget: noBudget, limits: noLimits };
}
