import { expect, test } from "vitest";
import { stepOf } from "./fixture-step.fixture.ts";
import { inspectStep } from "./inspect-step.ts";
import { testsKeptCases } from "./table-all.fixture.ts";

test.each(testsKeptCases.map((each) => [each.name, each] as const))(
  "%s",
  async (_, { before, after, base, issue, expect: rules }) => {
    const found = await inspectStep(stepOf(before, after, base), issue ?? "");
    expect(found.map(({ rule }) => rule)).toEqual(rules === "honest" ? [] : rules);
  },
);
