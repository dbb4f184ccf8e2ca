import type { RunEvent } from "../core/event.ts";
import { accepted, definitionOf, keyed, started } from "../core/run.fixture.ts";
import { type RunStatus, statusOf } from "../core/status.ts";
import { noUsage, type Usage } from "../core/usage.ts";

export const used = (outputTokens: number, costUsd: number | null): Usage => ({
  ...noUsage,
  outputTokens,
  costUsd,
});

/** A step that ended well, with what each of its models used. */
export function worked(step: string, models: Record<string, Usage>, total: Usage): RunEvent {
  const role = (step.split("/")[1] ?? "").replace(/\.\d+$/, "");
  return {
    type: "attempt.ended",
    session: "s",
    step,
    role,
    phase: "planning",
    purpose: "produce",
    attempt: 1,
    outcome: accepted("note"),
    usage: total,
    messages: Object.entries(models).map(([model, usage]) => ({ message: model, model, usage })),
    durationMs: 1,
  };
}

export const statusAfter = (events: readonly RunEvent[], changes: Partial<RunStatus> = {}): RunStatus => ({
  ...statusOf(definitionOf(), keyed([started, ...events]), 0),
  ...changes,
});
