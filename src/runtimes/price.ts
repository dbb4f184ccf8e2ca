import { calcPrice } from "@pydantic/genai-prices";
import type { Prices } from "../core/agent.ts";
import type { Usage } from "../core/usage.ts";

const million = 1_000_000;

/** Money for what one message used: by the given prices first, else by the list of the price library; null: unpriced. */
export function costOf(model: string, usage: Usage, own: Prices = {}): number | null {
  const price = Object.hasOwn(own, model) ? own[model] : undefined;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  if (price) {
    const cost =
      inputTokens * price.input +
      outputTokens * price.output +
      cacheReadTokens * (price.cacheRead ?? price.input) +
      cacheWriteTokens * (price.cacheWrite ?? price.input);
    return cost / million;
  }
  const counts = {
    input_tokens: inputTokens + cacheReadTokens + cacheWriteTokens, // the library counts all of them as input
    cache_read_tokens: cacheReadTokens,
    cache_write_tokens: cacheWriteTokens,
    output_tokens: outputTokens,
  };
  return calcPrice(counts, model)?.total_price ?? null;
}
