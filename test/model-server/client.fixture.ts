import { onTestFinished } from "vitest";
import { type JsonObject, objectOf } from "./json.ts";
import { type ModelServer, type ModelServerOptions, startModelServer } from "./model-server.ts";

/** A server that ends with its test. */
export async function serve(options: ModelServerOptions): Promise<ModelServer> {
  const server = await startModelServer(options);
  onTestFinished(() => server.close());
  return server;
}

export const post = (url: string, body: JsonObject, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "dummy", "user-agent": "test" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

export const json = async (answer: Promise<Response>): Promise<JsonObject> =>
  objectOf(await (await answer).json());

/** The events of a stream that came to its end. */
export async function events(answer: Promise<Response>): Promise<JsonObject[]> {
  const text = await (await answer).text();
  return [...text.matchAll(/^data: (.+?)\r?$/gm)].map(([, data]) => objectOf(JSON.parse(data ?? "")));
}

/** What came of a stream before it broke. */
export async function untilBroken(answer: Promise<Response>): Promise<string> {
  let text = "";
  try {
    const decoder = new TextDecoder();
    for await (const chunk of (await answer).body ?? []) text += decoder.decode(chunk as Uint8Array);
  } catch {
    return text;
  }
  throw new Error("the stream came to its end");
}

/** The first bytes of a stream, of which nothing more is read. */
export async function firstBytes(answer: Promise<Response>, until: string): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of (await answer).body ?? []) {
    text += decoder.decode(chunk as Uint8Array);
    if (text.includes(until)) return;
  }
}

/** Anthropic's tools as far as the tests use them. */
export const claudeTools = [
  { name: "Write", input_schema: { properties: { file_path: {}, content: {} } } },
  { name: "Read", input_schema: { properties: { file_path: {} } } },
];

export const ask = (text: string): JsonObject => ({
  model: "m",
  stream: true,
  max_tokens: 100,
  messages: [{ role: "user", content: text }],
  tools: claudeTools,
});
