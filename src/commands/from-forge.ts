import path from "node:path";
import { noBudget } from "../core/budget.ts";
import { UserError } from "../core/error.ts";
import type { Engine } from "../engine/engine.ts";
import type { RecalledRun } from "../engine/restore/recall.ts";
import { type Machine, restoredFrom } from "../engine/restore/restore.ts";
import { type BudgetFlags, budgetFrom, saysBudget } from "./budget-flags.ts";
import type { Environment } from "./environment.ts";
import { count } from "./figures.ts";
import { inForeground } from "./foreground.ts";
import { repositoryHere } from "./here.ts";
import { homeOf, refuseHomeWithin } from "./home.ts";
import { type Whereabout, whereaboutsOf } from "./lost-run.ts";
import { refuseUnpriced } from "./priced.ts";
import { castingFrom, rolesIn } from "./runtime-choice.ts";
import { settingsOf } from "./settings.ts";
import { openFor } from "./with-engine.ts";

export interface FromForgeOptions extends BudgetFlags {
  /** The address or the number of the run's issue or pull request. */
  fromForge: string;
  repo?: string;
  runtime?: string;
  json?: boolean;
  wait?: boolean;
}

/**
 * Rebuild a run that was lost with its home from its record at the forge, and go on with it in the foreground. What
 * is not proven is named, and then nothing is stored.
 */
export async function resumeFromForge(
  id: string | undefined,
  options: FromForgeOptions,
  environment: Environment,
): Promise<number> {
  budgetFrom(options, noBudget); // a mistake is named before anything is opened
  const repository = await repositoryHere(environment, options.repo);
  if (repository === null) throw noClone(path.resolve(environment.cwd, options.repo ?? "."));
  await refuseHomeWithin(repository, homeOf(environment));
  const places = await whereaboutsOf(options.fromForge, repository, environment);
  const { engine, status } = await openFor(environment, async (opened) => {
    const { recalled, forge } = await recall(opened, places, { repository, run: id ?? null });
    for (const note of notesOn(recalled)) environment.error.write(`note: ${note}\n`);
    const machine = { repository, forge, ...(await castHere(recalled, options, environment)) };
    return opened.restore(restoredFrom(recalled, machine, environment.now()));
  });
  const budget = saysBudget(options) ? budgetFrom(options, status.budget) : null;
  const begin = () => engine.resume(status.id, budget);
  const { json = false, wait = false } = options;
  return inForeground({ environment, engine, json, wait, status, begin });
}

/** From the first place that has a record; where none has, the first one's reason counts. */
async function recall(
  engine: Engine,
  [first, ...others]: [Whereabout, ...Whereabout[]],
  of: { repository: string; run: string | null },
): Promise<{ recalled: RecalledRun; forge: Whereabout["forge"] }> {
  const at = async ({ number, forge }: Whereabout) => ({
    recalled: await engine.recall({ ...of, number, ...(forge ? { forge } : {}) }),
    forge,
  });
  try {
    return await at(first);
  } catch (error) {
    for (const other of others) {
      const found = isRecordless(error) ? await at(other).catch(nothingThere) : null;
      if (found) return found;
    }
    throw error;
  }
}

const isRecordless = (error: unknown): boolean => error instanceof UserError && error.code === "NO_RECORD";

function nothingThere(error: unknown): null {
  if (isRecordless(error)) return null;
  throw error;
}

/** Who plays the roles on this machine: nothing of that is taken from the record. */
async function castHere(
  { definition }: RecalledRun,
  options: FromForgeOptions,
  environment: Environment,
): Promise<Pick<Machine, "runtime" | "casting">> {
  const { workflow, roles } = definition;
  const settings = await settingsOf(environment);
  const wish = { flag: options.runtime, settings, roles: rolesIn(workflow, roles) };
  const cast = await castingFrom(wish, environment);
  await refuseUnpriced(cast.casting, budgetFrom(options, definition.budget ?? noBudget));
  return cast;
}

function notesOn({ definition, others, redacted, unknown, versions }: RecalledRun): string[] {
  const { id, branch } = definition;
  return [
    `run ${id} is restored with ${count(versions.length, "artifact")}; its accepted steps are on ${branch}`,
    ...(others.length === 0
      ? []
      : [`the issue has other runs: ${others.join(", ")}; name one to restore it instead`]),
    ...(redacted.length === 0
      ? []
      : [`secrets were left out of the record of ${redacted.join(", ")}: the text is not the accepted one`]),
    ...(unknown === 0
      ? []
      : [
          `${count(unknown, "commit")} on ${branch} came after the record; the run takes them as pushed by others`,
        ]),
  ];
}

const noClone = (directory: string): UserError =>
  new UserError(
    "NOT_A_REPOSITORY",
    `${directory} is not in a git repository`,
    "run this inside a clone of the run's repository, or name one with --repo DIR",
  );
