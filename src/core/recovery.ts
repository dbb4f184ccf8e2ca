import type { Failure } from "./failure.ts";

/** What is tried after a failure, one after the other; the last is a person, who always answers something. */
export const rungs = [
  "same-session",
  "fresh-session",
  "stronger-tier",
  "owner",
  "project-manager",
  "person",
] as const;
export type Rung = (typeof rungs)[number];

/** How often each rung is tried for one step, and how many failures a run may have, before the next one. */
export type RecoveryCaps = Record<Exclude<Rung, "person">, number> & { run: number };

export const defaultCaps: RecoveryCaps = {
  "same-session": 2,
  "fresh-session": 1,
  "stronger-tier": 1,
  owner: 1,
  "project-manager": 2,
  run: 24,
};

/** A failure that cost an attempt, and the rung on which it came about; null: the first attempt. */
export interface Fall {
  rung: Rung | null;
  failure: Failure;
}

/** What the ladder is climbed with; everything counts from the last word of a person. */
export interface Climb {
  /** Of one step, oldest first. */
  falls: readonly Fall[];
  caps: RecoveryCaps;
  /** How many attempts one step may have on all rungs below the project manager. */
  attempts: number;
  /** Failures in the whole run. */
  inRun: number;
  isAvailable(rung: Rung): boolean;
}

/** Failures that have the same cause have the same signature; the same one twice in a row means no progress. */
export function isStuck(falls: readonly Fall[]): boolean {
  const [before, last] = falls.slice(-2);
  return before !== undefined && last !== undefined && before.failure.signature === last.failure.signature;
}

/** An agent that keeps what only a person may allow means it; what it brings for the first time it may undo. */
function isKept(falls: readonly Fall[]): boolean {
  const before = new Set(falls.slice(0, -1).flatMap(({ failure }) => failure.allowances ?? []));
  return (falls.at(-1)?.failure.allowances ?? []).some((allowance) => before.has(allowance));
}

/**
 * The rung on which the next attempt is made: the lowest that has a try left, or, when there is no progress, the
 * one after the next from where it stands. What an agent broke off begins in a fresh session; a first refusal is
 * mended where it was made.
 */
export function nextRung({ falls, caps, attempts, inRun, isAvailable }: Climb): Rung {
  const last = falls.at(-1);
  if (!last || inRun >= caps.run || isKept(falls)) return "person";
  const triesOn = (rung: Rung): Rung[] => {
    if (rung === "person" || !isAvailable(rung)) return [];
    const used = falls.filter((fall) => fall.rung === rung).length;
    return Array.from({ length: Math.max(0, caps[rung] - used) }, () => rung);
  };
  const from = (rung: Rung): Rung[] => rungs.slice(rungs.indexOf(rung)).flatMap(triesOn);
  const lowest: Rung = last.failure.class === "agent" ? "fresh-session" : "same-session";
  const left = isStuck(falls) ? from(last.rung ?? lowest).slice(1) : from(lowest);
  const isUsedUp = falls.length >= attempts;
  const [next = "person"] = isUsedUp ? left.filter((rung) => rung === "project-manager") : left;
  return next;
}
