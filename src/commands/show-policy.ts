import path from "node:path";
import type { Cast } from "../core/casting.ts";
import { UserError } from "../core/error.ts";
import { phaseNames, type PhaseName } from "../core/phase.ts";
import type { Role } from "../core/role.ts";
import { profileFor } from "../profile/profile-for.ts";
import { loadTeam, type Team } from "../team/load.ts";
import { probeSandbox } from "../workspace/sandbox/probe.ts";
import { printJson, type Environment } from "./environment.ts";
import { policyFacts } from "./policy-facts.ts";
import { policyText } from "./policy-text.ts";
import { paintFor } from "./progress/colour.ts";
import { castingFrom, rolesIn } from "./runtime-choice.ts";
import { settingsOf } from "./settings.ts";
import { fileOf, filesOf, repositoryAt } from "./user-repository.ts";

export interface PolicyOptions {
  repo?: string;
  workflow?: string;
  runtime?: string;
  json?: boolean;
}

/** Show what a role may do in this repository, and how that is compiled for what holds it to it. */
export async function showPolicy(
  name: string | undefined,
  options: PolicyOptions,
  environment: Environment,
): Promise<number> {
  const directory = path.resolve(environment.cwd, options.repo ?? ".");
  const root = await repositoryAt(directory);
  if (root === null)
    throw new UserError(
      "NOT_A_REPOSITORY",
      `${directory} is not a git repository, and a policy names its paths`,
      "run this inside a clone, or name one with --repo DIR",
    );
  const team = await loadTeam({ projectDirectory: root });
  const role = roleNamed(name, team);
  const phases = phasesOf(role, options.workflow, team);
  const files = await filesOf(root, "HEAD");
  const profile = await profileFor({ files, read: (file) => fileOf(root, "HEAD", file) });
  const cast = await castFor(role, options.runtime, environment);
  const facts = policyFacts({ role, phases, profile, files, cast, sandbox: await probeSandbox() });
  if (options.json) printJson(environment, facts);
  else environment.out.write(`${policyText(facts, paintFor(environment, environment.out)).join("\n")}\n`);
  return 0;
}

function roleNamed(name: string | undefined, { roles }: Team): Role {
  const known = name !== undefined && Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (known) return known;
  throw new UserError(
    "UNKNOWN_ROLE",
    name === undefined ? "say of which role" : `there is no role ${name}`,
    `roles: ${Object.keys(roles).toSorted().join(", ")}`,
  );
}

/** Phases of its duties; of a workflow's only those that it has, and only when it gives the role a turn. */
function phasesOf(role: Role, workflow: string | undefined, team: Team): PhaseName[] {
  const own = phaseNames.filter((phase) => role.duties[phase]);
  if (workflow === undefined) return own;
  const found = team.workflow(workflow).workflow;
  const names = rolesIn(found, team.roles).map((each) => each.name);
  if (names.includes(role.name)) return own.filter((phase) => found.phases[phase]);
  throw new UserError(
    "UNKNOWN_ROLE",
    `workflow ${workflow} gives ${role.name} no turn`,
    `its roles: ${names.join(", ")}`,
  );
}

/** Null when no runtime can play it now, unless one was asked for by name. */
async function castFor(role: Role, flag: string | undefined, environment: Environment): Promise<Cast | null> {
  const settings = await settingsOf(environment);
  try {
    const { casting } = await castingFrom({ flag, settings, roles: [role] }, environment);
    return casting[role.name] ?? null;
  } catch (error) {
    if (error instanceof UserError && error.code === "NO_RUNTIME") return null;
    throw error;
  }
}
