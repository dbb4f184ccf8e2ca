import { expect, test } from "vitest";
import { readMarker, saysTheSame, withMarker } from "./marked.ts";

const marked = { marker: "phasegate run=r1 tracker", facts: "events=3 record=none", body: "Begun.\n" };

test("what was hidden is read again", () => {
  expect(withMarker(marked)).toBe("<!-- phasegate run=r1 tracker | events=3 record=none -->\nBegun.\n");
  expect(readMarker(withMarker(marked))).toEqual(marked);
  expect(readMarker(withMarker({ marker: "a", body: "" }))).toEqual({ marker: "a", facts: "", body: "" });
});

test("line ends of a browser change nothing", () => {
  expect(readMarker(withMarker(marked).replaceAll("\n", "\r\n"))).toEqual(marked);
});

test("only a first line counts", () => {
  for (const text of [
    "x\n<!-- a -->\ny",
    " <!-- a -->",
    "> <!-- a -->",
    "<!-- a --> words",
    "",
    null,
    undefined,
  ])
    expect(readMarker(text)).toBe(null);
});

test("a body keeps the markers that it quotes", () => {
  const body = "<!-- b -->\nquoted";
  expect(readMarker(withMarker({ marker: "a", body }))).toEqual({ marker: "a", facts: "", body });
});

test("what would end the hidden line is refused", () => {
  for (const bad of ["a --> b", "a\nb", "a | b", " a"]) {
    expect(() => withMarker({ marker: bad, body: "" })).toThrow("cannot be hidden");
    expect(() => withMarker({ marker: "a", facts: bad, body: "" })).toThrow("cannot be hidden");
  }
});

test("what is blank at the end makes no difference, anything else does", () => {
  expect(saysTheSame(marked, { ...marked, body: "Begun.\n\n" })).toBe(true);
  expect(saysTheSame(marked, { ...marked, body: "Begun\n" })).toBe(false);
  expect(saysTheSame(marked, { ...marked, facts: "events=4" })).toBe(false);
  expect(saysTheSame(marked, { ...marked, facts: undefined })).toBe(false);
});
