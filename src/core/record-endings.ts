import type { KeyedEvent, RunEvent, StepRef } from "./event.ts";
import type { ReadRecord } from "./record.ts";
import type { AttemptState, StepState } from "./run.ts";
import { noUsage } from "./usage.ts";

const lost = "(The machine that it ran on was lost, with the agent's session and tree.)";

/**
 * What a restored run still has to say before it goes on: of each step that is not accepted the newest try is over
 * and leaves nothing to go on with; and the run stopped, unless it had ended. Written again it is the same.
 */
export function endingsOf({ state, events }: Pick<ReadRecord, "state" | "events">, at: string): KeyedEvent[] {
  const entries: Pick<KeyedEvent, "key" | "event">[] = state.steps.flatMap((step) => lossOf(step, events));
  const reason = "restored from its record at the forge";
  if (state.status === "running")
    entries.push({
      key: `run/${state.generation}/restored`,
      event: { type: "run.ended", status: "stopped", reason },
    });
  return entries.map(({ key, event }) => ({ key, at, event }));
}

/** Ends the try that was under way; where the next one would go on with what the last one left, one more is lost. */
function lossOf(
  { id, product, attempts }: StepState,
  events: readonly KeyedEvent[],
): Pick<KeyedEvent, "key" | "event">[] {
  const last = attempts.at(-1);
  const began = events.map(({ event }) => event).findLast((event) => isTryOf(event, id));
  if (product || !last || began?.type !== "step.started" || leavesNothing(last)) return [];
  const { outcome } = last;
  const { type: _type, session, ...ref } = began;
  if (outcome === null) return [ended(ref, lost)];
  const attempt = last.attempt + 1;
  const tried = { ...ref, attempt, treeOf: attempt, rejudges: undefined };
  const reason = "failure" in outcome ? `${outcome.failure.reason}\n\n${lost}` : lost;
  const started = { type: "step.started" as const, session, ...tried };
  return [{ key: `attempt/${id}/${attempt}/started`, event: started }, ended(tried, reason)];
}

const isTryOf = (event: RunEvent, step: string): boolean =>
  event.type === "step.started" && event.step === step;

/** Neither its session nor its tree nor its work is gone on with. */
const leavesNothing = ({ outcome }: AttemptState): boolean =>
  outcome?.kind === "failed" && outcome.failure.goesOn !== true && outcome.failure.rejudge !== true;

function ended(ref: StepRef, reason: string): Pick<KeyedEvent, "key" | "event"> {
  const failure = { class: "infrastructure" as const, signature: "infrastructure:lost", reason };
  const outcome = { kind: "failed" as const, failure };
  return {
    key: `attempt/${ref.step}/${ref.attempt}/ended`,
    event: { type: "attempt.ended", session: "", ...ref, outcome, usage: noUsage, durationMs: 0 },
  };
}
