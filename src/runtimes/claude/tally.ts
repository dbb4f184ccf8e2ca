import type { AgentEvent } from "../../core/agent.ts";
import { addUsage, noUsage, type Usage } from "../../core/usage.ts";
import { countOf, type Fields, fieldsOf, textOf } from "../loose.ts";

type UsageEvent = Extract<AgentEvent, { type: "usage" }>;

/** Counts what the messages of one turn use, by message; each event replaces the one before of the same message. */
export class Tally {
  private readonly counted = new Map<string, UsageEvent>();
  /** By the call whose sub-agent speaks; the agent itself is the empty name. */
  private readonly open = new Map<string, string>();

  /** Of a part of the stream. */
  streamed(speaker: string, event: Fields): UsageEvent[] {
    if (event["type"] === "message_start") {
      const message = fieldsOf(event["message"]);
      const id = textOf(message["id"]);
      this.open.set(speaker, id);
      return this.count(id, textOf(message["model"]), usageOf(fieldsOf(message["usage"])));
    }
    if (event["type"] !== "message_delta") return [];
    const id = this.open.get(speaker) ?? "";
    const known = this.counted.get(id);
    if (!known) return [];
    const told = fieldsOf(event["usage"]);
    return this.count(id, known.model, { ...known.usage, ...usageOf(told, known.usage) });
  }

  /** Of a whole message; what was streamed of it is known better. */
  said(message: Fields): UsageEvent[] {
    const id = textOf(message["id"]);
    const model = textOf(message["model"]);
    if (this.counted.has(id) || model === "<synthetic>" || message["usage"] === undefined) return [];
    return this.count(id, model, usageOf(fieldsOf(message["usage"])));
  }

  /**
   * What the turn used beside its messages, such as a summary of the conversation, by the program's own count `total`
   * for each model. `name` tells this turn from all others. Only a call that we do not know has more input than we know.
   */
  beside(total: Fields, name: string): UsageEvent[] {
    return Object.entries(total).flatMap(([key, value]) => {
      const model = key.replace(/\[.*\]$/, "");
      const rest = minus(totalOf(fieldsOf(value)), this.sumOf(model));
      if (rest.inputTokens + rest.cacheReadTokens + rest.cacheWriteTokens === 0) return [];
      return [{ type: "usage", message: `${name}/${model}`, model, usage: rest }];
    });
  }

  private count(message: string, model: string, usage: Usage): UsageEvent[] {
    if (message === "") return [];
    const event: UsageEvent = { type: "usage", message, model, usage };
    this.counted.set(message, event);
    return [event];
  }

  private sumOf(model: string): Usage {
    const own = [...this.counted.values()].filter((event) => event.model === model);
    return own.reduce((sum, { usage }) => addUsage(sum, usage), noUsage);
  }
}

/** A figure that is not told, or told as nothing, stays as it was: a delta need not repeat the input. */
function usageOf(told: Fields, before: Usage = noUsage): Usage {
  const figure = (name: string, known: number): number => countOf(told[name]) || known;
  return {
    inputTokens: figure("input_tokens", before.inputTokens),
    outputTokens: figure("output_tokens", before.outputTokens),
    cacheReadTokens: figure("cache_read_input_tokens", before.cacheReadTokens),
    cacheWriteTokens: figure("cache_creation_input_tokens", before.cacheWriteTokens),
    costUsd: null,
  };
}

const totalOf = (told: Fields): Usage => ({
  inputTokens: countOf(told["inputTokens"]),
  outputTokens: countOf(told["outputTokens"]),
  cacheReadTokens: countOf(told["cacheReadInputTokens"]),
  cacheWriteTokens: countOf(told["cacheCreationInputTokens"]),
  costUsd: null,
});

const minus = (a: Usage, b: Usage): Usage => ({
  inputTokens: Math.max(0, a.inputTokens - b.inputTokens),
  outputTokens: Math.max(0, a.outputTokens - b.outputTokens),
  cacheReadTokens: Math.max(0, a.cacheReadTokens - b.cacheReadTokens),
  cacheWriteTokens: Math.max(0, a.cacheWriteTokens - b.cacheWriteTokens),
  costUsd: null,
});
