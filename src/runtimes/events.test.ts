import { expect, test } from "vitest";
import { answered, oneLine, toolEnded } from "./events.ts";

test("what a call is about is one line of at most 200 characters", () => {
  expect(oneLine(" cat\n  a.js\t&& ls ")).toBe("cat a.js && ls");
  expect(oneLine("x".repeat(200))).toHaveLength(200);
  expect(oneLine("x".repeat(201))).toBe(`${"x".repeat(199)}…`);
});

test("of a long output the beginning is told", () => {
  expect(toolEnded("1", true, `a${"b".repeat(4_000)}`)).toEqual({
    type: "tool.ended",
    id: "1",
    ok: true,
    output: `a${"b".repeat(3_999)}`,
  });
});

test("an answer has a reason only when it is a denial", () => {
  const answer = { type: "permission.answered", id: "1", tool: "Write" };
  expect(answered("1", "Write", { allowed: true })).toEqual({ ...answer, allowed: true, reason: "" });
  expect(answered("1", "Write", { allowed: false, reason: "no" })).toEqual({
    ...answer,
    allowed: false,
    reason: "no",
  });
});
