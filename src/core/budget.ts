import type { BudgetSettings } from "./settings.ts";
import { allTokens, type Usage } from "./usage.ts";

/** What may be used; null: no bound. */
export interface Budget {
  usd: number | null;
  /** Input and output, cached or not. */
  tokens: number | null;
}

export const noBudget: Budget = { usd: null, tokens: null };

export const budgetOf = ({ usd, tokens }: BudgetSettings): Budget => ({
  usd: usd ?? null,
  tokens: tokens ?? null,
});

/** What is left of a budget; never less than nothing. Money that could not be counted leaves none. */
export function left(budget: Budget, spent: Usage): Budget {
  return {
    usd: budget.usd === null ? null : Math.max(0, budget.usd - (spent.costUsd ?? budget.usd)),
    tokens: budget.tokens === null ? null : Math.max(0, budget.tokens - allTokens(spent)),
  };
}

/** The tighter of two budgets. */
export function tighter(a: Budget, b: Budget): Budget {
  return { usd: least(a.usd, b.usd), tokens: least(a.tokens, b.tokens) };
}

const least = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Why nothing more may be used; null while something is left. */
export function gone(budget: Budget, spent: Usage): string | null {
  if (budget.usd !== null && spent.costUsd === null)
    return "what was used cannot be priced, so a budget in money cannot be kept";
  if (budget.usd !== null && spent.costUsd !== null && spent.costUsd >= budget.usd)
    return `$${spent.costUsd.toFixed(2)} of $${budget.usd.toFixed(2)} are used`;
  if (budget.tokens !== null && allTokens(spent) >= budget.tokens)
    return `${allTokens(spent)} of ${budget.tokens} tokens are used`;
  return null;
}

export const isBound = ({ usd, tokens }: Budget): boolean => usd !== null || tokens !== null;
