import type { Offer } from "./choice.ts";
import type { Definition } from "./definition.ts";
import type { PhaseName } from "./phase.ts";
import type { Rung } from "./recovery.ts";
import type { DutyName } from "./role.ts";
import type { RunState, StepState } from "./run.ts";
import type { Feedback, Purpose } from "./turn.ts";
import type { Phase, StepSpec } from "./workflow.ts";

/** What the rules of a phase look at. */
export interface Scene {
  definition: Definition;
  run: RunState;
  phase: PhaseName;
  spec: Phase;
}

/** A role's turn before its attempt is known. */
export interface Ask {
  spec: StepSpec;
  purpose: Purpose;
  dutyOf: DutyName;
  feedback: Feedback | null;
  /** The step that goes on; null for a new one. */
  step: StepState | null;
  /** What the turn is to get out of trouble. */
  about?: string;
  rung?: Rung | null;
  rejudges?: boolean;
  offers?: Offer[];
}

/** Work that cannot go on by itself: somebody must choose. */
export interface Trouble {
  /** A step's id, or the gate or review of a phase. */
  subject: string;
  /** What happened, with its evidence. */
  reason: string;
  /** Trying again makes sense. */
  canRetry: boolean;
  /** Whose work it is; null when that is not known. */
  role: string | null;
  /** Names of what was found, when a person may allow all of it. */
  allowances: string[];
  /** The project manager is not asked. */
  isForPerson: boolean;
  /** The work is done and only its surroundings are at fault: nothing can be chosen about the work itself. */
  isWhole: boolean;
}

/** What a phase needs next: turns, a choice, or nothing. */
export type Asks = Ask[] | Trouble | null;

export const isTrouble = (asks: Asks): asks is Trouble => asks !== null && "subject" in asks;

export const isOpen = (step: StepState): boolean => step.attempts.at(-1)?.outcome === null;

export const trouble = (subject: string, reason: string, facts: Partial<Trouble> = {}): Trouble => ({
  subject,
  reason,
  canRetry: true,
  role: null,
  allowances: [],
  isForPerson: false,
  isWhole: false,
  ...facts,
});

export const gateOf = (phase: PhaseName): string => `the gate of ${phase}`;
export const reviewOf = (phase: PhaseName): string => `the review of ${phase}`;
export const findingsOf = (phase: PhaseName): string => `the findings of ${phase}`;

/** How many more rounds were granted by choices about `subject`; a person's word begins the count anew. */
export const granted = ({ run }: Scene, subject: string): number =>
  run.choices.filter((made) => made.subject === subject && made.generation === run.generation).length;

/** The newest guidance about `subject`, to be heard by whoever mends it; empty when there is none. */
export function guidanceOn({ run }: Scene, subject: string): string {
  const made = run.choices.findLast((each) => each.subject === subject);
  const guidance = made && "guidance" in made.choice ? made.choice.guidance : "";
  return guidance === "" ? "" : `\n\n${made?.by} says: ${guidance}`;
}
