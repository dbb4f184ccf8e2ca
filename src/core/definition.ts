import type { RuntimeChoice } from "./agent.ts";
import { type Budget, noBudget } from "./budget.ts";
import type { Cast } from "./casting.ts";
import type { HiddenText } from "./hidden-text.ts";
import { noLimits } from "./limits.ts";
import type { PhaseName } from "./phase.ts";
import type { Profile } from "./profile.ts";
import { defaultCaps, type RecoveryCaps } from "./recovery.ts";
import type { Duty, DutyName, Role } from "./role.ts";
import type { Workflow } from "./workflow.ts";

/** Where a run's issue and pull request live, when that is not the forge of files in the home. */
export interface ForgeChoice {
  kind: "github";
  /** "github.com", the name of an Enterprise server, or an address of this machine such as http://127.0.0.1:4000. */
  host: string;
  owner: string;
  repo: string;
  /** Where branches are pushed to: the repository itself, or a fork. */
  push: { owner: string; repo: string };
  /** The issue that is delivered; null when one is to be made from the spec. */
  issue: number | null;
}

/** What a run is made from. Stored when it starts: an edit or an upgrade never changes a run in flight. */
export interface Definition {
  format: 1;
  id: string;
  /** Absolute path of the user's repository. */
  repository: string;
  /** Without what its text hides; `hidden` is the text with that made visible, when there is any. */
  feature: {
    title: string;
    body: string;
    source: string;
    hidden?: { text: string; found: HiddenText[] } | undefined;
  };
  workflow: Workflow;
  roles: Record<string, Role>;
  profile: Profile;
  /** What drives the roles that `casting` does not name. */
  runtime: RuntimeChoice;
  casting?: Record<string, Cast> | undefined;
  budget?: Budget | undefined;
  /** Absent: the forge of files in the home. */
  forge?: ForgeChoice | undefined;
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
export function dutyOf({ roles }: Pick<Definition, "roles">, role: string, phase: DutyName): Duty {
  const duty = roles[role]?.duties[phase];
  if (duty) return duty;
  throw new Error(`${role} has no duty in ${phase}, although the workflow was checked`);
}

/** Limits of the ladder of recovery; runs of earlier versions have the defaults. */
export const capsOf = ({ workflow }: Pick<Definition, "workflow">): RecoveryCaps => ({
  ...defaultCaps,
  ...workflow.recovery,
});

/** The role that chooses how a run recovers; null when the team has none. */
export const recovererOf = ({ roles }: Pick<Definition, "roles">): string | null =>
  Object.values(roles).find(({ duties }) => duties.recovery)?.name ?? null;

/** Who plays a role; runs of the first version cast every role alike and bound none. */
export function castOf({ casting, runtime }: Pick<Definition, "casting" | "runtime">, role: string): Cast {
  return casting?.[role] ?? { runtime, budget: noBudget, limits: noLimits };
}
