import type { StepRef } from "../core/event.ts";
import type { Turn } from "../core/turn.ts";

/** Begins the keys of all events of an attempt. */
export const attemptKey = (turn: Turn): string => `attempt/${turn.step}/${turn.attempt}`;

export function refOf(turn: Turn): StepRef {
  const { step, role, phase, purpose, attempt, treeOf, rung, about, rejudges } = turn;
  return {
    step,
    role,
    phase,
    purpose,
    attempt,
    treeOf,
    ...(rejudges === null ? {} : { rejudges }),
    ...(rung === null ? {} : { rung }),
    ...(about === null ? {} : { about }),
  };
}
