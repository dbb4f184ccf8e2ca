import { expect, test } from "vitest";
import { requirementsOf } from "./requirements.ts";

test("requirements are list items that begin with an id, with all that belongs to them", () => {
  const text = [
    "# Reviews",
    "R9 in a sentence is none.",
    "1. **R1 Write a review.** A customer",
    "   reviews a product.",
    "- **R2** Refuse the rest. Acceptance: 400.",
    "- not one",
    "  nor its second line",
    "- R2 said again",
    "  and more of it",
    "* R3: plain",
    "## Next",
    "Not R3's.",
  ].join("\n");
  expect(requirementsOf(text)).toEqual([
    { id: "R1", text: "Write a review. A customer reviews a product." },
    { id: "R2", text: "Refuse the rest. Acceptance: 400." },
    { id: "R3", text: "plain" },
  ]);
});

test("where a section lists requirements, items elsewhere only speak of them", () => {
  const text = [
    "# Plan",
    "## Requirements",
    "- **R1** Write.",
    "#### Reading",
    "- **R2** Read.",
    "- R3 is out of scope: nobody asked.",
    "### Out of scope",
    "- R4: deleting.",
    "## Changes",
    "- R1: a table",
    "- R5: more",
  ].join("\n");
  expect(requirementsOf(text).map(({ id }) => id)).toEqual(["R1", "R2"]);
});

test("without such a section every item counts that is not left out", () => {
  const text = "- R1: write\n\n## Wishes\n\n- R2: read\n\n## Not part of this\n\n- R3: delete\n";
  expect(requirementsOf(text).map(({ id }) => id)).toEqual(["R1", "R2"]);
});
