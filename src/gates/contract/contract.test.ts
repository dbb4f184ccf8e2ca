import { describe, expect, test } from "vitest";
import { judge, makeStage, passes } from "../gates.fixture.ts";
import { breakingCases } from "./cases/breaking.fixture.ts";
import { compatibleCases } from "./cases/honest.fixture.ts";
import type { Case } from "./cases/shop.fixture.ts";
import { contextOf, expectVerdict } from "./contract.fixture.ts";

describe("what breaks clients", () => {
  test.each(breakingCases)("$name", (each) => expectVerdict(each));
});

describe("what no client feels", () => {
  test.each(compatibleCases)("$name", (each) => expectVerdict(each));
});

test("a project whose profile names no contract passes, and the verdict says so", async () => {
  const { context } = await makeStage();
  expect(await passes("contract", await context())).toBe("the profile names no contract between parts");
});

test("a person may allow a finding by its name, and another one stays", async () => {
  const context = await contextOf(breakingCases[0] as Case);
  const { findings = [] } = await judge("contract", context);
  expect(findings).toHaveLength(1);
  const allowed = new Set(findings.map(({ allowance }) => allowance ?? ""));
  expect(await passes("contract", { ...context, allowed })).toContain("a person allowed");
});
