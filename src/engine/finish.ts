import type { KeyedEvent, RunStatusName, StopCause } from "../core/event.ts";
import { renderPullRequest } from "../core/pull-request.ts";
import { type PhaseName, phaseNames } from "../core/phase.ts";
import { renderTrace } from "../core/trace.ts";
import { traceRun } from "../gates/coverage/trace-run.ts";
import type { EngineContext, RunHands } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { commonGateContext } from "./gate-context.ts";
import { lookAtOwnChecks } from "./own-checks.ts";
import { adoptPushed } from "./sync.ts";
import { tidy } from "./tidy.ts";

const lastPhase = ({ definition }: RunHands): PhaseName =>
  phaseNames.findLast((phase) => definition.workflow.phases[phase]) ?? "ready";

/** Where each requirement of the run was planned, changed and proven. */
async function traced(context: EngineContext, hands: RunHands, head: string): Promise<string> {
  const gate = await commonGateContext(context, hands);
  return renderTrace(await traceRun({ ...gate, head }));
}

/** How a generation of a run ends. */
export interface End {
  status: Exclude<RunStatusName, "running">;
  reason: string;
  cause?: StopCause;
}

/** End a generation of a run: a ready pull request, or an honest word on why not. */
export async function finish(
  context: EngineContext,
  run: string,
  generation: number,
  end: End,
): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  const { journal } = hands;
  if (end.status === "ready") {
    // What somebody pushed in the last moment is seen before anybody is told that all of it was.
    const moved = await adoptPushed(context, hands, { key: `run/${generation}`, phase: lastPhase(hands) });
    if (moved.length > 0) return moved;
    await makeReady(context, hands);
  }
  const events = journal.stamp([{ key: `run/${generation}/ended`, event: { type: "run.ended", ...end } }]);
  await journal.append(events);
  failpoint("finish.recorded");
  if (end.status === "ready") await tidy(hands.place).catch(() => undefined); // what is left goes with the run
  return events;
}

/** Everything is on the forge, and the repository's own checks were looked at, before the draft becomes ready. */
async function makeReady(context: EngineContext, hands: RunHands): Promise<void> {
  const { journal, forge, publisher, shelf } = hands;
  const started = await journal.started();
  if (!started) return;
  await publisher.flush();
  const { head, allowed } = await journal.state();
  const ownChecks = await lookAtOwnChecks(hands, { head, allowed }, context.parts.ownChecks);
  const body = renderPullRequest({
    status: await journal.status(),
    issue: started.issue,
    artifacts: await shelf.newest(),
    trace: await traced(context, hands, head),
    checks: ownChecks.checks,
    unreadChecks: ownChecks.unread,
    maxBody: forge.capabilities.maxBody,
  });
  await forge.editPullRequest(started.pullRequest, body);
  failpoint("finish.body");
  await forge.markReady(started.pullRequest);
  failpoint("finish.ready");
}
