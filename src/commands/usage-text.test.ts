import { expect, test } from "vitest";
import { statusAfter, used, worked } from "./status.fixture.ts";
import { usageFacts, usageText } from "./usage-text.ts";

const status = statusAfter(
  [
    worked("planning/architect", { big: used(3_000, 1.5), small: used(200, 0.25) }, used(3_200, 1.75)),
    worked("planning/architect.2", { big: used(1_000, 0.5) }, used(1_000, 0.5)),
    worked("planning/test-writer", {}, used(40, 0)),
  ],
  { budget: { usd: 15, tokens: null } },
);

/** The cells of a text's rows. */
const rows = (lines: readonly string[]) => lines.map((line) => line.trim().split(/\s{2,}/));

test("usage is told by role, step and model, with the sum and the budget", () => {
  expect(rows(usageText(status))).toEqual([
    ["Archive items", "running"],
    [""],
    ["role, step", "model", "in", "out", "cache read", "cache write", "cost"],
    ["architect", "0", "4.2k", "0", "0", "$2.25"],
    ["planning/architect", "big", "0", "3.0k", "0", "0", "$1.50"],
    ["planning/architect", "small", "0", "200", "0", "0", "$0.25"],
    ["planning/architect.2", "big", "0", "1.0k", "0", "0", "$0.50"],
    ["test-writer", "0", "40", "0", "0", "$0.00"],
    ["planning/test-writer", "0", "40", "0", "0", "$0.00"],
    ["all", "0", "4.2k", "0", "0", "$2.25"],
    [""],
    ["4.2k tokens, $2.25 of $15.00"],
  ]);
});

test("what has no price is unpriced, in its row and in every sum, and never free", () => {
  const unpriced = statusAfter([
    worked("planning/architect", { odd: used(10, null), big: used(5, 1) }, used(15, null)),
  ]);
  const cells = rows(usageText(unpriced)).map((row) => [row[0], row.at(-1)]);
  expect(cells).toContainEqual(["architect", "unpriced"]);
  expect(cells).toContainEqual(["all", "unpriced"]);
  expect(
    rows(usageText(unpriced))
      .find((row) => row.includes("big"))
      ?.at(-1),
  ).toBe("$1.00");
});

test("what an attempt used without naming a model has a row of its own", () => {
  const partly = statusAfter([worked("planning/architect", { big: used(10, 1) }, used(15, 2))]);
  expect(rows(usageText(partly))).toContainEqual(["planning/architect", "0", "5", "0", "0", "$1.00"]);
});

test("the same as data names roles, steps and models", () => {
  expect(usageFacts(status)).toMatchObject({
    total: { outputTokens: 4_240 },
    budget: { usd: 15 },
    roles: { architect: { costUsd: 2.25 }, "test-writer": { costUsd: 0 } },
    steps: [
      { step: "planning/architect", role: "architect", models: { small: { outputTokens: 200 } } },
      {},
      {},
    ],
  });
});
