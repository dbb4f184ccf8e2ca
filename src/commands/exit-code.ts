import type { RunStatusName } from "../core/event.ts";

export const usedWrongly = 2;
export const interruptedByPerson = 130;

const codes: Record<RunStatusName, number> = {
  ready: 0,
  running: 0,
  waiting: 3,
  stopped: 4,
  cancelled: 4,
  failed: 1,
};

/** What the shell learns about how a run ended. 5 is kept for budgets. */
export function exitCodeOf(status: RunStatusName): number {
  return codes[status];
}
