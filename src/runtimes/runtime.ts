import type { AgentEvent, Assignment } from "../core/agent.ts";

/** What a runtime can do; the engine asks instead of guessing. */
export interface RuntimeCapabilities {
  /** A denial tells the model why. */
  reasonOnDeny: boolean;
  /** A finished session can take another turn. */
  resume: boolean;
  /** A session can be copied for another reader of the same material. */
  fork: boolean;
  /** Says what a turn cost in money. */
  usd: boolean;
}

/** What drives a model. Every runtime passes `runtime.testsuite.ts`. */
export interface Runtime {
  readonly name: string;
  readonly capabilities: RuntimeCapabilities;
  /**
   * One turn: yields events as they happen, `ended` last and exactly once. Never throws.
   * Aborting `signal` interrupts the turn; the end is then `interrupted`.
   */
  turn(assignment: Assignment, signal: AbortSignal): AsyncGenerator<AgentEvent>;
}
