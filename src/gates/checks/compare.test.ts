import { expect, test } from "vitest";
import { countNew, digestLines, newProblems as newLines } from "./compare.ts";

/** New lines of one output against another; both ways of counting them agree. */
function newProblems(before: string, after: string): string[] {
  const lines = newLines(digestLines(before), after);
  expect(countNew(digestLines(before), digestLines(after))).toBe(lines.length);
  return lines;
}

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

test("the whole output is compared, however long it is", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `a.js: bad ${"x".repeat(index % 50)}`).join("\n");
  expect(newProblems(many, `new trouble\n${many}`)).toEqual(["new trouble"]);
  expect(newProblems(`${many}\nold trouble`, `old trouble\n${many}`)).toEqual([]);
});

test("temporary places are no difference", () => {
  expect(newProblems("at /tmp/x-AbC1/app.js:3", "at /tmp/x-ZyX9/app.js:5")).toEqual([]);
});

test("of an endless output only the beginning is kept, and that is said", () => {
  const lines = digestLines("x\n".repeat(30_000));
  expect(lines.cut).toBe(true);
  expect(lines.digests).toHaveLength(20_000 * 8);
  expect(digestLines("x\n\n\n".repeat(20_000)).cut).toBe(false);
});

test("a hostile line is digested in no time to speak of", () => {
  expect(digestLines(`${"1.".repeat(500_000)}x`).digests).toHaveLength(8);
  expect(digestLines(`${"1".repeat(1_000_000)}x`).digests).toHaveLength(8);
  expect(digestLines("\n".repeat(1_000_000)).digests).toBe("");
});
