import { expect, test } from "vitest";
import { noBudget } from "../core/budget.ts";
import { budgetFrom, saysBudget } from "./budget-flags.ts";

test.for([
  ["15", 15],
  ["$15", 15],
  ["0.5", 0.5],
  [".25", 0.25],
] as const)("--budget %s is %s dollars", ([text, usd]) => {
  expect(budgetFrom({ budget: text }, noBudget)).toEqual({ usd, tokens: null });
});

test.for([
  ["150000", 150_000],
  ["200k", 200_000],
  ["2M", 2_000_000],
  ["1.5m", 1_500_000],
] as const)("--budget-tokens %s is %s tokens", ([text, tokens]) => {
  expect(budgetFrom({ budgetTokens: text }, noBudget)).toEqual({ usd: null, tokens });
});

test.for(["0", "-3", "much", "1,5", "", "15 dollars", "1e3", "Infinity"])(
  "--budget %j is refused",
  (text) => {
    expect(() => budgetFrom({ budget: text }, noBudget)).toThrow("is no amount of dollars");
  },
);

test.for(["0", "2G", "0.1", "k"])("--budget-tokens %j is refused", (text) => {
  expect(() => budgetFrom({ budgetTokens: text }, noBudget)).toThrow("is no number of tokens");
});

test("none takes a bound away", () => {
  const before = { usd: 3, tokens: 100 };
  expect(budgetFrom({ budget: "none" }, before)).toEqual({ usd: null, tokens: 100 });
  expect(budgetFrom({ budgetTokens: "none" }, before)).toEqual({ usd: 3, tokens: null });
});

test("what a flag does not say stays as it was", () => {
  const before = { usd: 3, tokens: 100 };
  expect(budgetFrom({}, before)).toEqual(before);
  expect(budgetFrom({ budget: "9" }, before)).toEqual({ usd: 9, tokens: 100 });
  expect([saysBudget({}), saysBudget({ budget: "1" }), saysBudget({ budgetTokens: "1" })]).toEqual([
    false,
    true,
    true,
  ]);
});
