import { expect, test } from "vitest";
import { addUsage, allTokens, noUsage } from "./usage.ts";

const some = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, costUsd: 0.5 };

test("usage adds up, kind by kind", () => {
  expect(addUsage(some, some)).toEqual({
    inputTokens: 2,
    outputTokens: 4,
    cacheReadTokens: 6,
    cacheWriteTokens: 8,
    costUsd: 1,
  });
  expect(addUsage(noUsage, some)).toEqual(some);
});

test("one part without a price leaves the whole without a price", () => {
  const unpriced = { ...some, costUsd: null };
  expect(addUsage(some, unpriced).costUsd).toBeNull();
  expect(addUsage(unpriced, some).costUsd).toBeNull();
});

test("all tokens are those of input and output, cached or not", () => {
  expect(allTokens(some)).toBe(10);
});
