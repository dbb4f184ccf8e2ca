import path from "node:path";
import type { RuntimeChoice } from "../core/agent.ts";
import { type Cast, castRoles, castScripted } from "../core/casting.ts";
import { UserError } from "../core/error.ts";
import type { Role } from "../core/role.ts";
import type { Settings } from "../core/settings.ts";
import type { Workflow } from "../core/workflow.ts";
import type { Environment } from "./environment.ts";
import { runtimes, runtimesHere } from "./wire.ts";

const form = "--runtime scripted:FILE, where FILE is a scenario";

export interface CastingWish {
  /** `--runtime`: the name of a runtime, or `scripted:FILE`. */
  flag: string | undefined;
  settings: Settings;
  /** Roles that take turns, in the order of the workflow. */
  roles: readonly Role[];
}

/** Who plays which role, and what the run as a whole is said to be driven by. */
export interface Casting {
  casting: Record<string, Cast>;
  runtime: RuntimeChoice;
}

/** From `--runtime`, the settings and what is on this machine to a cast; a UserError says what is wrong. */
export async function castingFrom(wish: CastingWish, environment: Environment): Promise<Casting> {
  const { flag, settings, roles } = wish;
  const scripted = await scriptedFrom(flag, environment.cwd);
  if (scripted) return { casting: castScripted(roles, settings, scripted), runtime: scripted };
  const candidates = await runtimesHere(settings, environment);
  const casting = castRoles({ roles, candidates, settings, named: flag ?? null });
  return { casting, runtime: mainOf(casting) };
}

/** A runtime that only plays a file, as `NAME:FILE`, its file checked; null when the flag names no such one. */
async function scriptedFrom(flag: string | undefined, cwd: string): Promise<RuntimeChoice | null> {
  const [name = "", ...rest] = (flag ?? "").split(":");
  const check = Object.hasOwn(runtimes, name) ? runtimes[name] : undefined;
  if (!check) return null;
  const file = rest.join(":");
  if (file === "") throw new UserError("NO_SCENARIO", `the ${name} runtime needs a scenario file`, form);
  const scenario = path.resolve(cwd, file);
  await check(scenario);
  return { name, options: { scenario } };
}

const labelOf = ({ name, options }: RuntimeChoice): string => options["agent"] ?? name;

/** The one that plays most roles; of several such, the one that comes first. */
function mainOf(casting: Record<string, Cast>): RuntimeChoice {
  const choices = Object.values(casting).map(({ runtime }) => runtime);
  const times = (choice: RuntimeChoice): number =>
    choices.filter((other) => labelOf(other) === labelOf(choice)).length;
  const [first, ...others] = choices;
  if (!first) throw new Error("a workflow has at least one role");
  return others.reduce((main, other) => (times(other) > times(main) ? other : main), first);
}

/** The roles that a workflow gives turns to, each once, in its order; who chooses how a run recovers comes last. */
export function rolesIn(workflow: Workflow, roles: Readonly<Record<string, Role>>): Role[] {
  const phases = Object.values(workflow.phases);
  const names = phases.flatMap(({ steps, review }) =>
    steps.map(({ role }) => role).concat(review ? [review.by] : []),
  );
  const recovers = Object.values(roles).filter(({ duties }) => duties.recovery);
  return [...new Set([...names, ...recovers.map(({ name }) => name)])].flatMap((name) => roles[name] ?? []);
}
