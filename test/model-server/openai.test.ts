import { expect, test } from "vitest";
import { events, json, post, serve } from "./client.fixture.ts";
import { type JsonObject, objectOf } from "./json.ts";
import { toolResultsSeen } from "./model-server.ts";

const script = {
  build: [
    {
      say: "Writing.",
      ops: [{ write: { path: "a", text: "1" } }, { shell: { command: "ls" } }],
      usage: { inputTokens: 10, cacheReadTokens: 30, outputTokens: 5 },
    },
    { say: "Built." },
  ],
};

const body = (...input: JsonObject[]): JsonObject => ({
  model: "gpt-5.5",
  stream: true,
  prompt_cache_key: "thread",
  tools: [
    { type: "custom", name: "apply_patch" },
    { type: "function", name: "exec_command", parameters: { properties: { cmd: { type: "string" } } } },
    { type: "web_search" },
  ],
  input: [
    {
      type: "message",
      role: "user",
      content: [{ type: "input_text", text: "<environment_context>\n<cwd>/w</cwd>" }],
    },
    { type: "message", role: "user", content: [{ type: "input_text", text: "[[S:build]] go" }] },
    ...input,
  ],
});

const itemsOf = (all: readonly JsonObject[]): JsonObject[] =>
  all.filter(({ type }) => type === "response.output_item.done").map(({ item }) => objectOf(item));

test("a stream brings text, a freeform patch and a command, and the next request the next step", async () => {
  const server = await serve({ script });
  const url = `${server.url}/v1/responses`;
  const all = await events(post(url, body()));
  const [message, patch, command] = itemsOf(all);
  expect(message).toMatchObject({ type: "message", content: [{ type: "output_text", text: "Writing." }] });
  expect(patch).toMatchObject({ type: "custom_tool_call", name: "apply_patch" });
  expect(patch?.["input"]).toContain("*** Add File: a\n+1");
  expect(command).toMatchObject({
    type: "function_call",
    name: "exec_command",
    arguments: JSON.stringify({ cmd: "ls" }),
  });
  const answers = [
    { type: "custom_tool_call_output", call_id: patch?.["call_id"], output: "patch rejected by user" },
    {
      type: "function_call_output",
      call_id: command?.["call_id"],
      output: [{ type: "input_text", text: "a b" }],
    },
  ];
  const next = [message ?? {}, patch ?? {}, answers[0] ?? {}, command ?? {}, answers[1] ?? {}];
  expect(itemsOf(await events(post(url, body(...next))))).toMatchObject([{ content: [{ text: "Built." }] }]);
  expect(toolResultsSeen(server, "build")).toEqual(["patch rejected by user", "a b"]);
});

test("usage is told with the last event only, cached tokens among the input", async () => {
  const server = await serve({ script });
  const all = await events(post(`${server.url}/v1/responses`, body()));
  expect(objectOf(all.at(-1)?.["response"])["usage"]).toMatchObject({
    input_tokens: 40,
    input_tokens_details: { cached_tokens: 30 },
    output_tokens: 5,
    total_tokens: 45,
  });
  expect(all.filter(({ response }) => objectOf(objectOf(response)["usage"])["input_tokens"])).toHaveLength(1);
  expect(server.requests()[0]).toMatchObject({
    protocol: "openai",
    session: "thread",
    told: { inputTokens: 10, cacheReadTokens: 30, cacheWriteTokens: 0, outputTokens: 5 },
  });
});

test("without a stream the response is one JSON", async () => {
  const server = await serve({ script });
  const response = await json(post(`${server.url}/v1/responses`, { ...body(), stream: false }));
  expect(response).toMatchObject({ status: "completed", output: [{}, {}, {}] });
});
