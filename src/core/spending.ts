import type { AgentEvent, Fault } from "./agent.ts";
import type { Limits } from "./limits.ts";
import { gone } from "./budget.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

/** What one message of a model used. */
export interface Entry {
  message: string;
  model: string;
  usage: Usage;
}

/** What a turn has used so far, message by message: the newest word on a message counts. */
export class Spending {
  private readonly messages = new Map<string, Entry>();

  see(event: AgentEvent): void {
    if (event.type !== "usage") return;
    const { message, model, usage } = event;
    this.messages.set(message, { message, model, usage });
  }

  get entries(): Entry[] {
    return [...this.messages.values()];
  }

  get total(): Usage {
    return this.entries.map(({ usage }) => usage).reduce(addUsage, noUsage);
  }
}

/** Why a turn must end now; null while it may go on. */
export function crossed(limits: Limits, spending: Spending): { fault: Fault; reason: string } | null {
  const { total, entries } = spending;
  const overspent = gone({ usd: limits.usd, tokens: limits.tokens }, total);
  if (overspent !== null) return { fault: "budget", reason: overspent + unpricedOf(limits, entries) };
  if (limits.turns !== null && entries.length > limits.turns)
    return { fault: "limit", reason: `the agent called the model more than ${limits.turns} times` };
  return null;
}

function unpricedOf(limits: Limits, entries: readonly Entry[]): string {
  const unpriced = entries.filter(({ usage }) => usage.costUsd === null).map(({ model }) => model);
  if (limits.usd === null || unpriced.length === 0) return "";
  return `: no price is known for ${[...new Set(unpriced)].join(", ")}; give one under prices in the settings`;
}
