import { chmod, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { MistakesError, UserError } from "../../core/error.ts";
import type { Engine, RunNews } from "../engine.ts";
import type { Owner } from "./lock.ts";

/** What another process may ask of the owner: every question and deed of the engine but its end. */
export const askable = [
  "start",
  "resume",
  "answer",
  "cancel",
  "interrupt",
  "status",
  "list",
  "artifacts",
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
  const server = createAdaptorServer({ fetch: doorApp(engine, owner.token, underWay).fetch }) as Server;
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

/** The door without its socket; `underWay` holds the deeds that are being done, but not who waits for a run's end. */
export function doorApp(engine: Engine, token: string, underWay: Set<Promise<unknown>> = new Set()): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (context.req.header("authorization") !== `Bearer ${token}`)
      return context.json({ error: { code: "FORBIDDEN" } }, 403);
    return next();
  });
  for (const method of askable) {
    app.post(`/${method}`, async (context) => {
      const args: unknown = await context.req.json();
      const deed = engine[method].bind(engine) as (...given: unknown[]) => Promise<unknown>;
      const done = deed(...(args as unknown[]));
      if (method !== "settled") keepUntilDone(underWay, done);
      return context.json({ value: (await done) ?? null });
    });
  }
  app.get(
    "/news",
    () => new Response(newsOf(engine), { headers: { "content-type": "application/x-ndjson" } }),
  );
  app.onError((error, context) => context.json({ error: factsOf(error) }, 500));
  return app;
}

function keepUntilDone(underWay: Set<Promise<unknown>>, done: Promise<unknown>): void {
  underWay.add(done);
  const forget = (): void => void underWay.delete(done);
  done.then(forget, forget);
}

/** One line of JSON for each piece of news, from now on; the first line says that it has begun. */
function newsOf(engine: Engine): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let unfollow = (): void => undefined;
  return new ReadableStream({
    start(controller) {
      const send = (value: RunNews | null): void =>
        controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      unfollow = engine.follow(send);
      send(null);
    },
    cancel: () => unfollow(),
  });
}

function factsOf(error: Error): object {
  if (!(error instanceof UserError)) return { message: error.message, stack: error.stack };
  const { code, message, hint } = error;
  return { code, message, hint, ...(error instanceof MistakesError ? { mistakes: error.mistakes } : {}) };
}
