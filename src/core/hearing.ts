import { type Choice, choiceOf, type Question } from "./choice.ts";
import { type Command, parseCommand } from "./command.ts";
import type { RunStatusName, StopCause } from "./event.ts";
import type { PhaseName } from "./phase.ts";
import { openApproval, type RunStatus } from "./status.ts";

/** What a run waits for, with the id of the comment that asks it; null while there is no such comment. */
export interface Asked {
  run: string;
  status: RunStatusName;
  cause: StopCause | null;
  /** The comment with which the run began to speak: what is older was not said to it. */
  tracker: string | null;
  question: (Pick<Question, "number" | "offers"> & { comment: string | null }) | null;
  approval: { phase: PhaseName; comment: string | null } | null;
}

/** A comment of somebody else. Ids are decimal numbers that grow with time. */
interface Said {
  id: string;
  body: string;
  edited: boolean;
}

/**
 * What becomes of a comment. `data`: nothing, it is no command or not of somebody who may give one. `later`: what it
 * answers is not on the forge yet; hear it again then, and note nothing. `question` is the number of the question.
 */
export type Hearing =
  | { kind: "data" }
  | { kind: "later" }
  | { kind: "refused"; reason: string }
  | { kind: "approve"; phase: PhaseName; text: string }
  | { kind: "reject"; phase: PhaseName; text: string }
  | { kind: "answer"; question: number; choice: Choice }
  | { kind: "stop"; text: string }
  | { kind: "resume" };

/** What the run waits for now. */
export function askedBy(status: RunStatus): Asked {
  const { question, commentIds } = status;
  const open = status.status === "waiting" ? openApproval(status) : null;
  const idOf = (name: string): string | null => commentIds[name] ?? null;
  return {
    run: status.id,
    status: status.status,
    cause: status.cause,
    tracker: idOf("tracker"),
    question: question && {
      number: question.number,
      offers: question.offers,
      comment: idOf(`question/${question.number}`),
    },
    approval: open ? { phase: open.phase, comment: idOf(`approval/${open.phase}/${open.number}`) } : null,
  };
}

/** What a comment makes the run do. `mayWrite`: whether its author may push to the repository. */
export function hear(asked: Asked, said: Said, mayWrite: boolean): Hearing {
  const command = parseCommand(said.body);
  if (command === null || !mayWrite) return { kind: "data" };
  if (asked.tracker === null) return { kind: "later" };
  if (!isNewer(said, asked.tracker)) return { kind: "data" };
  if (said.edited) return refused("the comment was edited; say it again in a new comment");
  return "problem" in command ? refused(command.problem) : obey(asked, said, command);
}

function obey(asked: Asked, said: Said, command: Command): Hearing {
  switch (command.verb) {
    case "approve":
    case "reject":
      return decideOn(asked, said, command);
    case "answer":
      return reply(asked, said, command);
    case "stop":
      return asked.status === "running" || asked.status === "waiting"
        ? { kind: "stop", text: command.text }
        : refused(`the run is ${asked.status} already`);
    case "resume":
      return resume(asked);
  }
}

function decideOn(
  { approval, question }: Asked,
  said: Said,
  { verb, text }: Extract<Command, { verb: "approve" | "reject" }>,
): Hearing {
  if (approval) return since(approval.comment, said) ?? { kind: verb, phase: approval.phase, text };
  return refused(
    question
      ? `the run asks question ${question.number}: \`/phasegate answer NUMBER text\``
      : "nothing waits to be approved",
  );
}

function reply(
  { approval, question }: Asked,
  said: Said,
  { number, text }: Extract<Command, { verb: "answer" }>,
): Hearing {
  if (!question)
    return refused(
      approval
        ? `${approval.phase} waits to be approved: \`/phasegate approve\` or \`/phasegate reject REASON\``
        : "no question is open",
    );
  const early = since(question.comment, said);
  if (early) return early;
  const choice = choiceOf(question.offers, number, text);
  return typeof choice === "string" ? refused(choice) : { kind: "answer", question: question.number, choice };
}

function resume({ run, status, cause, question, approval }: Asked): Hearing {
  if (status === "running") return refused("the run is under way");
  if (cause === "budget")
    return refused(
      `its budget is used; it gets more on the command line: \`phasegate resume ${run} --budget DOLLARS\``,
    );
  if (status === "stopped") return { kind: "resume" };
  if (status !== "waiting") return refused(`the run is ${status}; start a new one`);
  if (question) return refused(`it waits for an answer to question ${question.number}`);
  return approval ? refused(`it waits for ${approval.phase} to be approved`) : { kind: "resume" };
}

/** Why a comment cannot be about what another one asks; null when it can. */
function since(comment: string | null, said: Said): Hearing | null {
  if (comment === null) return { kind: "later" };
  return isNewer(said, comment) ? null : refused("it is older than what it would answer; say it again");
}

/** What is no number was not said on this forge. */
const isNewer = ({ id }: Said, than: string): boolean =>
  [id, than].every((one) => /^\d+$/.test(one)) && BigInt(id) > BigInt(than);

const refused = (reason: string): Hearing => ({ kind: "refused", reason });
