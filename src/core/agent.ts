import type { Limits } from "./limits.ts";
import type { Policy } from "./policy.ts";
import type { Usage } from "./usage.ts";

/** What a runtime is given for one turn of an agent. Stored as JSON; holds no secret. */
export interface Assignment {
  run: string;
  step: string;
  attempt: number;
  role: string;
  tier: string;
  /** The agent's plain tree; its working directory. */
  tree: string;
  /** Constant for all roles of a tier, so that prompt caches hit. */
  system: string;
  prompt: string;
  session:
    | { kind: "new"; id: string }
    | { kind: "resume"; id: string }
    /** `sessions`: where the runtime kept the session that is copied. */
    | { kind: "fork"; id: string; from: string; sessions: string };
  /** Where the runtime keeps the sessions of this role in this run; outlives the attempt. */
  sessions: string;
  policy: Policy;
  limits: Limits;
  runtime: RuntimeChoice;
}

/** Which runtime drives the agent, and what it needs to know. Stored as JSON; holds no secret. */
export interface RuntimeChoice {
  /** The adapter: `claude`, `codex`, `acp` or `scripted`. */
  name: string;
  /** For `scripted`: the scenario file. For `acp`: `agent`, the name of the agent in the settings. */
  options: Record<string, string>;
  /** The user's own program and its first arguments; none for `scripted`. */
  command?: string[] | undefined;
  /** The model as the runtime calls it; none: the runtime's own default. */
  model?: string | undefined;
  effort?: string | undefined;
  /** Names of variables that the agent is given of the user's environment: its own credentials and address. */
  variables?: string[] | undefined;
  /** Host names that the agent may reach: its model's. Loopback addresses are given by `variables`. */
  hosts?: string[] | undefined;
  /** Prices that go before those of the price list. */
  prices?: Prices | undefined;
}

/** Dollars for a million tokens, by model. */
export type Prices = Record<
  string,
  { input: number; output: number; cacheRead?: number | undefined; cacheWrite?: number | undefined }
>;

/** One normalised event of an agent. `ended` comes last, exactly once. */
export type AgentEvent =
  | { type: "session.started"; session: string }
  | { type: "text"; text: string }
  | { type: "tool.called"; id: string; tool: string; summary: string }
  | { type: "tool.ended"; id: string; ok: boolean; output: string }
  | { type: "confined"; sandbox: SandboxFacts }
  | { type: "permission.asked"; id: string; tool: string; summary: string }
  /** `reason` is what the role's policy says; empty when it is allowed. */
  | { type: "permission.answered"; id: string; tool: string; allowed: boolean; reason: string }
  /**
   * What one message of the model has used so far. A later event of the same `message` replaces an earlier one:
   * what is known when the message begins counts even when its end is never seen.
   */
  | { type: "usage"; message: string; model: string; usage: Usage }
  | { type: "retry"; reason: string; waitMs: number }
  | { type: "ended"; end: AgentEnd };

/** How a turn ended. `text` of a completed turn is the artifact. */
export type AgentEnd =
  | { kind: "completed"; text: string }
  | { kind: "failed"; fault: Fault; reason: string; /** As the server told. */ waitMs?: number | undefined }
  | { kind: "interrupted" };

/**
 * Who or what failed. `agent`: what it did or left out; `limit`: turns, time or silence; `budget`: its money or
 * tokens are gone; `service`: the model's service or the network, to be tried again; `account`: only a person can
 * mend it (login, spend limit), `reason` says how; `session`: it cannot be gone on with, a fresh one can. `killed`:
 * the agent's process was ended from outside, and its session can be gone on with.
 */
export type Fault = "agent" | "limit" | "budget" | "service" | "account" | "session" | "killed";

/** What holds a process; `problem` says why it is not held, or held less than it should be; else empty. */
export interface SandboxFacts {
  kind: "bubblewrap" | "seatbelt" | "none";
  problem: string;
}
