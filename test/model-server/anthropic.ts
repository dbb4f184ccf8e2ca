import { priceMessages } from "./cache.ts";
import { type JsonObject, listOf, objectOf, textOf, textsIn } from "./json.ts";
import {
  asksBeside,
  callName,
  type Frame,
  type ModelRequest,
  pieces,
  type Protocol,
  type Reply,
  responseOf,
} from "./protocol.ts";
import type { Entry, Told } from "./script.ts";
import type { OfferedTool, ToolCall } from "./tools.ts";

/** The Messages API, as Claude Code speaks it. */
export const anthropic: Protocol = {
  name: "anthropic",
  read,
  price: priceMessages,
  frames,
  whole: (reply) => ({
    ...start(reply),
    content: [...(reply.text === "" ? [] : [{ type: "text", text: reply.text }]), ...toolUses(reply)],
    stop_reason: stopReason(reply),
    usage: usageOf(reply.usage),
  }),
  error: ({ type, message }) => ({ type: "error", error: { type, message }, request_id: "req_scripted" }),
};

function read(body: JsonObject): ModelRequest {
  const messages = listOf(body["messages"]).map(objectOf);
  const entries = messages.flatMap(entriesOf);
  const system = textsIn(body["system"]);
  const told = messages.filter(({ role }) => role !== "assistant").map(({ content }) => textsIn(content));
  const format = objectOf(objectOf(body["output_config"])["format"] ?? body["output_format"]);
  const last = entries.findLast(({ from }) => from === "user")?.text ?? "";
  return {
    model: textOf(body["model"]),
    stream: body["stream"] === true,
    session: sessionOf(body) ?? entries.find(({ from }) => from === "user")?.text ?? "",
    entries,
    tools: listOf(body["tools"]).map(toolOf),
    context: [system, ...told].join("\n"),
    auxiliary: isAuxiliary(body, system, last),
    schema: format["type"] === "json_schema" ? objectOf(format["schema"]) : null,
  };
}

function isAuxiliary(body: JsonObject, system: string, last: string): boolean {
  if (Number(body["max_tokens"]) <= 1) return true;
  if (/^(CRITICAL: Respond with TEXT ONLY|Your task is to create a detailed summary)/.test(last)) return true;
  return listOf(body["tools"]).length === 0 && asksBeside(`${system.slice(0, 1_000)}\n${last}`);
}

/** Claude Code puts its session into `metadata.user_id`, as JSON. */
function sessionOf(body: JsonObject): string | null {
  const user = textOf(objectOf(body["metadata"])["user_id"]);
  return /"session_id":"([^"]+)"/.exec(user)?.[1] ?? null;
}

function toolOf(value: unknown): OfferedTool {
  const { name, input_schema: schema } = objectOf(value);
  return { name: textOf(name), freeform: false, schema: objectOf(schema), namespace: null };
}

function entriesOf({ role, content }: JsonObject): Entry[] {
  const blocks =
    typeof content === "string" ? [{ type: "text", text: content }] : listOf(content).map(objectOf);
  if (role === "assistant") {
    const call = blocks.map(objectOf).find(({ type }) => type === "tool_use");
    return [{ from: "model", response: responseOf(call?.["id"]), text: textsIn(blocks) }];
  }
  if (role !== "user") return [];
  return blocks.map(objectOf).flatMap((block): Entry[] => {
    if (block["type"] === "text") return [{ from: "user", text: textOf(block["text"]) }];
    if (block["type"] !== "tool_result") return [];
    return [{ from: "tool", call: textOf(block["tool_use_id"]), text: textsIn(block["content"]) }];
  });
}

function frames(reply: Reply): Frame[] {
  const first: Told = { ...reply.usage, outputTokens: 1 };
  const texts = reply.text === "" ? [] : textFrames(reply.text);
  const calls = toolUses(reply).flatMap((block, index) => callFrames(block, index + (texts.length ? 1 : 0)));
  const ending = { stop_reason: stopReason(reply), stop_sequence: null };
  return [
    { ...event("message_start", { message: { ...start(reply), usage: usageOf(first) } }), told: first },
    ...texts,
    ...calls,
    {
      ...event("message_delta", { delta: ending, usage: { output_tokens: reply.usage.outputTokens } }),
      told: reply.usage,
    },
    event("message_stop", {}),
  ];
}

const event = (type: string, data: JsonObject): Frame => ({
  bytes: `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`,
});

const start = (reply: Reply): JsonObject => ({
  id: reply.id,
  type: "message",
  role: "assistant",
  model: reply.model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
});

const stopReason = (reply: Reply): string => (reply.calls.length > 0 ? "tool_use" : "end_turn");

const usageOf = (told: Told): JsonObject => ({
  input_tokens: told.inputTokens,
  cache_creation_input_tokens: told.cacheWriteTokens,
  cache_read_input_tokens: told.cacheReadTokens,
  cache_creation: { ephemeral_5m_input_tokens: told.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
  output_tokens: told.outputTokens,
  service_tier: "standard",
});

const toolUses = (reply: Reply): JsonObject[] =>
  reply.calls.map((call, index) => ({
    type: "tool_use",
    id: callName(reply, index),
    name: call.name,
    input: inputOf(call),
  }));

const inputOf = (call: ToolCall): JsonObject =>
  call.kind === "function" ? call.input : { input: call.input };

const textFrames = (text: string): Frame[] => [
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  ...pieces(text).map((piece) =>
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text: piece } }),
  ),
  event("content_block_stop", { index: 0 }),
];

const callFrames = (block: JsonObject, index: number): Frame[] => [
  event("content_block_start", { index, content_block: { ...block, input: {} } }),
  ...pieces(JSON.stringify(block["input"])).map((piece) =>
    event("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: piece } }),
  ),
  event("content_block_stop", { index }),
];
