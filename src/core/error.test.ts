import { expect, test } from "vitest";
import { formatMistake, MistakesError, UserError } from "./error.ts";

test("a user error says what happened, what mends it, and why", () => {
  const cause = new Error("no route");
  const error = new UserError("NO_FORGE", "the forge does not answer", "look at your network", { cause });
  expect(error).toMatchObject({
    name: "UserError",
    code: "NO_FORGE",
    message: "the forge does not answer",
    hint: "look at your network",
    cause,
  });
});

test("a mistake is shown as editors can follow it, with its remedy below", () => {
  expect(formatMistake({ file: "a.yaml", line: 3, message: "no such gate", remedy: "name another" })).toBe(
    "a.yaml:3: no such gate\n  name another",
  );
});

test("mistakes are one user error that shows each of them", () => {
  const one = { file: "a.yaml", line: 3, message: "first", remedy: "this" };
  const two = { file: "b.md", line: 1, message: "second", remedy: "that" };
  const error = new MistakesError([one, two]);
  expect(error).toBeInstanceOf(UserError);
  expect(error.code).toBe("MISTAKES");
  expect(error.message).toBe("a.yaml:3: first\n  this\nb.md:1: second\n  that");
  expect(error.mistakes).toEqual([one, two]);
});
