import type { AgentEvent, Assignment, SandboxFacts } from "../core/agent.ts";

/** What a runtime can do; the engine asks instead of guessing. */
export interface RuntimeCapabilities {
  /** A denial tells the model why. */
  reasonOnDeny: boolean;
  /** A finished or killed session can take another turn. */
  resume: boolean;
  /** A session can be copied for another reader of the same material. */
  fork: boolean;
}

/** A conversation with one agent, by one process at a time. */
export interface Session {
  /** How the runtime knows it; what `resume` and `fork` are given. */
  readonly id: string;
  /** What holds the agent's process; null when the agent is part of this process. */
  readonly sandbox: SandboxFacts | null;
  /**
   * One turn: yields events as they happen, `ended` last and exactly once; never throws. Sent again, the agent
   * remembers the turns before. One turn at a time.
   */
  send(text: string): AsyncGenerator<AgentEvent>;
  /** End the turn under way; its end is `interrupted`. The session can take another turn. */
  interrupt(): Promise<void>;
  /** Leaves no process and no port behind; a turn under way ends. What was said can be resumed. Safe to call twice. */
  close(): Promise<void>;
}

/** What drives a model. Every runtime passes `runtime.testsuite.ts`. */
export interface Runtime {
  readonly name: string;
  readonly capabilities: RuntimeCapabilities;
  /** A new session with the id `assignment.session.id`, where the runtime lets us choose. */
  start(assignment: Assignment): Promise<Session>;
  /** Throws SessionLost when there is nothing to go on with. */
  resume(assignment: Assignment, id: string): Promise<Session>;
  /**
   * A session of its own that begins with all that `from` knows, which may have been kept in another folder
   * (`assignment.session.sessions`); `from` stays as it is. Throws SessionLost.
   */
  fork(assignment: Assignment, from: string): Promise<Session>;
}

/** There is no such session any more, or it cannot be read. */
export class SessionLost extends Error {
  override readonly name = "SessionLost";
}

/** The runtime cannot begin, and only a person can mend it; the message says how. */
export class RuntimeUnusable extends Error {
  override readonly name = "RuntimeUnusable";
}
