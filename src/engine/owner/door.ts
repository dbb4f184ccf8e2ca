import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { MistakesError, UserError } from "../../core/error.ts";
import type { Engine, RunNews } from "../engine.ts";
import type { Owner } from "./lock.ts";

/** What another process may ask of the owner: every question and deed of the engine but its end. */
export const askable = [
  "start",
  "resume",
  "recall",
  "restore",
  "answer",
  "reply",
  "heed",
  "cancel",
  "interrupt",
  "status",
  "list",
  "artifacts",
  "verify",
  "clean",
  "settled",
] as const satisfies readonly (keyof Engine)[];

export type Askable = (typeof askable)[number];

export interface Door {
  close(): Promise<void>;
}

/** Answers other processes of this user through a socket that only this user can open. */
export async function openDoor(engine: Engine, owner: Owner): Promise<Door> {
  await rm(owner.socket, { force: true });
  const underWay = new Set<Promise<unknown>>();
  const server = doorServer({ engine, token: owner.token, underWay });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(owner.socket, resolve);
  });
  await chmod(owner.socket, 0o600);
  server.unref();
  return {
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await Promise.allSettled(underWay); // who asked for a deed hears how it ended
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Hall {
  engine: Engine;
  token: string;
  /** The deeds that are being done, but not who waits for a run's end or its verification: the next owner serves them. */
  underWay: Set<Promise<unknown>>;
}

/** The longest question, in bytes; a run's definition with all its texts is far below it. */
const bodyLimit = 32 * 1024 * 1024;

/** The door without its socket. */
function doorServer(hall: Hall): Server {
  return createServer((request, response) => {
    serve(hall, request, response).catch((error: unknown) => say(response, 500, { error: factsOf(error) }));
  });
}

async function serve(hall: Hall, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number, code: string) => say(response, status, { error: { code } });
  if (request.headers.authorization !== `Bearer ${hall.token}`) return refuse(403, "FORBIDDEN");
  const name = (request.url ?? "").slice(1);
  const method = askable.find((each) => each === name);
  if (!method && name !== "news") return refuse(404, "NOT_FOUND");
  if (request.method !== (method ? "POST" : "GET")) return refuse(405, "WRONG_METHOD");
  if (!method) return sendNews(hall.engine, response);
  const body = await bodyOf(request);
  if (body === null) return refuse(413, "TOO_LARGE");
  const args = argumentsIn(body);
  if (!args) return refuse(400, "NO_ARGUMENTS");
  const deed = hall.engine[method].bind(hall.engine) as (...given: unknown[]) => Promise<unknown>;
  const done = deed(...args);
  if (method !== "settled" && method !== "verify") keepUntilDone(hall.underWay, done);
  say(response, 200, { value: (await done) ?? null });
}

function say(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

/** Null when it is too long; it is read to its end all the same, so that who asked hears the answer. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size <= bodyLimit ? Buffer.concat(chunks).toString("utf8") : null;
}

function argumentsIn(body: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(body);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function keepUntilDone(underWay: Set<Promise<unknown>>, done: Promise<unknown>): void {
  underWay.add(done);
  const forget = (): void => void underWay.delete(done);
  done.then(forget, forget);
}

/** One line of JSON for each piece of news, from now on; the first line says that it has begun. */
function sendNews(engine: Engine, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const send = (value: RunNews | null): void => void response.write(`${JSON.stringify(value)}\n`);
  response.once("close", engine.follow(send));
  send(null);
}

function factsOf(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  if (!(error instanceof UserError)) return { message: error.message, stack: error.stack };
  const { code, message, hint } = error;
  return { code, message, hint, ...(error instanceof MistakesError ? { mistakes: error.mistakes } : {}) };
}
