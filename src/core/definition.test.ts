import { expect, test } from "vitest";
import { dutyOf } from "./definition.ts";
import { definitionOf } from "./run.fixture.ts";

test("a role's duty is that of the phase", () => {
  expect(dutyOf(definitionOf(), "test-writer", "quality").writes).toBe("test-implementation");
});

test("a duty that a checked workflow cannot lack is our bug, and said so", () => {
  expect(() => dutyOf(definitionOf(), "architect", "quality")).toThrow("architect has no duty in quality");
  expect(() => dutyOf(definitionOf(), "nobody", "quality")).toThrow("nobody has no duty in quality");
});
