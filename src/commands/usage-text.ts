import type { Budget } from "../core/budget.ts";
import type { RunStatus, StepStatus } from "../core/status.ts";
import { addUsage, allTokens, noUsage, type Usage } from "../core/usage.ts";
import { firstLine, money, moneyOf, tokens, tokensOf } from "./figures.ts";
import { table } from "./table.ts";

/** What a run has used: in all, by role, and by step and model. */
export interface UsageFacts {
  total: Usage;
  budget: Budget;
  roles: Record<string, Usage>;
  steps: { step: string; role: string; usage: Usage; models: Record<string, Usage> }[];
}

export function usageFacts({ usage, budget, steps }: RunStatus): UsageFacts {
  const roles: Record<string, Usage> = {};
  for (const step of steps) roles[step.role] = addUsage(roles[step.role] ?? noUsage, step.usage);
  return {
    total: usage,
    budget,
    roles,
    steps: steps.map(({ id, role, usage: used, models }) => ({ step: id, role, usage: used, models })),
  };
}

/** Roles with their steps and models below them, and the sum of all. */
export function usageText(status: RunStatus): string[] {
  const { total, budget, roles } = usageFacts(status);
  const rows = Object.entries(roles).flatMap(([role, usage]) =>
    [row(role, "", usage)].concat(status.steps.filter((step) => step.role === role).flatMap(rowsOf)),
  );
  return [
    `${firstLine(status.feature.title)}  ${status.status}`,
    "",
    ...table([
      ["role, step", "model", "in", "out", "cache read", "cache write", "cost"],
      ...rows,
      row("all", "", total),
    ]),
    "",
    `  ${tokensOf(allTokens(total), budget)}, ${moneyOf(total.costUsd, budget)}`,
  ];
}

function rowsOf({ id, usage, models }: StepStatus): string[][] {
  const known = Object.entries(models).map(([model, used]) => row(`  ${id}`, firstLine(model), used));
  const rest = without(usage, Object.values(models).reduce(addUsage, noUsage));
  // An attempt that only played a scenario tells a sum and no model.
  return allTokens(rest) > 0 || known.length === 0 ? [...known, row(`  ${id}`, "", rest)] : known;
}

const without = (all: Usage, part: Usage): Usage => ({
  inputTokens: all.inputTokens - part.inputTokens,
  outputTokens: all.outputTokens - part.outputTokens,
  cacheReadTokens: all.cacheReadTokens - part.cacheReadTokens,
  cacheWriteTokens: all.cacheWriteTokens - part.cacheWriteTokens,
  costUsd: all.costUsd === null || part.costUsd === null ? null : all.costUsd - part.costUsd,
});

const row = (name: string, model: string, usage: Usage): string[] => [
  name,
  model,
  tokens(usage.inputTokens),
  tokens(usage.outputTokens),
  tokens(usage.cacheReadTokens),
  tokens(usage.cacheWriteTokens),
  money(usage.costUsd),
];
