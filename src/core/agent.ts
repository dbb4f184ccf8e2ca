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
    | { kind: "fork"; id: string; from: string };
  policy: Policy;
  runtime: RuntimeChoice;
}

/** Which runtime drives the agent, and what it needs to know (for `scripted`: the scenario file). */
export interface RuntimeChoice {
  name: string;
  options: Record<string, string>;
}

/** One normalised event of an agent. `ended` comes last, exactly once. */
export type AgentEvent =
  | { type: "session.started"; session: string }
  | { type: "text"; text: string }
  | { type: "tool.called"; id: string; tool: string; summary: string }
  | { type: "tool.ended"; id: string; ok: boolean; output: string }
  | { type: "permission.denied"; id: string; tool: string; reason: string }
  | { type: "usage"; message: string; usage: Usage }
  | { type: "retry"; reason: string; waitMs: number }
  | { type: "ended"; end: AgentEnd };

/** How a turn ended. `text` of a completed turn is the artifact. */
export type AgentEnd =
  | { kind: "completed"; text: string }
  | { kind: "failed"; reason: string }
  | { kind: "interrupted" };
