import type { AgentEnd } from "./agent.ts";

/**
 * Who or what is at fault; recovery depends on it. Surroundings (`infrastructure`) may mend by themselves; where the
 * branch is pushed to (`remote`), a person must mend it.
 */
export type FailureClass = "agent" | "gate" | "infrastructure" | "budget" | "human" | "remote";

/** Why an attempt was not accepted. The same `signature` twice in a row means no progress. */
export interface Failure {
  class: FailureClass;
  signature: string;
  /** Written for the agent that mends it, with the evidence it needs, and for people. */
  reason: string;
  /** The agent's session and tree are whole: the next attempt goes on in them. */
  goesOn?: boolean | undefined;
  /** Files that it names, for the owner of one of them may be the one to mend it. */
  paths?: string[] | undefined;
  /** Names of what was found, when a person may allow all of it. */
  allowances?: string[] | undefined;
  /** The agent's work is whole: the next attempt judges the same work again, and no agent is asked. */
  rejudge?: boolean | undefined;
  /** How long to wait before the next attempt, as a server told. */
  waitMs?: number | undefined;
}

/** Neither the agent nor its work is at fault: it costs no attempt. */
export const isOfSurroundings = (failure: Failure): boolean =>
  failure.class === "infrastructure" || failure.class === "remote";

type FailedEnd = Extract<AgentEnd, { kind: "failed" }>;

/** What a turn that failed means for recovery; `signature` names the reason in few letters. */
export function failureOf({ fault, reason, waitMs }: FailedEnd, signature: string): Failure {
  const failure = (of: FailureClass, goesOn: boolean): Failure => ({
    class: of,
    signature: `${of}:${fault}:${signature}`,
    reason,
    ...(goesOn ? { goesOn } : {}),
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  switch (fault) {
    case "agent":
    case "limit":
      return failure("agent", false);
    case "budget":
      return failure("budget", true);
    case "service":
    case "killed":
      return failure("infrastructure", true);
    case "session":
      return failure("infrastructure", false);
    case "account":
      return failure("human", true);
  }
}
