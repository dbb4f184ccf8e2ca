import { expect, test } from "vitest";
import { findCycle, isReachable } from "./check-workflow-order.ts";
import { shareScope, waitsFor } from "./check-workflow-scope.ts";

const place = (role: string, writes: string, ...reads: string[]) => ({ role, writes, reads });
const a = place("a", "x", "issue");
const b = place("b", "y", "x");
const c = place("c", "z", "y");

test("a place waits for the writers of what it reads, and never for itself", () => {
  expect(waitsFor(b, a)).toBe(true);
  expect(waitsFor(a, b)).toBe(false);
  expect(waitsFor(place("a", "x", "x"), place("a", "x"))).toBe(false);
});

test("who reads everything waits for all who do not", () => {
  const all = place("all", "w", "*");
  expect(waitsFor(all, a)).toBe(true);
  expect(waitsFor(a, all)).toBe(false);
  expect(waitsFor(all, place("more", "v", "*"))).toBe(false);
});

test("waiting goes through others, in one direction only, and ends in a circle too", () => {
  expect(isReachable([a, b, c], c, a)).toBe(true);
  expect(isReachable([a, b, c], a, c)).toBe(false);
  const circle = [place("p", "1", "2"), place("q", "2", "1")];
  expect(isReachable([...circle, a], place("r", "3", "1"), a)).toBe(false);
});

test("a circle is found and named in order; without one there is nothing to name", () => {
  expect(findCycle([a, b, c])).toEqual([]);
  expect(findCycle([a, place("p", "1", "2"), place("q", "2", "1")]).map(({ role }) => role)).toEqual([
    "p",
    "q",
  ]);
});

test("only different parts are surely apart", () => {
  expect(shareScope(["backend"], ["frontend"])).toBe(false);
  expect(shareScope(["backend"], ["backend"])).toBe(true);
  expect(shareScope(["backend"], ["tests"])).toBe(true);
  expect(shareScope([], ["backend"])).toBe(false);
});
