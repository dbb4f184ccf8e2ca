import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../core/agent.ts";
import type { Fields } from "../loose.ts";
import { TurnReader } from "./turn-reader.ts";

const turnId = "01a21043-3e13-7982-80ba-0421e40619cd";

const patch = {
  type: "fileChange",
  id: "c1",
  changes: [
    { path: "/tree/src/a.js", kind: { type: "update", move_path: "/tree/src/b.js" }, diff: "" },
    { path: "/tree/src/c.js", kind: { type: "add" }, diff: "c\n" },
  ],
  status: "inProgress",
};
const command = {
  type: "commandExecution",
  id: "c2",
  command: "/bin/bash -c\n'touch src/made'",
  status: "inProgress",
  exitCode: null,
};
const usage = (inputTokens: number, cachedInputTokens: number, outputTokens: number, total: number) => ({
  tokenUsage: {
    total: { totalTokens: total },
    last: {
      inputTokens,
      cachedInputTokens,
      cacheWriteInputTokens: 2,
      outputTokens,
      reasoningOutputTokens: 1,
    },
  },
});

function read(messages: readonly (readonly [string, Fields])[]): {
  events: AgentEvent[];
  reader: TurnReader;
} {
  const reader = new TurnReader(turnId, "gpt-5.5");
  const events = messages.flatMap(([method, params]) =>
    reader.see(method, { threadId: "t", turnId, ...params }),
  );
  return { events, reader };
}

const said = (text: string, phase: string | null = null) =>
  ["item/completed", { item: { type: "agentMessage", id: text, text, phase } }] as const;
const started = (item: Fields) => ["item/started", { item }] as const;
const completed = (item: Fields) => ["item/completed", { item }] as const;
const ends = (status: string, error: Fields | null = null) =>
  ["turn/completed", { turn: { id: turnId, status, error } }] as const;

describe("what codex notifies of a turn", () => {
  test("a patch is a call whose files are known before it is asked for", () => {
    const { events, reader } = read([started(patch)]);
    expect(events).toEqual([
      { type: "tool.called", id: "c1", tool: "apply_patch", summary: "/tree/src/a.js, /tree/src/c.js" },
    ]);
    expect(reader.itemOf("c1")?.changes).toEqual([
      { path: "/tree/src/a.js", kind: "update", movedTo: "/tree/src/b.js" },
      { path: "/tree/src/c.js", kind: "add", movedTo: null },
    ]);
  });

  test("every call ends once, with what it printed", () => {
    const { events } = read([
      started(command),
      completed({ ...command, status: "completed", exitCode: 0, aggregatedOutput: "x".repeat(9_000) }),
      completed({ ...patch, status: "completed" }),
    ]);
    expect(events).toEqual([
      { type: "tool.called", id: "c2", tool: "exec_command", summary: "/bin/bash -c 'touch src/made'" },
      { type: "tool.ended", id: "c2", ok: true, output: "x".repeat(4_000) },
      expect.objectContaining({ type: "tool.called", id: "c1" }),
      { type: "tool.ended", id: "c1", ok: true, output: "" },
    ]);
  });

  test("a call that was denied ends with the reason, one that failed is not well", () => {
    const reader = new TurnReader(turnId, "gpt-5.5");
    reader.deny("c1", "it may not");
    const see = ([method, params]: readonly [string, Fields]) => reader.see(method, { turnId, ...params });
    expect(see(completed({ ...patch, status: "declined" })).at(-1)).toEqual({
      type: "tool.ended",
      id: "c1",
      ok: false,
      output: "it may not",
    });
    expect(see(completed({ ...command, status: "failed", exitCode: 1 })).at(-1)).toMatchObject({ ok: false });
  });

  test("a call that is open when the turn ends is ended", () => {
    const { events, reader } = read([started(command), ends("interrupted")]);
    expect(events.at(-1)).toEqual({ type: "tool.ended", id: "c2", ok: false, output: "interrupted" });
    expect(reader.end).toEqual({ kind: "interrupted" });
  });

  test("the artifact is the last message, and none that was said before a call", () => {
    expect(read([said("Looking"), started(command), said("Done."), ends("completed")]).reader.end).toEqual({
      kind: "completed",
      text: "Done.",
    });
    expect(read([said("Looking"), started(command), ends("completed")]).reader.end).toEqual({
      kind: "completed",
      text: "",
    });
  });

  test("what codex calls the final answer goes before what is said around it", () => {
    const { reader } = read([
      said("Hm.", "commentary"),
      said("It.", "final_answer"),
      said("So.", "commentary"),
      ends("completed"),
    ]);
    expect(reader.end).toEqual({ kind: "completed", text: "It." });
  });

  test("each call of the model is counted once, however often it is told", () => {
    const { events } = read([
      ["thread/tokenUsage/updated", usage(100, 60, 10, 110)],
      ["thread/tokenUsage/updated", usage(100, 60, 10, 110)],
      ["model/rerouted", { toModel: "gpt-5.6-sol" }],
      ["thread/tokenUsage/updated", usage(120, 0, 5, 235)],
      ["thread/tokenUsage/updated", { ...usage(1, 1, 1, 999), turnId: "another turn" }],
    ]);
    expect(events).toEqual([
      {
        type: "usage",
        message: `${turnId}/1`,
        model: "gpt-5.5",
        usage: { inputTokens: 38, outputTokens: 10, cacheReadTokens: 60, cacheWriteTokens: 2, costUsd: null },
      },
      {
        type: "usage",
        message: `${turnId}/2`,
        model: "gpt-5.6-sol",
        usage: { inputTokens: 118, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 2, costUsd: null },
      },
    ]);
  });

  test("a call of the model that is tried again is told, one that is hopeless is not", () => {
    const error = (status: number) => ({
      error: {
        message: "Reconnecting",
        codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: status } },
      },
      willRetry: true,
    });
    expect(read([["error", error(529)]]).events).toEqual([
      { type: "retry", reason: "Reconnecting", waitMs: 0 },
    ]);
    const { events, reader } = read([["error", error(401)], ends("interrupted")]);
    expect(events).toEqual([]);
    expect(reader.end).toMatchObject({ kind: "failed", fault: "account" });
  });

  test.each([
    "turn/plan/updated",
    "item/started",
    "item/completed",
    "thread/tokenUsage/updated",
    "never/heard/of",
  ])("%s of an unknown form is passed over", (method) => {
    expect(
      read([
        [method, {}],
        [method, { item: [], tokenUsage: 3 }],
      ]).reader.end,
    ).toBeNull();
  });
});
