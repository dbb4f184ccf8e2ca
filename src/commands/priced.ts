import type { RuntimeChoice } from "../core/agent.ts";
import { isBound, type Budget } from "../core/budget.ts";
import type { Cast } from "../core/casting.ts";
import { UserError } from "../core/error.ts";
import { noUsage } from "../core/usage.ts";

const one = { ...noUsage, inputTokens: 1, outputTokens: 1 };

/**
 * Models of the casts that are known before a run and have no price. An alias such as `opus` says only in its answer
 * which model it means, and a runtime's own default says nothing; both are left to the run.
 */
export async function unpricedModels(casts: readonly Cast[]): Promise<string[]> {
  const { costOf } = await import("../runtimes/price.ts");
  const isUnpriced = ({ model, prices }: RuntimeChoice): boolean =>
    model !== undefined && !isAlias(model) && costOf(model, one, prices) === null;
  const models = casts.filter(({ runtime }) => isUnpriced(runtime)).map(({ runtime }) => runtime.model ?? "");
  return [...new Set(models)];
}

/** A full name has a version in it; what stands in brackets only chooses a variant. */
const isAlias = (model: string): boolean => !/\d/.test(model.replace(/\[.*\]$/, ""));

/** A budget in money cannot be kept over a model without a price: better said before the run than in it. */
export async function refuseUnpriced(casting: Record<string, Cast>, budget: Budget): Promise<void> {
  const inMoney = (of: Budget): boolean => isBound({ ...of, tokens: null });
  const casts = Object.values(casting).filter((cast) => inMoney(budget) || inMoney(cast.budget));
  const unpriced = await unpricedModels(casts);
  if (unpriced.length === 0) return;
  throw new UserError(
    "UNPRICED_MODEL",
    `no price is known for ${unpriced.join(", ")}, so a budget in money cannot be kept`,
    "give a price under prices in the settings (docs/settings.md), or bound tokens instead: --budget-tokens 2M",
  );
}
