import { describe, test } from "vitest";
import { callCases } from "./cases/calls.fixture.ts";
import { planCases } from "./cases/plan.fixture.ts";
import { expectVerdict } from "./contract.fixture.ts";

describe("what the plan says", () => {
  test.each(planCases)("$name", (each) => expectVerdict(each));
});

describe("what the frontend calls", () => {
  test.each(callCases)("$name", (each) => expectVerdict(each));
});
