import { expect, test } from "vitest";
import { castOf, dutyOf } from "./definition.ts";
import { noBudget } from "./budget.ts";
import { noLimits } from "./limits.ts";
import { definitionOf } from "./run.fixture.ts";

test("a role's duty is that of the phase", () => {
  expect(dutyOf(definitionOf(), "test-writer", "quality").writes).toBe("test-implementation");
});

test("a duty that a checked workflow cannot lack is our bug, and said so", () => {
  expect(() => dutyOf(definitionOf(), "architect", "quality")).toThrow("architect has no duty in quality");
  expect(() => dutyOf(definitionOf(), "nobody", "quality")).toThrow("nobody has no duty in quality");
});

test("a role is played as the run was cast, and without a cast by the run's runtime, unbound", () => {
  const own = {
    runtime: { name: "codex", options: {} },
    budget: { usd: 1, tokens: null },
    limits: { ...noLimits, turns: 3 },
  };
  const definition = definitionOf(undefined, { casting: { architect: own } });
  expect(castOf(definition, "architect")).toBe(own);
  const common = { runtime: definition.runtime, budget: noBudget, limits: noLimits };
  expect(castOf(definition, "test-writer")).toEqual(common);
  expect(castOf(definitionOf(), "architect")).toEqual(common);
});
