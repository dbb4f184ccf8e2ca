import type { AgentEnd } from "../core/agent.ts";
import type { Limits } from "../core/limits.ts";
import type { Session } from "./runtime.ts";
import type { Timers } from "./turn.ts";

/** How long a session may take to heed an interruption before its processes are ended. */
const graceMs = 5_000;

interface WatchParts {
  limits: Limits;
  signal: AbortSignal;
  timers: Timers;
}

/** Ends a turn that takes too long, falls silent, or is not wanted any more. */
export class Watch {
  /** The end that the turn is brought to; null while it goes on. */
  reasonToStop: AgentEnd | null = null;
  private readonly session: Session;
  private readonly parts: WatchParts;
  private readonly stops: (() => void)[] = [];
  private stopSilence: () => void = () => undefined;

  constructor(session: Session, parts: WatchParts) {
    this.session = session;
    this.parts = parts;
    const { limits, signal, timers } = parts;
    const onAbort = (): void => this.end({ kind: "interrupted" });
    signal.addEventListener("abort", onAbort, { once: true });
    this.stops.push(() => signal.removeEventListener("abort", onAbort));
    if (signal.aborted) onAbort();
    const { wallMs } = limits;
    if (wallMs !== null)
      this.stops.push(timers.after(wallMs, () => this.end(tooLong(`took more than ${span(wallMs)}`))));
    this.heard();
  }

  /** Something happened: the silence begins anew. */
  heard(): void {
    const { limits, timers } = this.parts;
    const { inactivityMs } = limits;
    this.stopSilence();
    if (inactivityMs === null) return;
    this.stopSilence = timers.after(inactivityMs, () =>
      this.end(tooLong(`was silent for ${span(inactivityMs)}`)),
    );
  }

  /** Bring the turn to this end; the first one counts. */
  end(end: AgentEnd): void {
    if (this.reasonToStop) return;
    this.reasonToStop = end;
    this.session.interrupt().catch(() => undefined);
    this.stops.push(this.parts.timers.after(graceMs, () => void this.session.close().catch(() => undefined)));
  }

  /** Let go of every timer. */
  stop(): void {
    this.stopSilence();
    for (const stop of this.stops) stop();
  }
}

const tooLong = (what: string): AgentEnd => ({ kind: "failed", fault: "limit", reason: `the agent ${what}` });

const span = (ms: number): string => (ms >= 60_000 ? `${Math.round(ms / 60_000)} min` : `${ms / 1000} s`);
