import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../../core/agent.ts";
import { Reading } from "./reading.ts";

const expected = { tools: ["Read", "Write"], tree: "/tree" };

const init = {
  type: "system",
  subtype: "init",
  tools: ["Write", "Read"],
  permissionMode: "default",
  mcp_servers: [],
};

const started = (id: string, usage: object) => ({
  type: "stream_event",
  parent_tool_use_id: null,
  event: { type: "message_start", message: { id, model: "claude-sonnet-5-5", usage } },
});

const delta = (stop_reason: string, usage: object) => ({
  type: "stream_event",
  parent_tool_use_id: null,
  event: { type: "message_delta", delta: { stop_reason }, usage },
});

/** One block of a message, as the program tells it, with the placeholder that it tells for usage. */
const block = (id: string, content: object) => ({
  type: "assistant",
  parent_tool_use_id: null,
  message: {
    id,
    model: "claude-sonnet-5-5",
    content: [content],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
});

const text = (id: string, said: string) => block(id, { type: "text", text: said });

const result = (fields: object = {}) => ({
  type: "result",
  subtype: "success",
  is_error: false,
  uuid: "u",
  session_id: "s",
  ...fields,
});

function read(messages: readonly unknown[]) {
  const reading = new Reading(expected);
  const events = messages.flatMap((message) => reading.take(message));
  return { reading, events };
}

const ofType = <T extends AgentEvent["type"]>(events: readonly AgentEvent[], type: T) =>
  events.filter((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

const endOf = (messages: readonly unknown[]) => ofType(read(messages).events, "ended").map(({ end }) => end);

describe("the final text", () => {
  test("is all text of the last message, in its blocks", () => {
    const said = [text("m1", "First."), text("m2", "One. "), text("m2", "Two."), result({ result: "Two." })];
    expect(endOf(said)).toEqual([{ kind: "completed", text: "One. Two." }]);
    expect(ofType(read(said).events, "text").map((event) => event.text)).toEqual(["First.", "One. ", "Two."]);
  });

  test("goes on over messages that were cut off at their greatest length", () => {
    const said = [
      text("m1", "One "),
      delta("max_tokens", {}),
      text("m2", "two."),
      delta("end_turn", {}),
      result(),
    ];
    expect(endOf(said)).toEqual([{ kind: "completed", text: "One two." }]);
  });

  test("is empty when the last message only called a tool", () => {
    const call = { type: "tool_use", id: "t", name: "Read", input: {} };
    expect(endOf([text("m1", "I look."), block("m2", call), result()])).toEqual([
      { kind: "completed", text: "" },
    ]);
  });

  test("is not what a sub-agent said", () => {
    const said = { ...text("m2", "Child."), parent_tool_use_id: "t" };
    expect(endOf([text("m1", "Mine."), said, result()])).toEqual([{ kind: "completed", text: "Mine." }]);
  });
});

describe("what is used", () => {
  test("counts from the beginning of a message, and is replaced by what its end tells", () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 1,
      cache_read_input_tokens: 7,
      cache_creation_input_tokens: 9,
    };
    const { events } = read([
      started("m1", usage),
      text("m1", "Hi."),
      delta("end_turn", { output_tokens: 20 }),
    ]);
    const counted = { inputTokens: 5, cacheReadTokens: 7, cacheWriteTokens: 9, costUsd: null };
    expect(ofType(events, "usage")).toEqual([
      { type: "usage", message: "m1", model: "claude-sonnet-5-5", usage: { ...counted, outputTokens: 1 } },
      { type: "usage", message: "m1", model: "claude-sonnet-5-5", usage: { ...counted, outputTokens: 20 } },
    ]);
  });

  test("is taken of the whole message when nothing of it was streamed", () => {
    const { events } = read([text("m1", "Hi."), text("m1", "Again.")]);
    expect(ofType(events, "usage").map(({ message, usage }) => [message, usage.inputTokens])).toEqual([
      ["m1", 3],
    ]);
  });

  test("holds calls that the program made beside the conversation, by its own total", () => {
    const total = { "claude-sonnet-5-5": { inputTokens: 105, outputTokens: 30, cacheReadInputTokens: 7 } };
    const usage = { input_tokens: 5, output_tokens: 10, cache_read_input_tokens: 7 };
    const { events } = read([started("m1", usage), result({ model_usage_since_last_result: total })]);
    expect(ofType(events, "usage")[1]).toEqual({
      type: "usage",
      message: "s/u/claude-sonnet-5-5",
      model: "claude-sonnet-5-5",
      usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: null },
    });
  });

  test("is not more because the program guesses at the output of a call that was cut off", () => {
    const total = { "claude-sonnet-5-5[1m]": { inputTokens: 5, outputTokens: 30 } };
    const { events } = read([
      started("m1", { input_tokens: 5, output_tokens: 1 }),
      result({ model_usage_since_last_result: total }),
    ]);
    expect(ofType(events, "usage")).toHaveLength(1);
  });
});

describe("calls", () => {
  const call = block("m1", { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls\n  -l" } });
  const done = (fields: object) => ({
    type: "user",
    message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", ...fields }] },
  });

  test("are told once, in one line, with their end", () => {
    const { events } = read([
      call,
      call,
      done({ content: [{ type: "text", text: "x".repeat(5_000) }] }),
      done({}),
    ]);
    expect(ofType(events, "tool.called")).toEqual([
      { type: "tool.called", id: "t1", tool: "Bash", summary: "ls -l" },
    ]);
    expect(ofType(events, "tool.ended")).toEqual([
      { type: "tool.ended", id: "t1", ok: true, output: "x".repeat(4_000) },
    ]);
  });

  test("that are asked about before they are told are told first, and once", () => {
    const reading = new Reading(expected);
    expect(reading.takeCall("t1", "Bash", { command: "ls" })).toHaveLength(1);
    expect(ofType(reading.take(call), "tool.called")).toEqual([]);
  });

  test("that failed say so, and those left open end with the turn", () => {
    const { events } = read([call, done({ content: "no", is_error: true })]);
    expect(ofType(events, "tool.ended")).toEqual([{ type: "tool.ended", id: "t1", ok: false, output: "no" }]);
    expect(read([call, result()]).events.slice(-2)).toEqual([
      { type: "tool.ended", id: "t1", ok: false, output: "interrupted" },
      { type: "ended", end: { kind: "completed", text: "" } },
    ]);
  });
});

describe("the rules that were given", () => {
  test("are kept: nothing is said of it", () => {
    expect(read([init]).reading.verdict).toBeNull();
  });

  test.each([
    [{ tools: ["Read", "Write", "Bash"] }, "its tools are Bash,Read,Write"],
    [{ permissionMode: "bypassPermissions" }, "its permission mode is bypassPermissions"],
    [{ mcp_servers: [{ name: "x" }] }, "it has MCP servers"],
  ])("are not kept: the turn fails, whatever it says later", (wrong, what) => {
    const { reading } = read([{ ...init, ...wrong }]);
    expect(reading.verdict).toMatchObject({ kind: "failed", fault: "agent" });
    expect(reading.take(result())).toEqual([{ type: "ended", end: reading.verdict }]);
    expect(JSON.stringify(reading.verdict)).toContain(what);
  });
});

describe("what the service does", () => {
  const retry = (fields: object) => ({ type: "system", subtype: "api_retry", error: "unknown", ...fields });

  test("a short wait is told, and the turn goes on", () => {
    const { events, reading } = read([
      retry({ error_status: 429, error: "rate_limit", retry_delay_ms: 900 }),
    ]);
    expect(events).toEqual([
      { type: "retry", reason: "the model's service failed: 429 rate_limit", waitMs: 900 },
    ]);
    expect(reading.verdict).toBeNull();
  });

  test("a long wait ends the turn with the time to wait", () => {
    const { reading } = read([retry({ error_status: 429, error: "rate_limit", retry_delay_ms: 3_600_000 })]);
    expect(reading.verdict).toMatchObject({ fault: "service", waitMs: 3_600_000 });
  });

  test("what only a person can mend ends the turn at the first try", () => {
    const { events, reading } = read([retry({ error_status: 401, error: "authentication_failed" })]);
    expect(events).toEqual([]);
    expect(reading.verdict).toMatchObject({ fault: "account" });
  });

  test("an error in the place of an answer is no answer", () => {
    const said = {
      type: "assistant",
      parent_tool_use_id: null,
      error: "overloaded",
      api_error_status: 529,
      message: {
        id: "x",
        model: "<synthetic>",
        content: [{ type: "text", text: "API Error: 529" }],
        usage: {},
      },
    };
    const { events } = read([
      text("m1", "Half."),
      said,
      result({ is_error: true, result: "API Error: 529" }),
    ]);
    expect(ofType(events, "ended").map(({ end }) => end)).toEqual([
      {
        kind: "failed",
        fault: "service",
        reason: "the model's service failed: 529 overloaded: API Error: 529",
      },
    ]);
    expect(ofType(events, "text")).toHaveLength(1);
  });

  test("too many turns are a limit, any other failure the agent's", () => {
    expect(endOf([result({ subtype: "error_max_turns", is_error: true })])).toMatchObject([
      { fault: "limit" },
    ]);
    expect(endOf([result({ subtype: "error_during_execution", is_error: true, errors: ["broke"] })])).toEqual(
      [{ kind: "failed", fault: "agent", reason: "Claude Code ended with broke" }],
    );
  });
});

test.each([null, 1, "x", [], {}, { type: "new_kind" }, { type: "assistant" }, { type: "user", message: 3 }])(
  "what nobody knows is passed over: %j",
  (message) => {
    expect(read([message]).events).toEqual([]);
  },
);
