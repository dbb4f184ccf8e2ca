import type { AgentEnd, AgentEvent, Assignment } from "../core/agent.ts";
import { crossed, Spending } from "../core/spending.ts";
import { takeLoginBack } from "./login.ts";
import { costOf } from "./price.ts";
import { type Runtime, RuntimeUnusable, type Session, SessionLost } from "./runtime.ts";
import { Watch } from "./watch.ts";

/** Sent once to an agent that ends its turn without a word. */
export const nudge =
  "You ended your turn without a final message. Your final message is your artifact: answer with all of it now.";

/** Time for what limits a turn; tests bring their own. */
export interface Timers {
  /** Calls back once after so many milliseconds; returns what stops it. */
  after(ms: number, call: () => void): () => void;
}

export const realTimers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * One turn of one agent, from opening its session to closing it: yields events as they happen, `ended` last and
 * exactly once, and never throws. The limits of the assignment are kept here, whatever the runtime thinks of
 * them. Aborting `signal` interrupts the turn.
 */
export async function* turn(
  runtime: Runtime,
  assignment: Assignment,
  signal: AbortSignal,
  timers: Timers = realTimers,
): AsyncGenerator<AgentEvent> {
  if (signal.aborted) return yield { type: "ended", end: { kind: "interrupted" } };
  let session: Session | null = null;
  const { sessions } = assignment;
  try {
    await takeLoginBack(sessions); // the session before this one may have been killed
    session = await open(runtime, assignment);
    yield { type: "session.started", session: session.id };
    if (session.sandbox) yield { type: "confined", sandbox: session.sandbox };
    const watch = new Watch(session, { limits: assignment.limits, signal, timers });
    const end = yield* conversation(session, assignment, watch);
    watch.stop();
    await session.close();
    await takeLoginBack(sessions);
    yield { type: "ended", end };
  } catch (error) {
    await session?.close().catch(() => undefined);
    await takeLoginBack(sessions);
    yield { type: "ended", end: signal.aborted ? { kind: "interrupted" } : failedBy(error) };
  }
}

function open(runtime: Runtime, assignment: Assignment): Promise<Session> {
  const { session } = assignment;
  switch (session.kind) {
    case "new":
      return runtime.start(assignment);
    case "resume":
      return runtime.resume(assignment, session.id);
    case "fork":
      return runtime.fork(assignment, session.from);
  }
}

async function* conversation(
  session: Session,
  assignment: Assignment,
  watch: Watch,
): AsyncGenerator<AgentEvent, AgentEnd> {
  const spending = new Spending();
  const first = yield* watched(session.send(assignment.prompt), { assignment, watch, spending });
  if (first.kind !== "completed" || first.text.trim() !== "") return first;
  const second = yield* watched(session.send(nudge), { assignment, watch, spending });
  if (second.kind !== "completed" || second.text.trim() !== "") return second;
  return {
    kind: "failed",
    fault: "agent",
    reason: "the agent ended its turn without a final message, twice",
  };
}

interface Watched {
  assignment: Assignment;
  watch: Watch;
  spending: Spending;
}

async function* watched(
  events: AsyncGenerator<AgentEvent>,
  { assignment, watch, spending }: Watched,
): AsyncGenerator<AgentEvent, AgentEnd> {
  for await (const raw of events) {
    watch.heard();
    if (raw.type === "ended") return watch.reasonToStop ?? raw.end;
    const event = priced(raw, assignment);
    spending.see(event);
    yield event;
    const stop = crossed(assignment.limits, spending);
    if (stop) watch.end({ kind: "failed", ...stop });
  }
  return watch.reasonToStop ?? { kind: "failed", fault: "agent", reason: "the agent ended without a word" };
}

/** A runtime counts tokens; money is our own count. */
function priced(event: AgentEvent, { runtime }: Assignment): AgentEvent {
  if (event.type !== "usage" || event.usage.costUsd !== null) return event;
  return { ...event, usage: { ...event.usage, costUsd: costOf(event.model, event.usage, runtime.prices) } };
}

function failedBy(error: unknown): AgentEnd {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof SessionLost) return { kind: "failed", fault: "session", reason };
  if (error instanceof RuntimeUnusable) return { kind: "failed", fault: "account", reason };
  return { kind: "failed", fault: "agent", reason };
}
