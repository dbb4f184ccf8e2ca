import { sayOffer } from "./choice.ts";
import { linked } from "./linked.ts";
import { openApproval, type RunStatus } from "./status.ts";

/** Only whoever may push is heard; the words say so to the others. */
const here = (commands: string): string => `whoever may push here writes ${commands} in a new comment`;

/** How a question is answered: on the forge where people are heard there, and on the command line. */
export const howToReply = (run: string, people: boolean): string =>
  said(people, "`/phasegate answer NUMBER text`", `\`phasegate answer ${run} NUMBER "TEXT"\``, "To answer");

/** How a phase is approved or rejected. */
export const howToApprove = (run: string, people: boolean): string =>
  said(
    people,
    "`/phasegate approve` or `/phasegate reject the reason`",
    `\`phasegate approve ${run}\` or \`phasegate reject ${run} "why"\``,
    "To decide",
  );

const howToResume = (run: string, people: boolean): string =>
  said(people, "`/phasegate resume`", `\`phasegate resume ${run}\``, "To go on");

function said(people: boolean, words: string, line: string, what: string): string {
  return people ? `${what}, ${here(words)}; or on the command line: ${line}.` : `${what}: ${line}.`;
}

/** What a run waits for, and exactly how to answer; empty where it waits for nobody. */
export function renderWaiting(status: RunStatus, people: boolean): string {
  const { id, question, cause, comments } = status;
  if (status.status === "stopped" && cause === "budget")
    return `To go on with a budget: \`phasegate resume ${id} --budget DOLLARS\`, on the command line.`;
  if (status.status === "stopped") return howToResume(id, people);
  if (status.status === "running" && people) return `To end the run, ${here("`/phasegate stop`")}.`;
  if (status.status !== "waiting") return "";
  if (question)
    return [
      `${linked(`Question ${question.number}`, comments[`question/${question.number}`])}, about ${question.subject}:`,
      "",
      ...question.offers.map((offer, index) => `${index + 1}. ${sayOffer(offer)}`),
      "",
      howToReply(id, people),
    ].join("\n");
  const open = openApproval(status);
  if (open)
    return `${linked(`Approval of ${open.phase}`, comments[`approval/${open.phase}/${open.number}`])}: ${open.question}\n\n${howToApprove(id, people)}`;
  return `Wait until it is mended. ${howToResume(id, people)}`;
}
