import { agenda } from "./agenda.ts";
import type { Question } from "./choice.ts";
import type { Definition } from "./definition.ts";
import type { RunStatusName, StopCause } from "./event.ts";
import { hiddenQuestion } from "./hidden-question.ts";
import { phaseNames, type PhaseName } from "./phase.ts";
import type { RunState } from "./run.ts";
import type { Turn } from "./turn.ts";
import { isVoid } from "./validity.ts";

/** What happens next. */
export type Move =
  | { kind: "initialize" }
  | { kind: "enter"; phase: PhaseName }
  | { kind: "start"; turns: Turn[] }
  | { kind: "wait" }
  | { kind: "judge"; phase: PhaseName }
  | { kind: "ask"; phase: PhaseName }
  | { kind: "question"; question: Question }
  | { kind: "end"; status: Exclude<RunStatusName, "running">; reason: string; cause?: StopCause };

/** The next move of a run. Pure: no clock, no disk, no model; the same run always gives the same move. */
export function decide(definition: Definition, run: RunState): Move {
  if (run.question) return waits(run.question);
  if (!run.started) return { kind: "initialize" };
  const hidden = hiddenQuestion(definition, run);
  if (hidden) return { kind: "question", question: hidden };
  const phases = phaseNames.filter((phase) => definition.workflow.phases[phase]);
  for (const phase of phases) {
    const move =
      run.phases[phase] === "passed" ? gateKeeper(definition, run, phase) : within(definition, run, phase);
    if (move) return move;
  }
  const reopened = phases.find((phase) => isVoid(definition, run, phase));
  if (reopened) return within(definition, run, reopened);
  return { kind: "end", status: "ready", reason: "every gate passed" };
}

const waits = ({ text, number }: Question): Move => ({
  kind: "end",
  status: "waiting",
  cause: "question",
  reason: `question ${number}: ${text}`,
});

/** A passed phase may still wait for a person. */
function gateKeeper(definition: Definition, run: RunState, phase: PhaseName): Move | null {
  if (!definition.approvals.includes(phase)) return null;
  const answer = run.approvals[phase];
  switch (answer) {
    case "approved":
      return null;
    case "rejected":
      return {
        kind: "end",
        status: "stopped",
        reason: `${phase} was rejected: ${run.rejection}`,
        cause: "approval",
      };
    case "asked":
      return { kind: "end", status: "waiting", reason: `${phase} waits for approval`, cause: "approval" };
    default:
      return { kind: "ask", phase };
  }
}

function within(definition: Definition, run: RunState, phase: PhaseName): Move {
  if (run.phases[phase] === undefined) return { kind: "enter", phase };
  const next = agenda(definition, run, phase);
  switch (next.kind) {
    case "turns":
      return next.turns.length > 0 ? { kind: "start", turns: next.turns } : { kind: "wait" };
    case "stop":
      return { kind: "end", status: next.cause === "account" ? "waiting" : "stopped", ...reasonOf(next) };
    case "question":
      return { kind: "question", question: next.question };
    case "done":
      return { kind: "judge", phase };
  }
}

const reasonOf = ({ reason, cause }: { reason: string; cause: StopCause }) => ({ reason, cause });
