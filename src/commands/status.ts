import { printJson, type Environment } from "./environment.ts";
import { findRun } from "./find-run.ts";
import { repositoryHere } from "./here.ts";
import { paintFor } from "./progress/colour.ts";
import { statusText } from "./status-text.ts";
import { withEngine } from "./with-engine.ts";

/** Show where a run stands. */
export async function status(
  id: string | undefined,
  options: { repo?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const repository = await repositoryHere(environment, options.repo);
  const found = await withEngine(environment, (engine) =>
    findRun(engine, id, {
      repository,
      among: ["running", "waiting", "ready", "stopped", "cancelled", "failed"],
      called: "",
    }),
  );
  if (options.json) printJson(environment, found);
  else environment.out.write(`${statusText(found, paintFor(environment, environment.out)).join("\n")}\n`);
  return 0;
}
