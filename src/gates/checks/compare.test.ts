import { expect, test } from "vitest";
import { newProblems } from "./compare.ts";

test("the same output holds no new problem", () => {
  expect(newProblems("a.js:1: bad\n1 problem\n", "a.js:1: bad\n1 problem\n")).toEqual([]);
});

test("line numbers, times, counts and blank lines mean nothing", () => {
  const before = "a.js:10:3: bad\n\nTests 1 failed | 20 passed (21)\nDuration 1.25s (12 ms)\n";
  const after = "  a.js:99:7: bad\nTests 1 failed | 22 passed (23)\nDuration 900 ms (3 ms)\n";
  expect(newProblems(before, after)).toEqual([]);
});

test("a line that was not there before is a new problem", () => {
  expect(newProblems("a.js:1: bad\n", "a.js:1: bad\nb.js:4: worse\n")).toEqual(["b.js:#: worse"]);
});

test("the same problem once more is a new problem", () => {
  expect(newProblems("a.js:1: bad\n", "a.js:1: bad\na.js:2: bad\n")).toEqual(["a.js:#: bad"]);
});

test("a problem that is gone is no new one", () => {
  expect(newProblems("a.js:1: bad\nb.js:1: bad\n", "b.js:2: bad\n")).toEqual([]);
});

test("nothing before makes everything new", () => {
  expect(newProblems("", "one\n\ntwo\n")).toEqual(["one", "two"]);
});
