import type { AgentEvent, Fault } from "./agent.ts";
import type { Limits } from "./limits.ts";
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
  const tokens = total.inputTokens + total.outputTokens + total.cacheReadTokens + total.cacheWriteTokens;
  if (limits.usd !== null && total.costUsd === null) {
    const models = [
      ...new Set(entries.filter(({ usage }) => usage.costUsd === null).map(({ model }) => model)),
    ];
    return {
      fault: "budget",
      reason: `there is a budget in money, and ${models.join(", ")} has no known price; give it one under prices in the settings, or give a budget in tokens`,
    };
  }
  if (limits.usd !== null && total.costUsd !== null && total.costUsd >= limits.usd)
    return {
      fault: "budget",
      reason: `used $${total.costUsd.toFixed(4)} of the $${limits.usd.toFixed(4)} left`,
    };
  if (limits.tokens !== null && tokens >= limits.tokens)
    return { fault: "budget", reason: `used ${tokens} of the ${limits.tokens} tokens left` };
  if (limits.turns !== null && entries.length > limits.turns)
    return { fault: "limit", reason: `called the model more than ${limits.turns} times in one turn` };
  return null;
}
