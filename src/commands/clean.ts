import { UserError } from "../core/error.ts";
import type { RunStatusName } from "../core/event.ts";
import type { RunStatus } from "../core/status.ts";
import type { Engine } from "../engine/engine.ts";
import { printJson, type Environment } from "./environment.ts";
import { count } from "./figures.ts";
import { findRun, named } from "./find-run.ts";
import { withEngine } from "./with-engine.ts";

/** What `--all` removes; a stopped or waiting run may still be wanted. */
const finished: ReadonlySet<RunStatusName> = new Set(["ready", "cancelled", "failed"]);

/** Remove the state of one run, or of all that are finished. Branches and pull requests stay. */
export async function clean(
  id: string | undefined,
  options: { all?: boolean; json?: boolean },
  environment: Environment,
): Promise<number> {
  if ((id === undefined) === (options.all !== true)) {
    throw new UserError(
      "WHAT_TO_CLEAN",
      "name one run, or all finished ones",
      "phasegate clean RUN, or phasegate clean --all",
    );
  }
  const removed = await withEngine(environment, async (engine) => {
    const runs = id === undefined ? await finishedRuns(engine) : [await cleanable(engine, id)];
    for (const run of runs) await engine.clean(run.id);
    return runs;
  });
  if (options.json) printJson(environment, { removed: removed.map((run) => run.id) });
  else
    environment.out.write(
      removed.map((run) => `removed ${run.id}; branch ${run.branch} stays\n`).join("") +
        `${count(removed.length, "run")} removed\n`,
    );
  return 0;
}

const finishedRuns = async (engine: Engine): Promise<RunStatus[]> =>
  (await engine.list()).filter((run) => finished.has(run.status));

async function cleanable(engine: Engine, id: string): Promise<RunStatus> {
  const run = await findRun(engine, id, named);
  if (run.status !== "running") return run;
  throw new UserError(
    "RUN_UNDER_WAY",
    `run ${run.id} is under way`,
    `end it first: phasegate cancel ${run.id}`,
  );
}
