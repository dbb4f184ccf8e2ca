import type { RunStatusName } from "../core/event.ts";
import type { RunStatus } from "../core/status.ts";

export const usedWrongly = 2;
export const interruptedByPerson = 130;

/** Of `verify`: what was recorded is not what is seen now. */
export const differs = 4;

const stoppedByBudget = 5;

const codes: Record<RunStatusName, number> = {
  ready: 0,
  running: 0,
  waiting: 3,
  stopped: 4,
  cancelled: 4,
  failed: 1,
};

/** What the shell learns about how a run ended. */
export function exitCodeOf({ status, cause }: Pick<RunStatus, "status" | "cause">): number {
  return status === "stopped" && cause === "budget" ? stoppedByBudget : codes[status];
}
