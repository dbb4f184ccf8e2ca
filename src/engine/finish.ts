import type { KeyedEvent, RunStatusName } from "../core/event.ts";
import { renderPullRequest } from "../core/pull-request.ts";
import type { EngineContext } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { tidy } from "./tidy.ts";

/** End a generation of a run: a ready pull request, or an honest word on why not. */
export async function finish(
  context: EngineContext,
  run: string,
  generation: number,
  end: { status: Exclude<RunStatusName, "running">; reason: string },
): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  const { journal, forge } = hands;
  if (end.status === "ready") {
    const status = await journal.status();
    const started = (await journal.events()).find(({ event }) => event.type === "run.started")?.event;
    if (started?.type === "run.started") {
      const artifacts = await hands.shelf.newest();
      await forge.editPullRequest(
        started.pullRequest,
        renderPullRequest(
          status,
          started.issue,
          artifacts["run-report"] ?? artifacts["build-report"] ?? artifacts["plan"] ?? "",
        ),
      );
      failpoint("finish.body");
      await forge.markReady(started.pullRequest);
      failpoint("finish.ready");
    }
  }
  const events = journal.stamp([{ key: `run/${generation}/ended`, event: { type: "run.ended", ...end } }]);
  await journal.append(events);
  failpoint("finish.recorded");
  if (end.status === "ready") await tidy(hands.place).catch(() => undefined); // what is left goes with the run
  return events;
}
