import type { KeyedEvent, RunStatusName } from "../core/event.ts";
import { renderPullRequest } from "../core/pull-request.ts";
import { type PhaseName, phaseNames } from "../core/phase.ts";
import { renderTrace } from "../core/trace.ts";
import { traceRun } from "../gates/coverage/trace-run.ts";
import type { EngineContext, RunHands } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { commonGateContext } from "./gate-context.ts";
import { adoptPushed } from "./sync.ts";
import { tidy } from "./tidy.ts";

const lastPhase = ({ definition }: RunHands): PhaseName =>
  phaseNames.findLast((phase) => definition.workflow.phases[phase]) ?? "ready";

/** Where each requirement of the run was planned, changed and proven. */
async function traced(context: EngineContext, hands: RunHands, head: string): Promise<string> {
  const gate = await commonGateContext(context, hands);
  return renderTrace(await traceRun({ ...gate, head }));
}

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
    // What somebody pushed in the last moment is seen before anybody is told that all of it was.
    const moved = await adoptPushed(context, hands, { key: `run/${generation}`, phase: lastPhase(hands) });
    if (moved.length > 0) return moved;
    const status = await journal.status();
    const started = await journal.started();
    if (started) {
      const artifacts = await hands.shelf.newest();
      await forge.editPullRequest(
        started.pullRequest,
        renderPullRequest(
          status,
          started.issue,
          artifacts["run-report"] ?? artifacts["build-report"] ?? artifacts["plan"] ?? "",
          await traced(context, hands, status.head),
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
