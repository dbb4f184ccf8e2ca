import { expect, test } from "vitest";
import { usageOf } from "./usage.ts";

const used = (answer: unknown) => usageOf(answer, "p", "m").map(({ usage }) => usage);

test("an answer that tells nothing counts nothing", () => {
  expect(used({ stopReason: "end_turn" })).toEqual([]);
  expect(used({ _meta: { quota: { model_usage: [] } } })).toEqual([]);
});

test("cache and thoughts that are told apart are taken as they are", () => {
  const usage = {
    inputTokens: 10,
    outputTokens: 5,
    cachedReadTokens: 100,
    cachedWriteTokens: 20,
    thoughtTokens: 3,
    totalTokens: 138,
  };
  expect(used({ usage })).toEqual([
    { inputTokens: 10, outputTokens: 8, cacheReadTokens: 100, cacheWriteTokens: 20, costUsd: null },
  ]);
});

test("cache and thoughts that are counted in are not counted twice", () => {
  const usage = {
    inputTokens: 110,
    outputTokens: 8,
    cachedReadTokens: 100,
    thoughtTokens: 3,
    totalTokens: 118,
  };
  expect(used({ usage })).toEqual([
    { inputTokens: 10, outputTokens: 8, cacheReadTokens: 100, cacheWriteTokens: 0, costUsd: null },
  ]);
});

test("Gemini's sums are told by model", () => {
  const quota = {
    token_count: { input_tokens: 10_403, output_tokens: 81 },
    model_usage: [
      { model: "gemini-2.5-pro", token_count: { input_tokens: 5_088, output_tokens: 79 } },
      { model: "auto", token_count: { input_tokens: 5_315, output_tokens: 2 } },
    ],
  };
  expect(usageOf({ stopReason: "end_turn", _meta: { quota } }, "p", "m")).toMatchObject([
    { message: "p/gemini-2.5-pro", model: "gemini-2.5-pro", usage: { inputTokens: 5_088, outputTokens: 79 } },
    { message: "p/auto", model: "auto", usage: { inputTokens: 5_315, outputTokens: 2 } },
  ]);
});
