import { UserError } from "../core/error.ts";
import { noBudget } from "../core/budget.ts";
import { type BudgetFlags, budgetFrom, saysBudget } from "./budget-flags.ts";
import type { Environment } from "./environment.ts";
import { findRun } from "./find-run.ts";
import { inForeground } from "./foreground.ts";
import { repositoryHere } from "./here.ts";
import { openFor } from "./with-engine.ts";

export interface ResumeOptions extends BudgetFlags {
  repo?: string;
  json?: boolean;
  wait?: boolean;
  fromForge?: string;
  runtime?: string;
}

/** Go on with a run in the foreground; a budget takes the place of its own. */
export async function resume(
  id: string | undefined,
  options: ResumeOptions,
  environment: Environment,
): Promise<number> {
  const { fromForge } = options;
  if (fromForge !== undefined) {
    const { resumeFromForge } = await import("./from-forge.ts");
    return resumeFromForge(id, { ...options, fromForge }, environment);
  }
  budgetFrom(options, noBudget); // a mistake is named before anything is opened
  const repository = await repositoryHere(environment, options.repo);
  const { engine, status } = await openFor(environment, async (opened) => {
    const found = await findRun(opened, id, {
      repository,
      among: ["running", "waiting", "stopped", "failed"],
      called: " that can be resumed",
    });
    if (found.status !== "ready") return found;
    await opened.resume(found.id); // the forge may not show it yet
    throw new UserError("NOTHING_TO_RESUME", `run ${found.id} is ready`, seeIt(found.id));
  });
  return inForeground({
    environment,
    engine,
    json: options.json === true,
    wait: options.wait === true,
    status,
    begin: () => engine.resume(status.id, saysBudget(options) ? budgetFrom(options, status.budget) : null),
  });
}

const seeIt = (id: string): string => `look at it with: phasegate status ${id}`;
