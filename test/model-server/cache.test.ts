import { describe, expect, test } from "vitest";
import { type Known, priceMessages, priceResponse } from "./cache.ts";
import type { JsonObject } from "./json.ts";

const mark = { cache_control: { type: "ephemeral" } };
const text = (letter: string, more: JsonObject = {}): JsonObject => ({
  type: "text",
  text: letter.repeat(350),
  ...more,
});
/** Tokens of `text`, whose JSON has 25 bytes around its words. */
const tokens = (count: number): number => Math.ceil((count * (350 + 25)) / 3.5);

function messages(system: readonly JsonObject[], ...turns: (readonly JsonObject[])[]): JsonObject {
  return {
    model: "m",
    system,
    messages: turns.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
  };
}

const knowing = (...prefixes: string[]): Known => ({ prefixes: new Set(prefixes), minimumTokens: 0 });

describe("the cache of the Messages API", () => {
  test("the first request writes up to its last breakpoint, and pays the rest in full", () => {
    const priced = priceMessages(messages([text("s", mark)], [text("a", mark), text("b")]), knowing());
    expect(priced).toMatchObject({
      cacheReadTokens: 0,
      cacheWriteTokens: tokens(2),
      inputTokens: tokens(3) - tokens(2),
    });
  });

  test("a conversation that goes on reads what was written, though the breakpoint has moved", () => {
    const first = priceMessages(messages([text("s", mark)], [text("a", mark)]), knowing());
    const second = messages([text("s", mark)], [text("a")], [text("b")], [text("c", mark)]);
    expect(priceMessages(second, knowing(...first.prefixes))).toMatchObject({
      cacheReadTokens: tokens(2),
      cacheWriteTokens: tokens(4) - tokens(2),
      inputTokens: 0,
    });
  });

  test("another task with the same system prompt reads the system prompt", () => {
    const first = priceMessages(messages([text("s", mark)], [text("a", mark)]), knowing());
    const second = priceMessages(messages([text("s", mark)], [text("b", mark)]), knowing(...first.prefixes));
    expect(second).toMatchObject({ cacheReadTokens: tokens(1), cacheWriteTokens: tokens(2) - tokens(1) });
  });

  test("another model, another tool or another first word reads nothing", () => {
    const body = messages([text("s", mark)], [text("a", mark)]);
    const { prefixes } = priceMessages(body, knowing());
    const others = [
      { ...body, model: "other" },
      { ...body, tools: [{ name: "Read" }] },
      messages([text("t", mark)], [text("a", mark)]),
    ];
    expect(others.map((other) => priceMessages(other, knowing(...prefixes)).cacheReadTokens)).toEqual([
      0, 0, 0,
    ]);
  });

  test("a prefix is found within twenty blocks of a breakpoint and no farther", () => {
    const { prefixes } = priceMessages(messages([], [text("a", mark)]), knowing());
    const after = (count: number): JsonObject =>
      messages([], [text("a"), ...Array.from({ length: count - 1 }, () => text("b")), text("c", mark)]);
    expect(priceMessages(after(19), knowing(...prefixes)).cacheReadTokens).toBe(tokens(1));
    expect(priceMessages(after(20), knowing(...prefixes)).cacheReadTokens).toBe(0);
  });

  test("without a breakpoint, or below the least size, nothing is written", () => {
    expect(priceMessages(messages([text("s")], [text("a")]), knowing()).cacheWriteTokens).toBe(0);
    const small = priceMessages(messages([text("s", mark)]), { prefixes: new Set(), minimumTokens: 1024 });
    expect(small).toMatchObject({ cacheWriteTokens: 0, inputTokens: tokens(1), prefixes: [] });
  });
});

describe("the cache of the Responses API", () => {
  const body = (last: string, id: string): JsonObject => ({
    model: "m",
    instructions: "i".repeat(7_000),
    input: [{ type: "message", id, role: "user", content: last }],
  });
  const none: Known = { prefixes: new Set(), minimumTokens: 1024 };

  test("what is common with an earlier prompt is read in steps of 128 tokens", () => {
    const first = priceResponse(body("one", "x"), none);
    expect(first).toMatchObject({ cacheReadTokens: 0, cacheWriteTokens: 0 });
    const second = priceResponse(body("two", "y"), { ...none, prefixes: new Set(first.prefixes) });
    expect(second.cacheReadTokens).toBe(15 * 128); // 7 000 bytes are 2 000 tokens
    expect(second.inputTokens + second.cacheReadTokens).toBe(first.inputTokens);
  });

  test("nothing is read below the least size", () => {
    const { prefixes } = priceResponse(body("one", "x"), none);
    expect(
      priceResponse(body("two", "x"), { prefixes: new Set(prefixes), minimumTokens: 4096 }),
    ).toMatchObject({ cacheReadTokens: 0 });
  });
});
