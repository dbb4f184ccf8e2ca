import { expect, test } from "vitest";
import { testOutcomes } from "./evidence.ts";

test("each outcome of a test has one name", () => {
  expect(new Set(testOutcomes).size).toBe(testOutcomes.length);
});
