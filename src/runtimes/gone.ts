import type { AgentEnd } from "../core/agent.ts";

/** Whether a process was ended by a signal from outside; what holds it tells a signal as 128 and its number. */
export const wasKilled = (exitCode: number | null, signal: string | null): boolean =>
  signal !== null || exitCode === 128 + 9 || exitCode === 128 + 15;

interface Gone {
  isKilled: boolean;
  /** Which limit of the sandbox the agent broke; null: none. */
  broke: string | null;
}

/** The end of a turn whose program is gone: killed, it can go on; ended by itself or for what it did, it failed. */
export function endOfGone(what: string, { isKilled, broke }: Gone): AgentEnd {
  const reason = broke === null ? what : `${what}\n${broke}`;
  return { kind: "failed", fault: isKilled && broke === null ? "killed" : "agent", reason };
}
