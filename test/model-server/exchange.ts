import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Priced, tokensOf } from "./cache.ts";
import { byteLength, type JsonObject } from "./json.ts";
import type { LoggedRequest } from "./log.ts";
import type { Frame, ModelRequest, Protocol, Reply } from "./protocol.ts";
import { type Fault, type Step, type StepError, textOfStep } from "./script.ts";
import { callOf, endingCalls, startedAgents } from "./tools.ts";

/** A request that has been read and is being answered. */
export interface Exchange {
  protocol: Protocol;
  asked: ModelRequest;
  priced: Priced;
  /** Where the agent works, if known. */
  cwd: string | null;
  step: Step;
  entry: LoggedRequest;
  response: ServerResponse;
  /** The client has gone away. */
  gone: AbortSignal;
  /** Resolves when requests that hang are answered after all. */
  released: Promise<void>;
  /** From now on the prompt's prefixes are in the cache. */
  remember(): void;
}

/** Answers as the step says, or goes wrong as the fault says; the log entry tells how far it came. */
export async function carryOut(exchange: Exchange, fault: Fault | null): Promise<void> {
  const { step, gone } = exchange;
  if (step.delayMs !== undefined) await delay(step.delayMs, null, { signal: gone }).catch(() => null);
  if (gone.aborted) return;
  switch (fault?.kind) {
    case "error":
      return sendError(exchange, fault.error);
    case "garbage":
      return sendGarbage(exchange);
    case "hang":
      return hang(exchange, fault.midway);
    case "cut":
      await sendFrames(exchange, firstHalf(framesOf(exchange)));
      exchange.response.socket?.destroy();
      return;
    case undefined:
      return sendAnswer(exchange);
  }
}

async function hang(exchange: Exchange, midway: boolean): Promise<void> {
  const { gone, released } = exchange;
  const frames = midway ? framesOf(exchange) : [];
  if (midway) await sendFrames(exchange, firstHalf(frames));
  await Promise.race([released, once(gone, "abort")]);
  if (gone.aborted) return;
  if (!midway) return sendAnswer(exchange);
  if (await sendFrames(exchange, frames.slice(firstHalf(frames).length))) await finish(exchange);
}

async function sendAnswer(exchange: Exchange): Promise<void> {
  if (!exchange.asked.stream) return sendWhole(exchange, begin(exchange));
  if (await sendFrames(exchange, framesOf(exchange))) await finish(exchange);
}

const framesOf = (exchange: Exchange): Frame[] => exchange.protocol.frames(begin(exchange));

const firstHalf = (frames: readonly Frame[]): Frame[] =>
  frames.slice(0, Math.max(1, Math.floor(frames.length / 2)));

function begin(exchange: Exchange): Reply {
  const reply = replyOf(exchange);
  exchange.remember();
  exchange.entry.messageId = reply.id;
  return reply;
}

function replyOf({ protocol, asked, priced, step, cwd }: Exchange): Reply {
  const agents = startedAgents(asked.entries);
  const place = { tools: asked.tools, cwd, protocol: protocol.name, agents };
  const text = textOfStep(step);
  const ops = step.ops ?? [];
  const calls = ops.length > 0 ? ops.map((op) => callOf(op, place)) : endingCalls(text, place);
  const { prefixes: _, ...input } = priced;
  const output = byteLength(text) + (calls.length > 0 ? byteLength(calls) : 0);
  const id = `${protocol.name === "openai" ? "resp" : "msg"}_${randomUUID().replaceAll("-", "")}`;
  const usage = { ...input, outputTokens: tokensOf(output), ...step.usage };
  return { id, model: asked.model, text, calls, usage };
}

export function send(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const errorTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

function sendError({ protocol, entry, response }: Exchange, error: StepError): void {
  const { status, headers = {} } = error;
  const type = error.type ?? errorTypes[status] ?? "api_error";
  const body = protocol.error({ status, type, message: error.message ?? `Scripted error ${status}` });
  entry.status = status;
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body), () => (entry.finished = true));
}

const stream = { "content-type": "text/event-stream", "cache-control": "no-cache" };

function sendGarbage({ entry, response }: Exchange): void {
  entry.status = 200;
  response.writeHead(200, stream);
  response.end("\u0000\u0001\u00ff<html>no event\u0002 stream</html>\n{]", () => (entry.finished = true));
}

async function sendWhole(exchange: Exchange, reply: Reply): Promise<void> {
  const { protocol, entry, response } = exchange;
  entry.status = 200;
  entry.told = reply.usage;
  send(response, 200, protocol.whole(reply));
  await finish(exchange);
}

/** Whether the client stayed to the last of these frames. */
async function sendFrames({ entry, response, gone }: Exchange, frames: readonly Frame[]): Promise<boolean> {
  entry.status = 200;
  if (!response.headersSent) response.writeHead(200, stream);
  for (const { bytes, told } of frames) {
    if (gone.aborted) return false;
    if (!(await written(response, bytes))) return false;
    if (told !== undefined) entry.told = told;
  }
  return !gone.aborted;
}

const written = (response: ServerResponse, bytes: string): Promise<boolean> =>
  new Promise((resolve) => {
    response.write(bytes, (error) => resolve(error === undefined || error === null));
  });

async function finish({ entry, response, gone }: Exchange): Promise<void> {
  const finished = once(response, "finish", { signal: gone }).then(
    () => true,
    () => response.writableFinished,
  );
  response.end();
  entry.finished = await finished;
}
