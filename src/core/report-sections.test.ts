import { expect, test } from "vitest";
import { gathered, sectionsOf } from "./report-sections.ts";

test("a text is read by its level-2 headings, and not by what looks like one in a block of code", () => {
  expect(
    sectionsOf(
      "Intro\n\n# Title\n\nWords\n\n## Risks ##\n\n### Deeper\n\nOne.\n\n```md\n## No\n```\n\n## Empty\n",
    ),
  ).toEqual([
    { title: "", text: "Intro" },
    { title: "", text: "Words" },
    { title: "Risks", text: "### Deeper\n\nOne.\n\n```md\n## No\n```" },
    { title: "Empty", text: "" },
  ]);
});

test("what artifacts say under a heading is gathered by artifact, whatever the case of its letters", () => {
  expect(
    gathered({ a: "## Risks\n\nIt may rain.\n", b: "## RISKS\n\n- Snow", c: "## Other\n\nx" }, "Risks"),
  ).toEqual([
    { artifact: "a", text: "It may rain." },
    { artifact: "b", text: "- Snow" },
  ]);
});

test("a thing that was said before is not said again, in whatever marks", () => {
  const a = "## Risks\n\n- It may **rain**.\n- Wind\n\nAnd more.\n";
  const b = "## Risks\n\n1. it may rain\n2. Hail,\n   big\n\n   and cold\n\nAnd more!\n";
  expect(gathered({ a, b, c: "## Risks\n\n* Wind" }, "Risks")).toEqual([
    { artifact: "a", text: "- It may **rain**.\n- Wind\n\nAnd more." },
    { artifact: "b", text: "2. Hail,\n   big\n\n   and cold" },
  ]);
});

test.each(["None.", "- none", "Nothing", "_N/A_", "No deviations from the plan.", "  ", "---", "no risks"])(
  "who says nothing is left out: %j",
  (text) => {
    expect(gathered({ a: `## Deviations\n\n${text}\n` }, "Deviations")).toEqual([]);
  },
);

test.each([
  "Nothing is cached.",
  "No decisions were needed but one: a map.",
  "None of the pages has a test.",
])("who says something in such words is heard: %j", (text) => {
  expect(gathered({ a: `## Decisions\n\n${text}\n` }, "Decisions")).toEqual([{ artifact: "a", text }]);
});

test("a block of code stays whole, blank lines and dashes in it too", () => {
  const text = "  indented\nRun:\n\n```sh\nnpm start\n\n- x\n```\n\nThen look.";
  expect(gathered({ a: `## How to try it\n\n${text}` }, "How to try it")).toEqual([
    { artifact: "a", text: text.trim() },
  ]);
});
