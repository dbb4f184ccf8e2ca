import type { Offer } from "./choice.ts";
import type { PhaseName } from "./phase.ts";
import type { Rung } from "./recovery.ts";
import type { DutyName } from "./role.ts";
import type { GateSpec } from "./workflow.ts";

/** Why a role takes a turn. */
export type Purpose = "produce" | "review" | "revise" | "fix" | "recover";

/** A reviewer's finding. */
export interface Finding {
  /** Given by the engine. A later review repeats it for a finding that still stands. */
  id?: string | undefined;
  severity: "blocking" | "major" | "minor" | "note";
  path: string;
  line: number;
  requirement?: string | undefined;
  message: string;
  suggestion?: string | undefined;
}

/** A reviewer's word that an earlier finding is no more: a commit mended it, or something was seen. */
export type Closing =
  | { id: string; by: "commit"; commit?: string | undefined }
  | { id: string; by: "evidence"; evidence: string; path?: string | undefined };

/** What goes back to an agent before its next attempt or turn. */
export interface Feedback {
  from: string;
  text: string;
}

/** One attempt of one step, ready to be carried out. */
export interface Turn {
  step: string;
  role: string;
  phase: PhaseName;
  /** The phase whose duty of the role applies, or its duty to choose how a run recovers. */
  dutyOf: DutyName;
  purpose: Purpose;
  attempt: number;
  /** Which real try this is: attempts that asked no agent, or were interrupted from outside, are not counted. */
  ordinal: number;
  /** The attempt whose tree this one works in: its own, or the refused one that it mends. */
  treeOf: number;
  feedback: Feedback | null;
  /** The session to go on with; null for a fresh one. */
  resume: string | null;
  /** Why the session that is gone on with was cut short; null when it was not. */
  interruption: string | null;
  /** On which rung of the ladder of recovery; null when nothing failed before. */
  rung: Rung | null;
  /** What the turn is to get out of trouble: a step, a gate or a review; null when nothing is. */
  about: string | null;
  /** What may be chosen, where the turn is to choose how the run recovers. */
  offers: Offer[];
  /**
   * The attempt whose work is judged again, without an agent: a person has allowed what was found in it, or it was
   * whole when its surroundings failed; null when an agent is asked.
   */
  rejudges: number | null;
  /** What the workflow says instead of the duty and the phase. */
  overrides: { reads?: string[] | undefined; each?: GateSpec[] | undefined };
}

/** `phase/role`, or `phase/role.2` for the role's second turn in the phase. */
export function stepId(phase: PhaseName, role: string, turn: number): string {
  return turn === 1 ? `${phase}/${role}` : `${phase}/${role}.${turn}`;
}
