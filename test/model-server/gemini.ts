import { priceUncached } from "./cache.ts";
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

/** The Gemini API, as Gemini CLI speaks it. The server puts the address's model and method into the body. */
export const gemini: Protocol = {
  name: "gemini",
  read,
  price: (body) => priceUncached([body["systemInstruction"], body["tools"], body["contents"]]),
  frames,
  whole: (reply) => chunk(reply, [...textParts(reply.text), ...callParts(reply)], true),
  error: ({ status, message }) => ({
    error: { code: status, message, status: statusNames[status] ?? "UNKNOWN" },
  }),
};

const statusNames: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

function read(body: JsonObject): ModelRequest {
  const contents = listOf(body["contents"]).map(objectOf);
  const entries = contents.flatMap(entriesOf);
  const system = textsIn(objectOf(body["systemInstruction"])["parts"]);
  const config = objectOf(body["generationConfig"]);
  const schema = config["responseJsonSchema"] ?? config["responseSchema"];
  const tools = listOf(body["tools"])
    .flatMap((tool) => listOf(objectOf(tool)["functionDeclarations"]))
    .map(toolOf);
  const asked = `${system.slice(0, 1_000)}\n${entries.at(-1)?.text ?? ""}`;
  return {
    model: textOf(body["model"]),
    stream: body["stream"] === true,
    session: entries.find(({ from }) => from === "user")?.text ?? "",
    entries,
    tools,
    context: [system, ...entries.filter(({ from }) => from === "user").map(({ text }) => text)].join("\n"),
    auxiliary: tools.length === 0 && (schema !== undefined || asksBeside(asked)),
    schema: schema === undefined ? null : objectOf(schema),
  };
}

function toolOf(value: unknown): OfferedTool {
  const { name, parametersJsonSchema, parameters } = objectOf(value);
  const schema = objectOf(parametersJsonSchema ?? parameters);
  return { name: textOf(name), freeform: false, schema, namespace: null };
}

function entriesOf({ role, parts }: JsonObject): Entry[] {
  const all = listOf(parts).map(objectOf);
  if (role === "model") {
    const call = all.map((part) => objectOf(part["functionCall"])).find(({ id }) => id !== undefined);
    return [{ from: "model", response: responseOf(call?.["id"]), text: textsIn(all) }];
  }
  return all.flatMap((part): Entry[] => {
    const answer = objectOf(part["functionResponse"]);
    if (part["functionResponse"] !== undefined)
      return [{ from: "tool", call: textOf(answer["id"]) || null, text: resultText(answer["response"]) }];
    return part["text"] === undefined ? [] : [{ from: "user", text: textOf(part["text"]) }];
  });
}

function resultText(response: unknown): string {
  const { output, error } = objectOf(response);
  return textOf(output) || textOf(error) || JSON.stringify(response ?? null);
}

function frames(reply: Reply): Frame[] {
  const texts = pieces(reply.text).map((piece) => frame(chunk(reply, textParts(piece), false)));
  return [...texts, { ...frame(chunk(reply, callParts(reply), true)), told: reply.usage }];
}

const frame = (data: JsonObject): Frame => ({ bytes: `data: ${JSON.stringify(data)}\r\n\r\n` });

const textParts = (text: string): JsonObject[] => (text === "" ? [] : [{ text }]);

const callParts = (reply: Reply): JsonObject[] =>
  reply.calls.map((call, index) => ({
    functionCall: { id: callName(reply, index), name: call.name, args: objectOf(call.input) },
  }));

const chunk = (reply: Reply, parts: readonly JsonObject[], last: boolean): JsonObject => ({
  candidates: [
    {
      index: 0,
      content: { role: "model", parts: parts.length > 0 ? parts : [{ text: "" }] },
      ...(last ? { finishReason: "STOP" } : {}),
    },
  ],
  ...(last ? { usageMetadata: usageOf(reply.usage) } : {}),
  modelVersion: reply.model,
  responseId: reply.id,
});

const usageOf = (told: Told): JsonObject => {
  const prompt = told.inputTokens + told.cacheReadTokens + told.cacheWriteTokens;
  return {
    promptTokenCount: prompt,
    cachedContentTokenCount: told.cacheReadTokens,
    candidatesTokenCount: told.outputTokens,
    totalTokenCount: prompt + told.outputTokens,
  };
};
