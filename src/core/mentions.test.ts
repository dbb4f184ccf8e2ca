import { expect, test } from "vitest";
import { idsIn, passagesOf } from "./mentions.ts";

const known = ["R1", "R2", "R3", "R4", "R10"];

test("ids are named one by one, in lists and in ranges", () => {
  expect(idsIn("R1, R2", known)).toEqual(["R1", "R2"]);
  expect(idsIn("(R1 to R3)", known)).toEqual(["R1", "R2", "R3"]);
  expect(idsIn("R2-R4 and R10", known)).toEqual(["R2", "R3", "R4", "R10"]);
  expect(idsIn("R1–3", known)).toEqual(["R1", "R2", "R3"]);
  expect(idsIn("R3..R99", known)).toEqual(["R3", "R4", "R10"]);
});

test("what only looks like an id names none", () => {
  expect(idsIn("R11, XR1, R1x, x-R2, r3, R", known)).toEqual([]);
  expect(idsIn("R3-R1", known)).toEqual([]);
});

test("a text is passages: rows, items with what belongs to them, headings and paragraphs", () => {
  const text = [
    "# Plan",
    "",
    "One",
    "paragraph.",
    "## Changes",
    "- an item",
    "  and its rest",
    "- another",
    "",
    "| a | b |",
    "|---|---|",
    "### Below",
    "Words.",
  ].join("\n");
  expect(passagesOf(text).map(({ text: each, line, section }) => [line, section, each])).toEqual([
    [1, "plan", "# Plan"],
    [3, "plan", "One\nparagraph."],
    [5, "changes", "## Changes"],
    [6, "changes", "- an item\n  and its rest"],
    [8, "changes", "- another"],
    [10, "changes", "| a | b |"],
    [11, "changes", "|---|---|"],
    [12, "changes", "### Below"],
    [13, "changes", "Words."],
  ]);
});

test("comments say nothing, and lines stay where they are", () => {
  expect(passagesOf("One <!-- R1\nR2 --> two\n\nthree <!-- R3")).toEqual([
    { text: "One \n two", line: 1, section: "" },
    { text: "three ", line: 4, section: "" },
  ]);
});
