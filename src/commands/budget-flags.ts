import type { Budget } from "../core/budget.ts";
import { UserError } from "../core/error.ts";

export interface BudgetFlags {
  /** Dollars: "15", "$15", "0.5"; or "none". */
  budget?: string;
  /** Tokens: "200k", "2M", "150000"; or "none". */
  budgetTokens?: string;
}

/** What the flags say of a budget; what they do not say stays as it was. Throws UserError. */
export function budgetFrom({ budget, budgetTokens }: BudgetFlags, before: Budget): Budget {
  return {
    usd: budget === undefined ? before.usd : dollars(budget),
    tokens: budgetTokens === undefined ? before.tokens : tokensOf(budgetTokens),
  };
}

/** Whether the flags say anything at all. */
export const saysBudget = ({ budget, budgetTokens }: BudgetFlags): boolean =>
  budget !== undefined || budgetTokens !== undefined;

function dollars(text: string): number | null {
  if (text === "none") return null;
  const amount = /^\$?(\d+(?:\.\d+)?|\.\d+)$/.exec(text)?.[1];
  return positive(
    Number(amount),
    `--budget ${text} is no amount of dollars`,
    "for example: --budget 15, or --budget none",
  );
}

const factors: Record<string, number> = { "": 1, k: 1_000, m: 1_000_000 };

function tokensOf(text: string): number | null {
  if (text === "none") return null;
  const [, amount, letter = ""] = /^(\d+(?:\.\d+)?)([kM]?)$/i.exec(text) ?? [];
  const number = Math.round(Number(amount) * (factors[letter.toLowerCase()] ?? 1));
  return positive(
    number,
    `--budget-tokens ${text} is no number of tokens`,
    "for example: --budget-tokens 2M, or --budget-tokens none",
  );
}

function positive(number: number, message: string, hint: string): number {
  if (Number.isFinite(number) && number > 0) return number;
  throw new UserError("BAD_BUDGET", message, hint);
}
