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
