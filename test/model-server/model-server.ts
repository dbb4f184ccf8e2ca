import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { anthropic } from "./anthropic.ts";
import { priceMessages, tokensOf } from "./cache.ts";
import { carryOut, type Exchange, send } from "./exchange.ts";
import { gemini } from "./gemini.ts";
import { byteLength, type JsonObject, objectOf, smallest } from "./json.ts";
import type { LoggedRequest } from "./log.ts";
import { openai } from "./openai.ts";
import { type ModelRequest, type Protocol, workingDirectory } from "./protocol.ts";
import * as script from "./script.ts";

export { ledgerOf, type LoggedRequest, requestsOf, toolResultsSeen } from "./log.ts";
export type { ModelScript, Op, Step, Told } from "./script.ts";

export interface ModelServerOptions {
  script: script.ModelScript;
  /** Knows conversations by their own words where they carry no marker. */
  scenarioIn?: script.ScenarioIn;
  /** What is answered in conversations without a scenario. */
  fallback?: readonly script.Step[];
  /** Where agents work whose conversation does not say so. */
  cwd?: string;
  /** What the list of models says. */
  models?: readonly string[];
  /** Prompts shorter than this are never cached; 1024 when not given, as the real ones. */
  minimumCacheTokens?: number;
  port?: number;
}

export interface ModelServer {
  /** `http://127.0.0.1:PORT`; Codex and other OpenAI clients want `/v1` behind it. */
  url: string;
  port: number;
  /** Every model request in the order of arrival. */
  requests(): LoggedRequest[];
  /** Answers the requests that hang now after all. */
  release(): void;
  /** Ends all connections, hanging ones too. */
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that plays a model by script, in the protocols of Anthropic, OpenAI and Gemini. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const model = new ScriptedModel(options);
  const server = createServer((request, response) => {
    model.answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests: () => [...model.log],
    release: () => model.release(),
    close: () => closeServer(server),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

class ScriptedModel {
  readonly log: LoggedRequest[] = [];
  private readonly prefixes = new Set<string>();
  /** Requests answered so far, by conversation and step; asked only by faults that happen a number of times. */
  private readonly answered = new Map<string, number>();
  private readonly options: ModelServerOptions;
  private readonly hanging = new Set<() => void>();

  constructor(options: ModelServerOptions) {
    this.options = options;
  }

  release(): void {
    for (const go of this.hanging) go();
    this.hanging.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (request.method !== "POST") return this.answerLookup(pathname, response);
    const body = objectOf(parsed(await bodyOf(request)));
    if (pathname.endsWith("/count_tokens")) return send(response, 200, { input_tokens: countTokens(body) });
    if (pathname.endsWith(":countTokens"))
      return send(response, 200, { totalTokens: tokensOf(byteLength(body)) });
    const address = addressed(pathname);
    if (address === null) return send(response, 404, { error: { message: `nothing at ${pathname}` } });
    const exchange = this.open({ ...address, body: { ...body, ...address.extra } }, request, response);
    const before = this.countAnswer(exchange.entry);
    await carryOut(exchange, script.faultOf(exchange.step, before));
  }

  private answerLookup(pathname: string, response: ServerResponse): void {
    const models = this.options.models ?? [
      "claude-opus-5-5",
      "claude-sonnet-5-5",
      "gpt-5.5",
      "gemini-2.5-pro",
    ];
    if (pathname === "/") return send(response, 200, {});
    if (pathname.endsWith("/v1beta/models"))
      return send(response, 200, { models: models.map((name) => ({ name: `models/${name}` })) });
    if (pathname.endsWith("/models"))
      return send(response, 200, { object: "list", has_more: false, data: models.map(modelEntry) });
    const [, name] = /\/models\/([^/]+)$/.exec(pathname) ?? [];
    if (name !== undefined && models.includes(name)) return send(response, 200, modelEntry(name));
    send(response, 404, { error: { message: `nothing at ${pathname}` } });
  }

  private open(
    { protocol, body }: { protocol: Protocol; body: JsonObject },
    request: IncomingMessage,
    response: ServerResponse,
  ): Exchange {
    const asked = protocol.read(body);
    const place = script.placeOf(asked.entries, this.options.scenarioIn);
    const step = this.stepFor(asked, place);
    const known = { prefixes: this.prefixes, minimumTokens: this.options.minimumCacheTokens ?? 1024 };
    const entry: LoggedRequest = {
      id: randomUUID(),
      index: this.log.length,
      protocol: protocol.name,
      model: asked.model,
      session: asked.session,
      scenario: place.scenario,
      step: place.step,
      body,
      headers: headersOf(request),
      auxiliary: asked.auxiliary,
      status: null,
      told: script.nothingTold,
      messageId: null,
      finished: false,
      since: asked.entries.slice(place.since),
    };
    this.log.push(entry);
    const leaving = new AbortController();
    response.once("close", () => leaving.abort());
    const priced = protocol.price(body, known);
    const remember = (): void => priced.prefixes.forEach((prefix) => this.prefixes.add(prefix));
    const cwd = workingDirectory(asked.context) ?? this.options.cwd ?? null;
    const released = new Promise<void>((resolve) => {
      this.hanging.add(resolve);
      response.once("close", () => this.hanging.delete(resolve));
    });
    return { protocol, asked, priced, cwd, step, entry, response, gone: leaving.signal, released, remember };
  }

  private stepFor(asked: ModelRequest, place: script.Place): script.Step {
    if (asked.auxiliary)
      return { say: asked.schema === null ? "A scripted answer" : JSON.stringify(smallest(asked.schema)) };
    return script.stepAt(this.options.script, this.options.fallback ?? [{ say: "No scenario." }], place);
  }

  private countAnswer({ session, scenario, step, since }: LoggedRequest): number {
    const key = JSON.stringify([session, scenario, step, since[0]]);
    const before = this.answered.get(key) ?? 0;
    this.answered.set(key, before + 1);
    return before;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Tokens of a prompt, cached or not. */
const countTokens = (body: JsonObject): number =>
  priceMessages(body, { prefixes: new Set(), minimumTokens: Infinity }).inputTokens;

function addressed(pathname: string): { protocol: Protocol; extra: JsonObject } | null {
  if (pathname.endsWith("/messages")) return { protocol: anthropic, extra: {} };
  if (pathname.endsWith("/responses")) return { protocol: openai, extra: {} };
  const [, model, method] =
    /\/models\/([^/:]+):(streamGenerateContent|generateContent)$/.exec(pathname) ?? [];
  if (model === undefined) return null;
  return { protocol: gemini, extra: { model, stream: method === "streamGenerateContent" } };
}

const modelEntry = (id: string): JsonObject => ({
  id,
  type: "model",
  object: "model",
  display_name: id,
  owned_by: "scripted",
  created: 1_700_000_000,
  created_at: "2026-01-01T00:00:00Z",
});

const headersOf = ({ headers }: IncomingMessage): LoggedRequest["headers"] => ({
  authorization: headers.authorization !== undefined,
  apiKey: headers["x-api-key"] !== undefined || headers["x-goog-api-key"] !== undefined,
  userAgent: headers["user-agent"] ?? "",
});
