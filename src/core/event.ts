import type { SandboxFacts } from "./agent.ts";
import type { Choice, Question } from "./choice.ts";
import type { Budget } from "./budget.ts";
import type { Verdict } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { PhaseName } from "./phase.ts";
import type { Rung } from "./recovery.ts";
import type { Entry } from "./spending.ts";
import type { Closing, Finding, Purpose } from "./turn.ts";
import type { Usage } from "./usage.ts";

export type RunStatusName = "running" | "waiting" | "ready" | "stopped" | "cancelled" | "failed";

/** What stopped a run, where its status does not say it. */
export type StopCause = "gate" | "budget" | "account" | "approval" | "person" | "question" | "forge";

/** What an accepted attempt left behind. */
export interface Product {
  artifact: string;
  version: number;
  /** Where it was posted; runs of this version have an event for that. */
  url?: string | undefined;
  /** SHA-256 of the artifact's text. */
  digest: string;
  /** The accepted commit; null when the step changed nothing. */
  commit: string | null;
  /** Of the head after it; runs of earlier versions do not say. */
  tree?: string | undefined;
  paths: string[];
  /** Test files that the step added. */
  newTests: string[];
  /** Plans that a review wants revised, with the feedback for each. */
  revise: Record<string, string[]>;
  /** Blocking findings of a code review. */
  blocking: Finding[];
  /** All that a code review found, and what it closes; absent for every other step. */
  review?: { findings: Finding[]; closed: Closing[] } | undefined;
  /** How the run recovers. */
  choice?: Choice | undefined;
}

/** How one attempt of a step ended. */
export type AttemptOutcome =
  | { kind: "accepted"; product: Product }
  | { kind: "refused"; failure: Failure }
  | { kind: "failed"; failure: Failure }
  | { kind: "interrupted" };

export interface StepRef {
  step: string;
  role: string;
  phase: PhaseName;
  purpose: Purpose;
  attempt: number;
  treeOf?: number | undefined;
  rejudges?: number | undefined;
  rung?: Rung | undefined;
  about?: string | undefined;
}

/** Everything that happens in a run, in order. The run's state is a fold over its events. */
export type RunEvent =
  | {
      type: "run.started";
      branch: string;
      base: string;
      /** The empty commit that opens the branch, where the forge needs one. */
      opening?: string | undefined;
      issue: number;
      issueUrl: string;
      tracker: string;
      pullRequest: number;
      pullRequestUrl: string;
    }
  /** A budget that the person who resumes gives takes the place of the run's, and grants each role its own again. */
  | { type: "run.resumed"; generation: number; budget?: Budget | undefined }
  | { type: "phase.started"; phase: PhaseName }
  | { type: "phase.ended"; phase: PhaseName; passed: boolean }
  | ({ type: "step.started"; session: string } & StepRef)
  | ({
      type: "attempt.ended";
      session: string;
      outcome: AttemptOutcome;
      usage: Usage;
      /** The same, message by message. */
      messages?: Entry[] | undefined;
      /** What held the agent's process; absent when no agent process was started. */
      sandbox?: SandboxFacts | undefined;
      durationMs: number;
    } & StepRef)
  | {
      type: "gate.judged";
      phase: PhaseName;
      step: string | null;
      attempt: number | null;
      verdict: Verdict;
      /** Files that a failed verdict names. */ paths?: string[];
    }
  /** Somebody else has pushed commits to the branch; they are part of the run from now on. */
  | { type: "branch.moved"; from: string; to: string; tree: string; paths: string[]; by: string }
  | ({ type: "question.asked" } & Question)
  | { type: "question.answered"; number: number; choice: Choice; by: string }
  /** A comment was made on the forge: `artifact/pm-spec`, `question/1`, `tracker`. A second one of a name was made again. */
  | { type: "comment.made"; name: string; on: number; id: string; url: string }
  /** Somebody told the run something in a comment, and it was obeyed or not. */
  | { type: "command.heard"; comment: string; by: string; text: string; obeyed: boolean; reason: string }
  /** The issue says something else than what the run began with, and goes on with; `sha256` is of its new text. */
  | { type: "issue.edited"; sha256: string }
  | { type: "approval.asked"; phase: PhaseName; question: string }
  | { type: "approval.answered"; phase: PhaseName; approved: boolean; by: string; reason: string }
  | { type: "run.ended"; status: Exclude<RunStatusName, "running">; reason: string; cause?: StopCause };

/** An event as it is kept: `key` makes it unique in its run, so that writing it again changes nothing. */
export interface KeyedEvent {
  key: string;
  /** ISO 8601. */
  at: string;
  event: RunEvent;
}

/** What was seen on the forge and is only told: nothing is decided by it. */
export type ForgeEvent = Extract<RunEvent, { type: "comment.made" | "command.heard" | "issue.edited" }>;

const forgeEvents: ReadonlySet<RunEvent["type"]> = new Set(["comment.made", "command.heard", "issue.edited"]);

export const isForgeEvent = (event: RunEvent): event is ForgeEvent => forgeEvents.has(event.type);
