import type { AgentEvent } from "../../core/agent.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import { countOf, type Fields, fieldsOf, listOf, numberOf, textOf } from "../loose.ts";

type UsageEvent = Extract<AgentEvent, { type: "usage" }>;

/**
 * What a whole prompt used, as its answer tells it: in `usage`, or in the `_meta.quota` of Gemini's kind. Empty
 * when it tells nothing. `prompt` names the prompt; `model` is what is used when the answer names none.
 */
export function usageOf(answer: unknown, prompt: string, model: string): UsageEvent[] {
  const fields = fieldsOf(answer);
  const usage = fieldsOf(fields["usage"]);
  if (numberOf(usage["totalTokens"]) !== null || numberOf(usage["inputTokens"]) !== null)
    return [{ type: "usage", message: prompt, model, usage: plainUsage(usage) }];
  const quota = fieldsOf(fieldsOf(fields["_meta"])["quota"]);
  return listOf(quota["model_usage"]).flatMap((value): UsageEvent[] => {
    const { model: name, token_count: counts } = fieldsOf(value);
    const count = (field: string): number => countOf(fieldsOf(counts)[field]);
    const used = {
      ...noUsage,
      inputTokens: count("input_tokens"),
      outputTokens: count("output_tokens"),
      costUsd: null,
    };
    const named = textOf(name) || model;
    return [{ type: "usage", message: `${prompt}/${named}`, model: named, usage: used }];
  });
}

/** Some agents count what a cache gave, and what was thought, in with the rest; the total shows which. */
function plainUsage(usage: Fields): Usage {
  const count = (name: string): number => countOf(usage[name]);
  const input = count("inputTokens");
  const output = count("outputTokens");
  const cached = count("cachedReadTokens") + count("cachedWriteTokens");
  const thought = count("thoughtTokens");
  const beyond = count("totalTokens") - input - output;
  const isCacheApart = beyond >= cached;
  const isThoughtApart = beyond - (isCacheApart ? cached : 0) >= thought;
  return {
    inputTokens: isCacheApart ? input : Math.max(0, input - cached),
    outputTokens: output + (isThoughtApart ? thought : 0),
    cacheReadTokens: count("cachedReadTokens"),
    cacheWriteTokens: count("cachedWriteTokens"),
    costUsd: null,
  };
}
