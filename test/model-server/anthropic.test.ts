import { expect, test } from "vitest";
import { ask, claudeTools, events, json, post, serve } from "./client.fixture.ts";
import { type JsonObject, listOf, objectOf, textOf } from "./json.ts";
import { ledgerOf, toolResultsSeen } from "./model-server.ts";

const script = {
  build: [
    { say: "Writing.", ops: [{ write: { path: "a", text: "1" } }, { read: { path: "b" } }] },
    { say: "Built." },
  ],
};

/** Puts a message together as a client of the stream does. */
function messageOf(all: readonly JsonObject[]): { id: unknown; content: JsonObject[]; stop: unknown } {
  const content: JsonObject[] = [];
  const partial: string[] = [];
  for (const { type, index, content_block: block, delta } of all) {
    const at = Number(index);
    if (type === "content_block_start") content[at] = objectOf(block);
    const { text, partial_json: part } = objectOf(delta);
    if (text !== undefined)
      content[at] = { ...content[at], text: textOf(content[at]?.["text"]) + textOf(text) };
    if (part !== undefined) partial[at] = (partial[at] ?? "") + textOf(part);
  }
  partial.forEach((input, at) => (content[at] = { ...content[at], input: JSON.parse(input) as unknown }));
  const stop = all.map(({ delta }) => objectOf(delta)["stop_reason"]).find((reason) => reason !== undefined);
  return { id: objectOf(all[0]?.["message"])["id"], content, stop };
}

test("a stream brings text and parallel calls, and the next request the next step", async () => {
  const server = await serve({ script, cwd: "/w" });
  const url = `${server.url}/v1/messages?beta=true`;
  const first = messageOf(await events(post(url, ask("[[S:build]]"))));
  expect(first.stop).toBe("tool_use");
  expect(first.content).toMatchObject([
    { type: "text", text: "Writing." },
    { type: "tool_use", name: "Write", input: { file_path: "/w/a", content: "1" } },
    { type: "tool_use", name: "Read", input: { file_path: "/w/b" } },
  ]);
  const [, write, read] = first.content;
  const results = [
    { type: "tool_result", tool_use_id: read?.["id"], content: [{ type: "text", text: "b's text" }] },
    { type: "tool_result", tool_use_id: write?.["id"], content: "refused: not yours", is_error: true },
  ];
  const second = messageOf(
    await events(
      post(url, {
        ...ask(""),
        messages: [
          { role: "user", content: "[[S:build]]" },
          { role: "assistant", content: first.content },
          { role: "user", content: results },
          { role: "system", content: "a reminder" },
        ],
      }),
    ),
  );
  expect(second).toMatchObject({ stop: "end_turn", content: [{ text: "Built." }] });
  expect(toolResultsSeen(server, "build")).toEqual(["refused: not yours", "b's text"]);
  expect(server.requests()).toMatchObject([
    { index: 0, scenario: "build", step: 0, messageId: first.id, finished: true },
    { index: 1, scenario: "build", step: 1, messageId: second.id, finished: true },
  ]);
});

test("usage comes as from the real API: one token out at first, the truth at the end", async () => {
  const server = await serve({ script: { build: [{ say: "x", usage: { outputTokens: 77 } }] } });
  const all = await events(post(`${server.url}/v1/messages`, ask("[[S:build]]")));
  const begun = objectOf(objectOf(all[0]?.["message"])["usage"]);
  expect(begun["output_tokens"]).toBe(1);
  expect(all.find(({ type }) => type === "message_delta")?.["usage"]).toEqual({ output_tokens: 77 });
  const [request] = server.requests();
  expect(request?.told).toMatchObject({ inputTokens: begun["input_tokens"], outputTokens: 77 });
  expect(ledgerOf(server)).toEqual(request?.told);
});

test("the cache works over the wire: a second session reads what the first one wrote", async () => {
  const server = await serve({ script, minimumCacheTokens: 0 });
  const body = {
    ...ask("[[S:build]]"),
    system: [{ type: "text", text: "long ".repeat(500), cache_control: { type: "ephemeral" } }],
  };
  await events(post(`${server.url}/v1/messages`, body));
  await events(post(`${server.url}/v1/messages`, body));
  const [one, two] = server.requests().map(({ told }) => told);
  expect(two?.cacheReadTokens).toBe(one?.cacheWriteTokens);
  expect(two?.cacheReadTokens).toBeGreaterThan(700);
});

test("without a stream the same answer is one JSON, and tokens can be counted", async () => {
  const server = await serve({ script, cwd: "/w" });
  const body = { ...ask("[[S:build]]"), stream: false };
  const message = await json(post(`${server.url}/v1/messages`, body));
  expect(listOf(message["content"]).map((block) => objectOf(block)["type"])).toEqual([
    "text",
    "tool_use",
    "tool_use",
  ]);
  const counted = await json(post(`${server.url}/v1/messages/count_tokens`, body));
  expect(counted["input_tokens"]).toBe(server.requests()[0]?.told.inputTokens);
  expect(server.requests()).toHaveLength(1);
});

test("the directory is taken from what Claude Code says of its environment", async () => {
  const server = await serve({ script, cwd: "/elsewhere" });
  const messages = [
    { role: "user", content: [{ type: "text", text: "[[S:build]]" }] },
    {
      role: "system",
      content: [{ type: "text", text: "# Env\n - Primary working directory: /tree\n - more" }],
    },
  ];
  const { content } = messageOf(await events(post(`${server.url}/v1/messages`, { ...ask(""), messages })));
  expect(content[1]).toMatchObject({ input: { file_path: "/tree/a" } });
});

test("titles and checks of the quota are answered, and told apart from the work", async () => {
  const server = await serve({ script });
  const url = `${server.url}/v1/messages`;
  await events(post(url, { ...ask("[[S:build]]"), max_tokens: 1 }));
  const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };
  const title = {
    ...ask("[[S:build]]"),
    tools: [],
    stream: false,
    system: "Write a short title for this session.",
    output_config: { format: { type: "json_schema", schema } },
  };
  const { content } = await json(post(url, title));
  expect(content).toEqual([{ type: "text", text: '{"title":"A scripted answer"}' }]);
  await events(post(url, { ...ask("[[S:build]]"), tools: claudeTools }));
  expect(server.requests().map(({ auxiliary }) => auxiliary)).toEqual([true, true, false]);
});
