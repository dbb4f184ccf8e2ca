import { expect, test } from "vitest";
import { geminiLedger } from "./gemini-ledger.ts";

const tokens = { input: 3_482, output: 79, cached: 10, thoughts: 5, tool: 2, total: 3_568 };
const message = { id: "m1", timestamp: "2026-11-25T01:14:26.606Z", type: "gemini", content: "I write." };
const entry = {
  message: "m1",
  model: "gemini-2.5-pro",
  usage: { inputTokens: 3_474, outputTokens: 84, cacheReadTokens: 10, cacheWriteTokens: 0, costUsd: null },
  text: "I write.",
};

const read = (value: unknown) => geminiLedger.read(JSON.stringify(value));

test("a message tells what it used and said, once it knows", () => {
  expect(read({ ...message, thoughts: [], tokens, model: "gemini-2.5-pro" })).toEqual([entry]);
  expect(read(message)).toEqual([]);
  expect(read({ ...message, type: "user", tokens })).toEqual([]);
});

test("messages that are written anew are the same messages", () => {
  const whole = {
    ...message,
    content: [{ text: "I " }, { text: "write." }],
    tokens,
    model: "gemini-2.5-pro",
  };
  expect(read({ $set: { messages: [{ id: "u", type: "user" }, whole] } })).toEqual([entry]);
});

test("what is no record is nothing", () => {
  for (const line of ["", "{", "[]", "null", '{"sessionId":"x"}'])
    expect(geminiLedger.read(line)).toEqual([]);
});

test("a session is found by the beginning of its id, and kept under a name before all others", () => {
  const session = "234907b3-0c63-45c3-81df-4550f18473c6";
  const named = "session-2026-11-25T01-14-234907b3.jsonl";
  expect(geminiLedger.isOf(named, session)).toBe(true);
  expect(geminiLedger.isOf("session-2026-11-25T01-14-77c0974f.jsonl", session)).toBe(false);
  expect(geminiLedger.isOf(geminiLedger.keptName(session), session)).toBe(true);
  expect(geminiLedger.keptName(session) < named).toBe(true);
});
