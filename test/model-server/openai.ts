import { priceResponse } from "./cache.ts";
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
import type { OfferedTool } from "./tools.ts";

/** The Responses API, as Codex speaks it for models that get their tools one by one (gpt-5.5). */
export const openai: Protocol = {
  name: "openai",
  read,
  price: priceResponse,
  frames,
  whole: (reply) => completed(reply),
  error: ({ type, message }) => ({ error: { message, type, code: type, param: null } }),
};

function read(body: JsonObject): ModelRequest {
  const plain =
    typeof body["input"] === "string" ? [{ role: "user", content: body["input"] }] : body["input"];
  const items = listOf(plain).map(objectOf);
  const entries = items.flatMap(entriesOf);
  const format = objectOf(objectOf(body["text"])["format"]);
  // Models that write programs get their tools in the conversation, as one tool that runs a program.
  const later = items.flatMap((item) => (item["type"] === "additional_tools" ? listOf(item["tools"]) : []));
  const tools = [...listOf(body["tools"]), ...later].flatMap((tool) => toolsOf(tool, null));
  const asked = `${textOf(body["instructions"])}\n${entries.at(-1)?.text ?? ""}`;
  return {
    model: textOf(body["model"]),
    stream: body["stream"] === true,
    session: textOf(body["prompt_cache_key"]) || (entries.find(({ from }) => from === "user")?.text ?? ""),
    entries,
    tools,
    context: items.map(({ content }) => textsIn(content)).join("\n"),
    auxiliary: tools.length === 0 && asksBeside(asked),
    schema: format["type"] === "json_schema" ? objectOf(format["schema"]) : null,
  };
}

function toolsOf(value: unknown, namespace: string | null): OfferedTool[] {
  const tool = objectOf(value);
  const name = textOf(tool["name"]);
  if (tool["type"] === "namespace") return listOf(tool["tools"]).flatMap((each) => toolsOf(each, name));
  const freeform = tool["type"] === "custom";
  if (!freeform && tool["type"] !== "function") return [];
  return [{ name, freeform, schema: objectOf(tool["parameters"]), namespace }];
}

function entriesOf(item: JsonObject): Entry[] {
  const text = textsIn(item["content"]);
  switch (item["type"] ?? "message") {
    case "message":
      if (item["role"] === "user")
        return listOf(item["content"]).length === 0
          ? [{ from: "user", text }]
          : listOf(item["content"]).map((part) => ({ from: "user", text: textsIn([part]) }));
      return item["role"] === "assistant" ? [{ from: "model", response: null, text }] : [];
    case "function_call":
    case "custom_tool_call":
      return [{ from: "model", response: responseOf(item["call_id"]), text: "" }];
    case "function_call_output":
    case "custom_tool_call_output": {
      const output = item["output"];
      return [{ from: "tool", call: textOf(item["call_id"]), text: outputText(output) }];
    }
    default:
      return [];
  }
}

const outputText = (output: unknown): string => textsIn(output) || textsIn(objectOf(output)["content"]);

function frames(reply: Reply): Frame[] {
  const texts = reply.text === "" ? [] : textFrames(reply);
  const calls = reply.calls.flatMap((_, index) =>
    callFrames(reply, index + (texts.length > 0 ? 1 : 0), index),
  );
  return [
    event("response.created", {
      response: { ...completed(reply), status: "in_progress", output: [], usage: null },
    }),
    ...texts,
    ...calls,
    { ...event("response.completed", { response: completed(reply) }), told: reply.usage },
  ];
}

const event = (type: string, data: JsonObject): Frame => ({
  bytes: `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`,
});

const completed = (reply: Reply): JsonObject => ({
  id: reply.id,
  object: "response",
  created_at: 1_700_000_000,
  status: "completed",
  model: reply.model,
  output: [
    ...(reply.text === "" ? [] : [message(reply)]),
    ...reply.calls.map((_, index) => call(reply, index)),
  ],
  usage: usageOf(reply.usage),
});

const usageOf = (told: Told): JsonObject => {
  const input = told.inputTokens + told.cacheReadTokens + told.cacheWriteTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: told.cacheReadTokens, cache_write_tokens: told.cacheWriteTokens },
    output_tokens: told.outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + told.outputTokens,
  };
};

const message = (reply: Reply): JsonObject => ({
  type: "message",
  id: `msg_${reply.id}`,
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: reply.text, annotations: [] }],
});

function call(reply: Reply, index: number): JsonObject {
  const made = reply.calls[index];
  const name = { id: `item_${callName(reply, index)}`, call_id: callName(reply, index), status: "completed" };
  if (made === undefined) return name;
  if (made.kind === "freeform")
    return { type: "custom_tool_call", ...name, name: made.name, input: made.input };
  const namespace = made.namespace === null ? {} : { namespace: made.namespace };
  return {
    type: "function_call",
    ...name,
    ...namespace,
    name: made.name,
    arguments: JSON.stringify(made.input),
  };
}

function textFrames(reply: Reply): Frame[] {
  const where = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 };
  return [
    event("response.output_item.added", {
      output_index: 0,
      item: { ...message(reply), status: "in_progress", content: [] },
    }),
    ...pieces(reply.text).map((delta) => event("response.output_text.delta", { ...where, delta })),
    event("response.output_item.done", { output_index: 0, item: message(reply) }),
  ];
}

function callFrames(reply: Reply, at: number, index: number): Frame[] {
  const item = call(reply, index);
  const freeform = item["type"] === "custom_tool_call";
  const field = freeform ? "input" : "arguments";
  const type = freeform ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta";
  const where = { item_id: item["id"], output_index: at };
  return [
    event("response.output_item.added", {
      output_index: at,
      item: { ...item, status: "in_progress", [field]: "" },
    }),
    ...pieces(textOf(item[field])).map((delta) => event(type, { ...where, delta })),
    event("response.output_item.done", { output_index: at, item }),
  ];
}
