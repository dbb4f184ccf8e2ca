import { UserError } from "../core/error.ts";
import type { RunStatusName } from "../core/event.ts";
import type { RunStatus } from "../core/status.ts";
import type { Engine } from "../engine/engine.ts";
import { firstLine } from "./figures.ts";

/** Which run a command means when it is given no name. */
export interface Newest {
  /** Null: of any repository. */
  repository: string | null;
  among: readonly RunStatusName[];
  /** "that can be resumed": says in an error what was looked for. */
  called: string;
}

/** The run with this id or unique prefix; without one, the newest that fits. */
export async function findRun(engine: Engine, id: string | undefined, newest: Newest): Promise<RunStatus> {
  if (id === undefined) return newestRun(engine, newest);
  const runs = await engine.list();
  const exact = runs.find((run) => run.id === id);
  if (exact) return exact;
  const fitting = id === "" ? [] : runs.filter((run) => run.id.startsWith(id));
  const [run, ...others] = fitting;
  if (!run) throw new UserError("NO_SUCH_RUN", `there is no run ${id}`, "see all runs with: phasegate list");
  if (others.length > 0) {
    const list = fitting.map((one) => `${one.id} (${firstLine(one.feature.title)})`).join(", ");
    throw new UserError(
      "AMBIGUOUS_RUN",
      `${id} fits more than one run: ${list}`,
      "give more letters of the id",
    );
  }
  return run;
}

/** For commands that need a name. */
export const named: Newest = { repository: null, among: [], called: "" };

async function newestRun(engine: Engine, { repository, among, called }: Newest): Promise<RunStatus> {
  const runs = await engine.list(repository === null ? {} : { repository });
  const fitting = runs.filter((run) => among.includes(run.status));
  const [run] = fitting.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (run) return run;
  const where = repository === null ? "" : ` of ${repository}`;
  throw new UserError("NO_SUCH_RUN", `there is no run${where}${called}`, "see all runs with: phasegate list");
}
