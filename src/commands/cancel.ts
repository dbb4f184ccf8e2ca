import { UserError } from "../core/error.ts";
import { printJson, type Environment } from "./environment.ts";
import { findRun, named } from "./find-run.ts";
import { withEngine } from "./with-engine.ts";

/** End a run and its agents. */
export async function cancel(
  id: string,
  options: { reason?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const status = await withEngine(environment, async (engine) => {
    const found = await findRun(engine, id, named);
    if (found.status === "ready") {
      throw new UserError(
        "ALREADY_READY",
        `run ${found.id} is ready; nothing is left to cancel`,
        "delete its branch if you do not want it",
      );
    }
    return engine.cancel(found.id, options.reason ?? `cancelled by ${environment.userName}`);
  });
  if (options.json) printJson(environment, status);
  else environment.out.write(`run ${status.id} is ${status.status}; its branch ${status.branch} stays\n`);
  return 0;
}
