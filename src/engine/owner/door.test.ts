import { mkdtemp, rm, stat } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { MistakesError, UserError } from "../../core/error.ts";
import { definitionOf, keyed, started } from "../../core/run.fixture.ts";
import { newRun } from "../../core/run.ts";
import { type RunStatus, statusOf } from "../../core/status.ts";
import { verificationOf } from "../../core/verification.ts";
import type { Engine, RunNews } from "../engine.ts";
import type { RecalledRun } from "../restore/recall.ts";
import { askable, openDoor } from "./door.ts";
import { OwnerLost, RemoteEngine } from "./remote-engine.ts";

const status: RunStatus = statusOf(definitionOf(), [], 0);

const recalled: RecalledRun = {
  definition: definitionOf(),
  events: [],
  state: newRun(definitionOf()),
  versions: [],
  redacted: [],
  unknown: 0,
  others: [],
};

/** An engine that writes down what it is asked, and tells what it is given to tell. */
function makeEngine(changes: Partial<Engine> = {}) {
  const asked: unknown[] = [];
  const listeners = new Set<(news: RunNews) => void>();
  const note =
    <T>(name: string, answer: T) =>
    (...args: unknown[]): Promise<T> => {
      asked.push([name, ...args]);
      return Promise.resolve(answer);
    };
  const engine: Engine = {
    start: note("start", status),
    resume: note("resume", status),
    recall: note("recall", recalled),
    restore: note("restore", status),
    answer: note("answer", status),
    reply: note("reply", status),
    heed: note("heed", status),
    cancel: note("cancel", status),
    interrupt: note("interrupt", status),
    status: note("status", null),
    list: note("list", [status]),
    artifacts: note("artifacts", []),
    verify: note("verify", verificationOf({ run: "r1", branch: "b", head: "h" }, [])),
    clean: note("clean", undefined),
    settled: note("settled", status),
    follow: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: note("close", undefined),
    ...changes,
  };
  const tell = (news: RunNews): void => listeners.forEach((listener) => listener(news));
  return { engine, asked, listeners, tell };
}

/** An engine behind a real socket, and the engine that speaks to it. */
async function throughSocket(changes: Partial<Engine> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "door-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const socket = path.join(folder, "s");
  const owner = { pid: process.pid, startTime: "", host: "", token: "secret", socket };
  const made = makeEngine(changes);
  const door = await openDoor(made.engine, owner);
  onTestFinished(() => door.close());
  return { ...made, door, owner, remote: new RemoteEngine(owner), socket };
}

const headers = { authorization: "Bearer secret", "content-type": "application/json" };

interface Question {
  method?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

const send = (socketPath: string, where: string, { body, ...question }: Question = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const call = request({ socketPath, path: where, method: "POST", headers, agent: false, ...question });
    call.once("response", resolve).once("error", reject);
    call.end(body);
  });

async function askRaw(socket: string, where: string, question: Question = {}) {
  const response = await send(socket, where, question);
  return { code: response.statusCode, body: JSON.parse(await text(response)) as unknown };
}

const ask = (socket: string, method: string, args: unknown) =>
  askRaw(socket, `/${method}`, { body: JSON.stringify(args) });

const refused: Record<string, string>[] = [
  {},
  { authorization: "Bearer " },
  { authorization: "Bearer secre" },
  { authorization: "secret" },
  { authorization: "bearer secret" },
];

test.each(refused)("without the token nobody is heard: %o", async (own) => {
  const { socket, asked, listeners } = await throughSocket();
  const forbidden = { code: 403, body: { error: { code: "FORBIDDEN" } } };
  expect(await askRaw(socket, "/list", { headers: own, body: "[]" })).toEqual(forbidden);
  expect(await askRaw(socket, "/news", { headers: own, method: "GET" })).toEqual(forbidden);
  expect([asked, listeners.size]).toEqual([[], 0]);
});

test("a question reaches the engine with its arguments, and its answer comes back", async () => {
  const { socket, asked } = await throughSocket();
  expect(await ask(socket, "cancel", ["r1", "enough"])).toEqual({ code: 200, body: { value: status } });
  expect(asked).toEqual([["cancel", "r1", "enough"]]);
  expect(await ask(socket, "status", ["r1"])).toEqual({ code: 200, body: { value: null } });
});

test("what is not to be asked cannot be asked", async () => {
  const { socket, asked } = await throughSocket();
  for (const method of ["", "close", "follow", "constructor", "toString", "list?x=1", "list/", "../list"])
    expect(await ask(socket, method, [])).toEqual({ code: 404, body: { error: { code: "NOT_FOUND" } } });
  expect(asked).toEqual([]);
});

test.each([
  ["GET", "/list"],
  ["PUT", "/cancel"],
  ["DELETE", "/clean"],
  ["POST", "/news"],
])("%s is no way to ask for %s", async (method, where) => {
  const { socket, asked, listeners } = await throughSocket();
  expect(await askRaw(socket, where, { method })).toMatchObject({ code: 405 });
  expect([asked, listeners.size]).toEqual([[], 0]);
});

test.each(["", "{", "null", "{}", '"r1"', "\0"])(
  "arguments that are no list are refused: %j",
  async (body) => {
    const { socket, asked } = await throughSocket();
    const refusal = { code: 400, body: { error: { code: "NO_ARGUMENTS" } } };
    expect(await askRaw(socket, "/list", { body })).toEqual(refusal);
    expect(asked).toEqual([]);
  },
);

test("a question that is too long is refused, and one that is only long is heard", async () => {
  const { socket, asked } = await throughSocket();
  const tooLong = Buffer.alloc(33 * 1024 * 1024, " ");
  expect(await askRaw(socket, "/list", { body: tooLong })).toEqual({
    code: 413,
    body: { error: { code: "TOO_LARGE" } },
  });
  expect(asked).toEqual([]);
  const reason = "é".repeat(1_000_000);
  await ask(socket, "cancel", ["r1", reason]);
  expect(asked).toEqual([["cancel", "r1", reason]]);
});

test("a mistake of the person's travels whole", async () => {
  const error = new UserError("NO_RUN", "there is no run r1", "phasegate list shows those there are");
  const { socket } = await throughSocket({ resume: () => Promise.reject(error) });
  expect(await ask(socket, "resume", ["r1"])).toEqual({
    code: 500,
    body: { error: { code: "NO_RUN", message: error.message, hint: error.hint } },
  });
  const mistake = { file: "a.yaml", line: 3, message: "odd", remedy: "mend it" };
  const other = await throughSocket({ start: () => Promise.reject(new MistakesError([mistake])) });
  expect(await ask(other.socket, "start", [])).toMatchObject({
    body: { error: { code: "MISTAKES", mistakes: [mistake] } },
  });
});

test("a bug travels with its stack", async () => {
  const { socket } = await throughSocket({ list: () => Promise.reject(new TypeError("undefined is odd")) });
  expect(await ask(socket, "list", [])).toMatchObject({
    code: 500,
    body: {
      error: { message: "undefined is odd", stack: expect.stringContaining("door.test.ts") as unknown },
    },
  });
});

const news: RunNews = {
  kind: "event",
  run: "r1",
  event: keyed([started])[0] ?? { key: "", at: "", event: started },
};

test("news are lines of JSON from now on, after a first line that says that they have begun", async () => {
  const { socket, tell, listeners } = await throughSocket();
  const response = await send(socket, "/news", { method: "GET" });
  const lines = response.setEncoding("utf8")[Symbol.asyncIterator]() as AsyncIterator<string>;
  const next = async () => (await lines.next()).value as string;
  expect(await next()).toBe("null\n");
  tell(news);
  expect(JSON.parse(await next())).toEqual(news);
  response.destroy();
  while (listeners.size > 0) await new Promise(setImmediate);
  tell(news);
});

test("every question can be asked through the socket, which only this user can open", async () => {
  const { remote, asked, socket } = await throughSocket();
  for (const method of askable) await (remote[method] as (run: string) => Promise<unknown>)("r1");
  expect(asked).toEqual(askable.map((method) => [method, "r1"]));
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
});

test("errors of the owner are thrown where the question was asked", async () => {
  const { remote } = await throughSocket({
    resume: () => Promise.reject(new UserError("NO_RUN", "there is no run", "list them")),
    list: () => Promise.reject(new Error("broken")),
  });
  await expect(remote.resume("r1")).rejects.toMatchObject({ code: "NO_RUN", hint: "list them" });
  await expect(remote.resume("r1")).rejects.toThrow(UserError);
  await expect(remote.list()).rejects.toThrow("broken");
});

test("news come through the socket until nobody listens any more", async () => {
  const { remote, tell, listeners } = await throughSocket();
  const heard: RunNews[] = [];
  let hear = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const stop = remote.follow((each) => {
    heard.push(each);
    hear();
  });
  while (listeners.size === 0) await new Promise(setImmediate);
  tell(news);
  await first;
  expect(heard).toEqual([news]);
  stop();
  while (listeners.size > 0) await new Promise(setImmediate);
});

test("an owner that goes away before it answers is lost, and so is one that never was", async () => {
  const { remote, door, owner, asked } = await throughSocket({
    settled: () => {
      asked.push("settled");
      return new Promise(() => undefined);
    },
  });
  const waiting = remote.settled("r1").catch((error: unknown) => error);
  while (asked.length === 0) await new Promise(setImmediate);
  await door.close();
  expect(await waiting).toBeInstanceOf(OwnerLost);
  await expect(remote.list()).rejects.toThrow(OwnerLost);
  await expect(new RemoteEngine({ ...owner, socket: "/nowhere" }).list()).rejects.toThrow(OwnerLost);
});

test("a socket that a dead owner left is replaced", async () => {
  const { engine, owner } = await throughSocket();
  const again = await openDoor(engine, owner);
  expect(await new RemoteEngine(owner).list()).toEqual([status]);
  await again.close();
});
