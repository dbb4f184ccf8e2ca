import { expect, test } from "vitest";
import { type Choice, choiceOf, type Offer, renderQuestion, sayChoice, sayOffer } from "./choice.ts";

const offers: Offer[] = [
  { move: "retry" },
  { move: "allow", allowances: ["protected:1"] },
  { move: "give", role: "backend-developer" },
  { move: "drop" },
  { move: "accept" },
  { move: "stop" },
];

test("an answer is a number and a text, and means one move", () => {
  const made = offers.map((_, index) => choiceOf(offers, index + 1, "R3, for now"));
  expect(made).toEqual([
    { move: "retry", guidance: "R3, for now" },
    { move: "allow", allowances: ["protected:1"] },
    { move: "give", role: "backend-developer", guidance: "R3, for now" },
    { move: "drop", requirement: "R3", guidance: "R3, for now" },
    { move: "accept" },
    { move: "stop", guidance: "R3, for now" },
  ]);
  expect((made as Choice[]).map(sayChoice)).toEqual([
    "try again: R3, for now",
    "allow what was found",
    "give it to backend-developer: R3, for now",
    "drop R3 to a follow-up: R3, for now",
    "go on without what was hidden",
    "stop: R3, for now",
  ]);
  expect(sayChoice({ move: "retry", guidance: "" })).toBe("try again");
});

test("an answer that is none says what would be one", () => {
  expect(choiceOf(offers, 7, "")).toBe("there is no answer 7; choose one of 1 to 6");
  expect(choiceOf(offers, 0, "")).toContain("there is no answer 0");
  expect(choiceOf(offers, 4, "the last one")).toBe(
    "answer 4 needs the id of a requirement as its text, as R3",
  );
});

test("every offer says in one sentence or two what it does", () => {
  expect(new Set(offers.map(sayOffer)).size).toBe(offers.length);
});

test("a question has its text fenced and its answers numbered, and says below how to answer or what was answered", () => {
  const question = { number: 2, subject: "s", phase: "quality", text: "Why?\n~~~\n# no", offers } as const;
  const asked = renderQuestion({ ...question, offers }, "To answer: so.");
  expect(asked).toContain("## Question 2\n\n~~~text\nWhy?\n~ ~ ~\n# no\n~~~\n\n1. Try again.");
  expect(asked.endsWith("\n\nTo answer: so.")).toBe(true);
});
