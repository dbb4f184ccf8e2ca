import type { StepRef } from "../core/event.ts";
import type { Turn } from "../core/turn.ts";

/** Begins the keys of all events of an attempt. */
export const attemptKey = (turn: Turn): string => `attempt/${turn.step}/${turn.attempt}`;

export function refOf({ step, role, phase, purpose, attempt }: Turn): StepRef {
  return { step, role, phase, purpose, attempt };
}
