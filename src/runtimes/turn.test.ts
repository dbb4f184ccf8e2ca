import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import type { AgentEnd, AgentEvent, Assignment } from "../core/agent.ts";
import { noLimits, type Limits } from "../core/limits.ts";
import { noUsage } from "../core/usage.ts";
import { lendLogin } from "./login.ts";
import { type Runtime, RuntimeUnusable, type Session, SessionLost } from "./runtime.ts";
import { makeStage } from "./runtime.testsuite.ts";
import { nudge, type Timers, turn } from "./turn.ts";

/** A session that yields what each text is answered with; "hang" waits until it is interrupted, or closed. */
class PlainSession implements Session {
  readonly id = "s1";
  readonly sandbox = { kind: "none", problem: "a test" } as const;
  readonly heard: string[] = [];
  closed = 0;
  private release: () => void = () => undefined;
  private readonly answers: readonly (readonly AgentEvent[] | "hang" | "deaf")[];

  constructor(answers: readonly (readonly AgentEvent[] | "hang" | "deaf")[]) {
    this.answers = answers;
  }

  private isDeaf = false;

  async *send(text: string): AsyncGenerator<AgentEvent> {
    const answer = this.answers[this.heard.length] ?? [];
    this.heard.push(text);
    if (typeof answer === "object") return yield* answer;
    this.isDeaf = answer === "deaf";
    await new Promise<void>((resolve) => {
      this.release = resolve;
    });
    yield { type: "ended", end: { kind: "interrupted" } };
  }

  interrupt(): Promise<void> {
    if (!this.isDeaf) this.release();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed++;
    this.release();
    return Promise.resolve();
  }
}

const runtimeOf = (open: () => Promise<Session>): Runtime => ({
  name: "plain",
  capabilities: { reasonOnDeny: true, resume: true, fork: true },
  start: open,
  resume: open,
  fork: open,
});

/** Timers that the test lets run out, by their length. */
class HandTimers implements Timers {
  private readonly calls = new Map<() => void, number>();
  private readonly wanted: { ms: number; found: () => void }[] = [];

  after(ms: number, call: () => void): () => void {
    this.calls.set(call, ms);
    for (const { found } of this.wanted.filter((each) => each.ms === ms)) found();
    return () => void this.calls.delete(call);
  }

  /** Lets the timer of this length run out, once there is one. */
  async runOut(ms: number): Promise<void> {
    if (![...this.calls.values()].includes(ms))
      await new Promise<void>((found) => void this.wanted.push({ ms, found }));
    for (const [call, length] of this.calls) if (length === ms) call();
  }

  get running(): number {
    return this.calls.size;
  }
}

interface Played {
  events: AgentEvent[];
  end: AgentEnd | undefined;
}

async function play(
  session: PlainSession,
  { limits = {}, timers = new HandTimers(), signal = new AbortController().signal, changes = {} }: Call = {},
): Promise<Played> {
  const stage = await makeStage();
  const runtime = { name: "plain", options: {} };
  const assignment = stage.assignment(runtime, { limits: { ...noLimits, ...limits }, ...changes });
  const events: AgentEvent[] = [];
  for await (const event of turn(
    runtimeOf(() => Promise.resolve(session)),
    assignment,
    signal,
    timers,
  ))
    events.push(event);
  const last = events.at(-1);
  return { events, end: last?.type === "ended" ? last.end : undefined };
}

interface Call {
  limits?: Partial<Limits>;
  timers?: HandTimers;
  signal?: AbortSignal;
  changes?: Partial<Assignment>;
}

const said = (text: string): AgentEvent => ({ type: "ended", end: { kind: "completed", text } });

const used = (message: string, inputTokens: number, model = "claude-sonnet-4-5"): AgentEvent => ({
  type: "usage",
  message,
  model,
  usage: { ...noUsage, inputTokens, costUsd: null },
});

test("a session is named, then what holds it, and it is closed when its turn is over", async () => {
  const session = new PlainSession([[said("## Summary")]]);
  const { events, end } = await play(session);
  expect(events.map(({ type }) => type)).toEqual(["session.started", "confined", "ended"]);
  expect(end).toEqual({ kind: "completed", text: "## Summary" });
  expect(session.closed).toBe(1);
});

test("an agent that ends without a word is asked once more in the same session", async () => {
  const session = new PlainSession([[said(" ")], [said("Here it is.")]]);
  expect((await play(session)).end).toEqual({ kind: "completed", text: "Here it is." });
  expect(session.heard).toEqual(["Do what is asked.", nudge]);
});

test("an agent that has no word twice has failed", async () => {
  expect((await play(new PlainSession([[said("")], [said("")]]))).end).toMatchObject({
    kind: "failed",
    fault: "agent",
  });
});

test("a generator that ends without an end is a failure of the agent", async () => {
  expect((await play(new PlainSession([[]]))).end).toMatchObject({ kind: "failed", fault: "agent" });
});

test("what a message used is priced by the list, by own prices first, and never as nothing when unknown", async () => {
  const costs = async (model: string, changes: Partial<Assignment> = {}) => {
    const { events } = await play(new PlainSession([[used("m1", 1_000, model), said("x")]]), { changes });
    return events.flatMap((event) => (event.type === "usage" ? [event.usage.costUsd] : []));
  };
  expect(await costs("claude-sonnet-4-5")).toEqual([expect.closeTo(0.003, 6)]);
  expect(await costs("nobody-knows-1")).toEqual([null]);
  const runtime = { name: "plain", options: {}, prices: { "nobody-knows-1": { input: 7, output: 1 } } };
  expect(await costs("nobody-knows-1", { runtime })).toEqual([expect.closeTo(0.007, 6)]);
});

test("a turn ends with the call that crosses its tokens, and the newest word on a message counts", async () => {
  const below = new PlainSession([[used("m1", 60), used("m1", 90), said("x")]]);
  expect((await play(below, { limits: { tokens: 100 } })).end).toEqual({ kind: "completed", text: "x" });
  const over = new PlainSession([[used("m1", 60), used("m2", 60), said("x")]]);
  expect((await play(over, { limits: { tokens: 100 } })).end).toMatchObject({
    kind: "failed",
    fault: "budget",
    reason: "120 of 100 tokens are used",
  });
});

test("with a budget in money, a model without a price ends the turn and says so", async () => {
  const session = new PlainSession([[used("m1", 1, "nobody-knows-1"), said("x")]]);
  const { end } = await play(session, { limits: { usd: 5 } });
  expect(end).toMatchObject({
    fault: "budget",
    reason: expect.stringContaining("nobody-knows-1") as unknown,
  });
});

test("more calls of the model than allowed end the turn", async () => {
  const session = new PlainSession([[used("m1", 1), used("m2", 1), used("m3", 1), said("x")]]);
  expect((await play(session, { limits: { turns: 2 } })).end).toMatchObject({
    kind: "failed",
    fault: "limit",
  });
});

test.each([
  [{ wallMs: 120_000 }, 120_000, "the agent took more than 2 min"],
  [{ inactivityMs: 30_000 }, 30_000, "the agent was silent for 30 s"],
])("F21: a turn that overstays %j is interrupted", async (limits, ms, reason) => {
  const timers = new HandTimers();
  const playing = play(new PlainSession(["hang"]), { limits, timers });
  await timers.runOut(ms);
  expect((await playing).end).toEqual({ kind: "failed", fault: "limit", reason });
  expect(timers.running, "no timer is left").toBe(0);
});

test("an agent that does not heed its interruption is closed", async () => {
  const timers = new HandTimers();
  const session = new PlainSession(["deaf"]);
  const playing = play(session, { limits: { wallMs: 1_000 }, timers });
  await timers.runOut(1_000);
  await timers.runOut(5_000);
  expect((await playing).end).toMatchObject({ kind: "failed", fault: "limit" });
  expect(session.closed).toBe(2);
});

test("an interruption from outside ends the turn as interrupted", async () => {
  const abort = new AbortController();
  const session = new PlainSession(["hang"]);
  const playing = play(session, { signal: abort.signal });
  while (session.heard.length === 0) await new Promise(setImmediate);
  abort.abort();
  expect((await playing).end).toEqual({ kind: "interrupted" });
});

test.each([
  [new SessionLost("gone"), "session"],
  [new RuntimeUnusable("not installed: npm install -g x"), "account"],
  [new Error("broken"), "agent"],
])("a session that cannot be opened with %s is a failed turn", async (error, fault) => {
  const stage = await makeStage();
  const runtime = runtimeOf(async () => {
    throw error;
  });
  const events: AgentEvent[] = [];
  const assignment = stage.assignment({ name: "plain", options: {} });
  for await (const event of turn(runtime, assignment, new AbortController().signal)) events.push(event);
  expect(events).toEqual([{ type: "ended", end: { kind: "failed", fault, reason: error.message } }]);
});

/** A stage with a user's login, of which each session is given a copy and renews it. */
async function makeLogin() {
  const stage = await makeStage();
  const assignment = stage.assignment({ name: "plain", options: {} });
  const own = path.join(stage.folder, "login");
  const copy = path.join(assignment.sessions, "login");
  await writeFiles(stage.folder, { login: "0" });
  const renew = async () => {
    await lendLogin(assignment, [{ own, copy: "login" }]);
    await writeFile(copy, String(Number(await readFile(own, "utf8")) + 1));
  };
  const state = () => Promise.all([readFile(own, "utf8"), readFile(copy, "utf8").catch(() => "taken back")]);
  return { assignment, renew, state };
}

test.each([
  ["ends its turn", [said("x")]],
  ["breaks down", "throw"],
] as const)("a login that was lent is given back before a session that %s is over", async (_, answer) => {
  const { assignment, renew, state } = await makeLogin();
  const runtime = runtimeOf(async () => {
    await renew();
    if (answer === "throw") throw new Error("broken");
    return new PlainSession([answer]);
  });
  const seen: string[][] = [];
  for await (const event of turn(runtime, assignment, new AbortController().signal))
    if (event.type === "ended") seen.push(await state());
  expect(seen).toEqual([["1", "taken back"]]);
});

test("a login that a killed session had is given back before the next one begins", async () => {
  const { assignment, renew, state } = await makeLogin();
  await renew();
  expect(await state()).toEqual(["0", "1"]);
  const seen: string[][] = [];
  const runtime = runtimeOf(async () => {
    seen.push(await state());
    return new PlainSession([[said("x")]]);
  });
  for await (const event of turn(runtime, assignment, new AbortController().signal)) void event;
  expect(seen).toEqual([["1", "taken back"]]);
});
