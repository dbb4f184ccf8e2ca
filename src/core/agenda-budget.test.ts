import { describe, expect, test } from "vitest";
import { agenda } from "./agenda.ts";
import type { Cast } from "./casting.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import type { Failure } from "./failure.ts";
import { noLimits } from "./limits.ts";
import { replay } from "./run.ts";
import { accepted, definitionOf, failed, onePhase, outcomes, refused, resumed, walk } from "./run.fixture.ts";

const text = onePhase("planning", "{ sequence: [architect, test-writer] }");

/** Who has a program has a memory of its own, and goes on in it. */
const living: Cast = {
  runtime: { name: "claude", options: {}, command: ["/bin/claude"] },
  budget: { usd: null, tokens: null },
  limits: noLimits,
};
const casting = { architect: living, "test-writer": living };
const run = (list: AttemptOutcome[], before: RunEvent[] = []) =>
  walk(definitionOf(text, { casting }), { outcome: outcomes("architect", list) }, before);

const because = (facts: Partial<Failure>): AttemptOutcome => ({
  kind: "failed",
  failure: { class: "agent", signature: "s", reason: "why", ...facts },
});

/** What an earlier attempt of the role used. */
const spentBy = (role: string, costUsd: number | null): RunEvent => ({
  type: "attempt.ended",
  session: "s",
  step: "initialization/other",
  role,
  phase: "initialization",
  purpose: "produce",
  attempt: 1,
  outcome: accepted("note"),
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd },
  durationMs: 1,
});

describe("a step is refused before it starts", () => {
  test("when the budget of the run is gone", () => {
    const definition = definitionOf(text, { budget: { usd: 2, tokens: null } });
    expect(walk(definition, {}, [spentBy("somebody", 1.5)]).end).toMatchObject({ status: "ready" });
    const { end, turns } = walk(definition, {}, [spentBy("somebody", 2.5)]);
    expect(turns).toEqual([]);
    expect(end).toEqual({
      kind: "end",
      status: "stopped",
      cause: "budget",
      reason: "the budget of the run is gone: $2.50 of $2.00 are used",
    });
  });

  test("when the budget of its role is gone; another role's is not touched", () => {
    const poor: Cast = { ...living, budget: { usd: 1, tokens: null } };
    const definition = definitionOf(text, { casting: { architect: poor } });
    expect(walk(definition, {}, [spentBy("test-writer", 5)]).end).toMatchObject({ status: "ready" });
    expect(walk(definition, {}, [spentBy("architect", 1)]).end).toMatchObject({
      cause: "budget",
      reason: "the budget of architect is gone: $1.00 of $1.00 are used",
    });
  });

  test("when its role has used it up, until the person who resumes gives the run a budget", () => {
    const poor: Cast = { ...living, budget: { usd: 1, tokens: null } };
    const definition = definitionOf(text, { casting: { architect: poor } });
    const spent = spentBy("architect", 1);
    expect(walk(definition, {}, [spent, resumed]).end).toMatchObject({ cause: "budget" });
    const given: RunEvent = { type: "run.resumed", generation: 2, budget: { usd: 9, tokens: null } };
    expect(walk(definition, {}, [spent, given]).end).toMatchObject({ status: "ready" });
  });

  test("and goes on once the person who resumes gives more", () => {
    const definition = definitionOf(text, { budget: { usd: 2, tokens: null } });
    const before: RunEvent[] = [
      spentBy("somebody", 2.5),
      { type: "run.resumed", generation: 2, budget: { usd: 9, tokens: null } },
    ];
    expect(walk(definition, {}, before).end).toMatchObject({ status: "ready" });
  });
});

describe("a turn that was cut short", () => {
  test("by its budget stops the run, and goes on in its session when it is resumed", () => {
    const spent = because({ class: "budget", reason: "$1.00 of $1.00 are used", goesOn: true });
    const { end, events } = run([spent]);
    expect(end).toEqual({
      kind: "end",
      status: "stopped",
      cause: "budget",
      reason: "planning/architect was stopped: $1.00 of $1.00 are used",
    });
    const [turn] = run([accepted("system-plan")], [...events, resumed]).turns;
    expect(turn).toMatchObject({
      attempt: 2,
      treeOf: 1,
      resume: "planning/architect#1",
      interruption: "$1.00 of $1.00 are used",
    });
  });

  test("by a login or a spend limit waits for a person, with the remedy", () => {
    expect(run([because({ class: "human", reason: "log in: claude /login", goesOn: true })]).end).toEqual({
      kind: "end",
      status: "waiting",
      cause: "account",
      reason: "planning/architect waits: log in: claude /login",
    });
  });

  test("by the model's service goes on in its session and costs no attempt", () => {
    const busy = because({ class: "infrastructure", goesOn: true });
    const { turns, end } = run([busy, busy, busy, accepted("system-plan")]);
    expect(end.status).toBe("ready");
    expect(turns[3]).toMatchObject({
      attempt: 4,
      treeOf: 1,
      resume: "planning/architect#1",
      interruption: "why",
    });
  });

  test("by the model's service too often in a row waits for a person", () => {
    expect(run([because({ class: "infrastructure" })]).end).toMatchObject({
      status: "waiting",
      cause: "question",
    });
  });

  test("from outside goes on where its agent has a memory of its own", () => {
    expect(run([{ kind: "interrupted" }, accepted("system-plan")]).turns[1]).toMatchObject({
      attempt: 2,
      ordinal: 1,
      treeOf: 1,
      resume: "planning/architect#1",
      interruption: "the run was interrupted",
    });
  });

  test("by its own fault begins again, and so does the tree", () => {
    expect(run([failed("it did nothing"), accepted("system-plan")]).turns[1]).toMatchObject({
      treeOf: 2,
      resume: null,
      interruption: null,
    });
  });
});

test("what is under way is let finish before a run stops for its budget", () => {
  const definition = definitionOf(onePhase("planning", "{ parallel: [architect, ui-designer] }"));
  const { events } = walk(definition);
  const first = events.findIndex((event) => event.type === "attempt.ended");
  const stopped = replay(definition, events.slice(0, first));
  const spent = because({ class: "budget", reason: "$1.00 of $1.00 are used" });
  const [architect] = stopped.steps;
  Object.assign(architect?.attempts[0] ?? {}, { outcome: spent });
  expect(agenda(definition, stopped, "planning")).toEqual({ kind: "turns", turns: [] });
});

test("what a gate refused is no interruption", () => {
  expect(run([refused("no section"), accepted("system-plan")]).turns[1]).toMatchObject({
    resume: "planning/architect#1",
    interruption: null,
    feedback: { from: "the gate", text: "no section" },
  });
});
