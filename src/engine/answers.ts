import { type Choice, type Question, sayChoice } from "../core/choice.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { PhaseName } from "../core/phase.ts";

/** An event that has no time yet. */
export type Entry = Pick<KeyedEvent, "key" | "event">;

export interface Approval {
  approved: boolean;
  by: string;
  reason: string;
}

/** What a person's yes or no to a phase makes happen; a no stops the run. */
export function approvalEntries(generation: number, phase: PhaseName, answer: Approval): Entry[] {
  const answered: Entry = {
    key: `approval/${phase}/${generation}/answered`,
    event: { type: "approval.answered", phase, ...answer },
  };
  if (answer.approved) return [answered];
  const reason = `${phase} was rejected by ${answer.by}: ${answer.reason}`;
  return [
    answered,
    {
      key: `run/${generation}/rejected`,
      event: { type: "run.ended", status: "stopped", reason, cause: "approval" },
    },
  ];
}

/** What a person's answer to a question makes happen; one of them stops the run. */
export function replyEntries(
  generation: number,
  { number, subject }: Question,
  { choice, by }: { choice: Choice; by: string },
): Entry[] {
  const answered: Entry = {
    key: `question/${number}/answered`,
    event: { type: "question.answered", number, choice, by },
  };
  if (choice.move !== "stop") return [answered];
  const reason = `${by} chose to ${sayChoice(choice)} (${subject})`;
  return [
    answered,
    {
      key: `run/${generation}/stopped`,
      event: { type: "run.ended", status: "stopped", reason, cause: "person" },
    },
  ];
}
