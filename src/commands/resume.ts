import { UserError } from "../core/error.ts";
import type { Environment } from "./environment.ts";
import { findRun } from "./find-run.ts";
import { inForeground } from "./foreground.ts";
import { repositoryHere } from "./here.ts";
import { openFor } from "./with-engine.ts";

/** Go on with a run in the foreground. */
export async function resume(
  id: string | undefined,
  options: { repo?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const repository = await repositoryHere(environment, options.repo);
  const { engine, status } = await openFor(environment, async (opened) => {
    const found = await findRun(opened, id, {
      repository,
      among: ["running", "waiting", "stopped", "failed"],
      called: " that can be resumed",
    });
    if (found.status === "ready")
      throw new UserError("NOTHING_TO_RESUME", `run ${found.id} is ready`, seeIt(found.id));
    return found;
  });
  return inForeground({
    environment,
    engine,
    json: options.json === true,
    status,
    begin: () => engine.resume(status.id),
  });
}

const seeIt = (id: string): string => `look at it with: phasegate status ${id}`;
