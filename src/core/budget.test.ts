import { describe, expect, test } from "vitest";
import { budgetOf, gone, isBound, left, noBudget, tighter } from "./budget.ts";
import { noUsage, type Usage } from "./usage.ts";

const spent = (costUsd: number | null, tokens = 0): Usage => ({ ...noUsage, costUsd, outputTokens: tokens });

test("what a person does not bound has no bound", () => {
  expect(budgetOf({})).toEqual(noBudget);
  expect(budgetOf({ usd: 3, tokens: 10 })).toEqual({ usd: 3, tokens: 10 });
  expect([noBudget, budgetOf({ usd: 1 }), budgetOf({ tokens: 1 })].map(isBound)).toEqual([false, true, true]);
});

describe("what is left of a budget", () => {
  test("is what was not used, and never less than nothing", () => {
    expect(left({ usd: 2, tokens: 100 }, spent(0.5, 30))).toEqual({ usd: 1.5, tokens: 70 });
    expect(left({ usd: 2, tokens: 100 }, spent(3, 130))).toEqual({ usd: 0, tokens: 0 });
  });

  test("is unbound where the budget is", () => {
    expect(left(noBudget, spent(3, 130))).toEqual(noBudget);
  });

  test("is nothing when the money that was used could not be counted", () => {
    expect(left({ usd: 2, tokens: null }, spent(null))).toEqual({ usd: 0, tokens: null });
  });
});

test("of two budgets the tighter bound counts, of money and of tokens", () => {
  expect(tighter({ usd: 2, tokens: null }, { usd: 3, tokens: 10 })).toEqual({ usd: 2, tokens: 10 });
  expect(tighter({ usd: 3, tokens: 20 }, { usd: null, tokens: 10 })).toEqual({ usd: 3, tokens: 10 });
  expect(tighter(noBudget, noBudget)).toEqual(noBudget);
});

describe("a budget is gone", () => {
  test("when its money is used, to the cent", () => {
    expect(gone({ usd: 2, tokens: null }, spent(1.99))).toBeNull();
    expect(gone({ usd: 2, tokens: null }, spent(2))).toBe("$2.00 of $2.00 are used");
  });

  test("when its tokens are used, whatever they cost", () => {
    expect(gone({ usd: null, tokens: 100 }, spent(null, 99))).toBeNull();
    expect(gone({ usd: 2, tokens: 100 }, spent(1, 100))).toBe("100 of 100 tokens are used");
  });

  test("when its money cannot be counted", () => {
    expect(gone({ usd: 2, tokens: null }, spent(null))).toContain("cannot be priced");
  });

  test("never without a bound", () => {
    expect(gone(noBudget, spent(1_000, 1_000_000))).toBeNull();
  });
});
