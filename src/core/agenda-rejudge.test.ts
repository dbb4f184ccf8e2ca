import { describe, expect, test } from "vitest";
import { isFollowed } from "./agenda.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import type { Failure } from "./failure.ts";
import { answered, definition, no, playing } from "./recovery.fixture.ts";
import { accepted, definitionOf, onePhase, refused, resumed, turnsOf, walk } from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

const whole = (facts: Partial<Failure> = {}): AttemptOutcome => ({
  kind: "failed",
  failure: { class: "infrastructure", signature: "x", reason: "no network", rejudge: true, ...facts },
});
const forbidden = whole({ class: "remote", reason: "The branch is protected." });
const done = accepted("backend-implementation", { commit: "c1" });

const moved: RunEvent = {
  type: "branch.moved",
  from: "base-commit-0000000",
  to: "theirs",
  tree: "t2",
  paths: ["README.md"],
  by: "Ann",
};

const backend = (...list: AttemptOutcome[]) => playing({ "backend-developer": list });
const tries = (turns: readonly Turn[]) =>
  turnsOf(turns, "backend-developer").map(({ attempt, ordinal, treeOf, rejudges }) => ({
    attempt,
    ordinal,
    treeOf,
    rejudges,
  }));

describe("work that is whole when its surroundings fail", () => {
  test("is judged again, and no agent is asked, whatever number of times", () => {
    const { turns, end } = walk(definition, backend(whole(), whole(), done));
    expect(tries(turns)).toEqual([
      { attempt: 1, ordinal: 1, treeOf: 1, rejudges: null },
      { attempt: 2, ordinal: 2, treeOf: 1, rejudges: 1 },
      { attempt: 3, ordinal: 2, treeOf: 1, rejudges: 1 },
    ]);
    expect(turns[1]?.resume).toBe("implementation/backend-developer#1");
    expect(end.status).toBe("ready");
  });

  test("is a person's after five times in a row, who may try again or stop and nothing else", () => {
    const { run, end, turns } = walk(definition, backend(whole()));
    expect(tries(turns)).toHaveLength(5);
    expect(end).toMatchObject({ status: "waiting", cause: "question" });
    expect(run.question?.offers).toEqual([{ move: "retry" }, { move: "stop" }]);
  });

  test("is judged again on a head that somebody has moved meanwhile", () => {
    const { events } = walk(definition, backend(forbidden));
    const { turns } = walk(definition, backend(done), [...events, moved, resumed]);
    expect(tries(turns)).toEqual([{ attempt: 2, ordinal: 2, treeOf: 1, rejudges: 1 }]);
  });

  test("and is refused on another head than its tree was made from, is made anew there", () => {
    const { events } = walk(definition, backend(forbidden));
    const { turns } = walk(definition, backend(refused("lint"), done), [...events, moved, resumed]);
    expect(turnsOf(turns, "backend-developer")[1]).toMatchObject({
      attempt: 3,
      ordinal: 2,
      treeOf: 3,
      resume: null,
      rejudges: null,
      rung: "fresh-session",
    });
  });

  test("stays whole when judging it again is interrupted", () => {
    const interrupted: AttemptOutcome = { kind: "interrupted" };
    const { turns } = walk(definition, backend(whole(), interrupted, interrupted, done));
    expect(tries(turns).map(({ rejudges }) => rejudges)).toEqual([null, 1, 1, 1]);
  });

  test("goes back to the agent when a gate refuses it, at the cost of one attempt", () => {
    const { turns } = walk(definition, backend(whole(), no("lint"), done));
    expect(tries(turns)[2]).toEqual({ attempt: 3, ordinal: 2, treeOf: 1, rejudges: null });
  });

  test("is delivered even when the money for agents is gone", () => {
    const poor = definitionOf(onePhase("implementation", "{ sequence: [backend-developer] }"), {
      budget: { usd: 0, tokens: null },
    });
    const { events } = walk(definition, backend(forbidden));
    const { turns, end } = walk(poor, backend(done), [...events, resumed]);
    expect(tries(turns)).toEqual([{ attempt: 2, ordinal: 2, treeOf: 1, rejudges: 1 }]);
    expect(end.status).toBe("ready");
  });

  test("keeps its tree under every runtime", () => {
    expect(isFollowed(whole(), { name: "scripted", options: {} })).toBe(true);
  });
});

describe("a remote that refuses the work", () => {
  test("is a person's at once, who is told what is kept and what trying again does", () => {
    const { run, end, turns } = walk(definition, backend(forbidden));
    expect(tries(turns)).toHaveLength(1);
    expect(end).toMatchObject({ status: "waiting", cause: "question" });
    expect(run.question).toMatchObject({
      number: 1,
      subject: "implementation/backend-developer",
      text: [
        "implementation/backend-developer is done and its work is kept, but it cannot be delivered.",
        "",
        "The branch is protected.",
        "",
        "To try again delivers the same work; no agent is asked.",
      ].join("\n"),
      offers: [{ move: "retry" }, { move: "stop" }],
    });
  });

  test("gets the same work again once the person has mended it", () => {
    const { events } = walk(definition, backend(forbidden));
    const { turns, end } = walk(definition, backend(done), [
      ...events,
      answered({ move: "retry", guidance: "" }),
      resumed,
    ]);
    expect(tries(turns)).toEqual([{ attempt: 2, ordinal: 2, treeOf: 1, rejudges: 1 }]);
    expect(end.status).toBe("ready");
  });

  test("and still refuses it is asked about again, with the next number", () => {
    const { events } = walk(definition, backend(forbidden));
    const { run } = walk(definition, backend(forbidden), [
      ...events,
      answered({ move: "retry", guidance: "" }),
      resumed,
    ]);
    expect(run.question?.number).toBe(2);
  });

  test("ends the run when the person says so; what was accepted stays", () => {
    const { events } = walk(definition, backend(forbidden));
    const { end } = walk(definition, backend(done), [...events, answered({ move: "stop", guidance: "" })]);
    expect(end).toMatchObject({ status: "stopped" });
  });
});
