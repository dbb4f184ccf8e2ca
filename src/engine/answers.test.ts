import { expect, test } from "vitest";
import type { Question } from "../core/choice.ts";
import { approvalEntries, replyEntries } from "./answers.ts";

const question: Question = {
  number: 2,
  subject: "the branch",
  phase: "quality",
  text: "It was rewritten.",
  offers: [{ move: "retry" }, { move: "stop" }],
};

test("a yes is one event, a no also stops the run with its reason", () => {
  const yes = approvalEntries(3, "planning", { approved: true, by: "Ann", reason: "" });
  expect(yes.map(({ key }) => key)).toEqual(["approval/planning/3/answered"]);
  const no = approvalEntries(3, "planning", { approved: false, by: "Ann", reason: "too large" });
  expect(no.map(({ event }) => event)).toMatchObject([
    { type: "approval.answered", approved: false },
    {
      type: "run.ended",
      status: "stopped",
      cause: "approval",
      reason: "planning was rejected by Ann: too large",
    },
  ]);
});

test("an answer is one event, and the answer to stop also ends the run", () => {
  const retry = replyEntries(1, question, { choice: { move: "retry", guidance: "" }, by: "Ann" });
  expect(retry).toMatchObject([{ key: "question/2/answered", event: { number: 2, by: "Ann" } }]);
  const stop = replyEntries(1, question, { choice: { move: "stop", guidance: "" }, by: "Ann" });
  expect(stop.map(({ event }) => event)).toMatchObject([
    { type: "question.answered" },
    { type: "run.ended", status: "stopped", cause: "person", reason: "Ann chose to stop (the branch)" },
  ]);
});
