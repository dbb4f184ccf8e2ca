import { describe, expect, test } from "vitest";
import { noBudget } from "./budget.ts";
import type { Cast } from "./casting.ts";
import type { RunEvent } from "./event.ts";
import { noLimits } from "./limits.ts";
import {
  accepted,
  begun,
  definitionOf,
  ended,
  evidence,
  finding,
  keyed,
  refused,
  started,
  walk,
} from "./run.fixture.ts";
import { statusOf, openApproval } from "./status.ts";
import type { Turn } from "./turn.ts";
import { noUsage } from "./usage.ts";

const definition = definitionOf();
const statusAfter = (...events: RunEvent[]) => statusOf(definition, keyed(events), 0);

const turn: Turn = {
  step: "implementation/backend-developer",
  role: "backend-developer",
  phase: "implementation",
  dutyOf: "implementation",
  purpose: "produce",
  attempt: 1,
  ordinal: 1,
  treeOf: 1,
  feedback: null,
  resume: null,
  interruption: null,
  rung: null,
  about: null,
  rejudges: null,
  offers: [],
  overrides: {},
};
const phase = (name: string, ...events: RunEvent[]) =>
  statusAfter(...events).phases.find((each) => each.name === name);

test("before anything happened, a run is its definition, with all its phases to come", () => {
  expect(statusOf(definition, [], 2)).toMatchObject({
    id: "r1",
    workflow: "feature",
    runtime: "scripted",
    status: "running",
    reason: "",
    head: definition.base,
    issue: null,
    tracker: null,
    pullRequest: null,
    steps: [],
    gates: [],
    filesChanged: 0,
    crashes: 2,
    endedAt: null,
    phases: ["initialization", "planning", "implementation", "quality", "ready"].map((name) => ({
      name,
      status: "pending",
    })),
  });
});

test("its runtimes are shown by the names that people know, each once", () => {
  const cast = (name: string, options: Record<string, string> = {}): Cast => ({
    runtime: { name, options },
    budget: noBudget,
    limits: noLimits,
  });
  const gemini = cast("acp", { agent: "gemini" });
  const casting = { architect: gemini, "test-writer": cast("claude"), "code-reviewer": cast("codex") };
  const mixed = definitionOf(undefined, { runtime: cast("claude").runtime, casting });
  expect(statusOf(mixed, [], 0).runtime).toBe("claude, gemini, codex");
});

test("only the phases of the workflow are shown", () => {
  const direct = definitionOf("name: d\ndescription: d\nphases: { quality: { sequence: [] } }");
  const status = statusOf(direct, keyed([{ type: "phase.started", phase: "planning" }]), 0);
  expect(status.phases.map(({ name, status: state }) => [name, state])).toEqual([["quality", "pending"]]);
});

test("a started run has its issue, its tracker and a draft", () => {
  expect(statusAfter(started)).toMatchObject({
    issue: { url: "https://forge/issues/4" },
    tracker: "https://forge/issues/4#tracker",
    pullRequest: { url: "https://forge/pulls/5", draft: true },
  });
});

test("a run that went well is ready, all of it passed, and no longer a draft", () => {
  const { events } = walk(definition, {
    outcome: ({ role }) => {
      if (role === "backend-developer")
        return accepted("b", { commit: "c1", paths: ["backend/a.ts", "backend/b.ts"] });
      return role === "frontend-developer"
        ? accepted("f", { commit: "c2", paths: ["frontend/a.ts", "backend/a.ts"] })
        : undefined;
    },
  });
  const status = statusAfter(...events);
  expect(status).toMatchObject({
    status: "ready",
    reason: "every gate passed",
    head: "c2",
    filesChanged: 3,
    pullRequest: { draft: false },
  });
  expect(new Set(status.phases.map((each) => each.status))).toEqual(new Set(["passed"]));
  expect(new Set(status.steps.map((each) => each.status))).toEqual(new Set(["passed"]));
  expect(status.endedAt).not.toBeNull();
});

describe("a step", () => {
  test("runs from its start", () => {
    expect(statusAfter(begun(turn)).steps).toMatchObject([
      {
        id: turn.step,
        status: "running",
        attempts: 1,
        artifact: null,
        startedAt: "2026-01-01T00:00:00.000Z",
        endedAt: null,
      },
    ]);
  });

  test("has failed when its attempt was refused, and runs again in the next", () => {
    const first = [begun(turn), ended(turn, refused("no"))];
    expect(statusAfter(...first).steps).toMatchObject([
      { status: "failed", attempts: 1, endedAt: "2026-01-01T00:00:01.000Z" },
    ]);
    expect(statusAfter(...first, begun({ ...turn, attempt: 2 })).steps).toMatchObject([
      { status: "running", attempts: 2, startedAt: "2026-01-01T00:00:00.000Z", endedAt: null },
    ]);
  });

  test("has passed with its artifact and its commit", () => {
    expect(
      statusAfter(begun(turn), ended(turn, accepted("report", { version: 2, commit: "c1" }))).steps,
    ).toMatchObject([
      {
        status: "passed",
        artifact: { name: "report", version: 2, url: "https://forge/report", digest: "d1" },
        commit: "c1",
      },
    ]);
  });

  test("adds up what its attempts used, and so does the run", () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.25,
    };
    const used = (attempt: number): RunEvent =>
      ({ ...ended({ ...turn, attempt }, refused("no")), usage }) as RunEvent;
    const status = statusAfter(used(1), used(2));
    expect(status.steps[0]?.usage).toMatchObject({ inputTokens: 20, costUsd: 0.5 });
    expect(status.usage).toMatchObject({ outputTokens: 10, costUsd: 0.5 });
  });

  test("does not run any longer when the run has ended or come back", () => {
    const stopped: RunEvent = { type: "run.ended", status: "cancelled", reason: "by me" };
    expect(statusAfter(begun(turn), stopped)).toMatchObject({
      status: "cancelled",
      reason: "by me",
      steps: [{ status: "failed" }],
    });
    expect(statusAfter(begun(turn), { type: "run.resumed", generation: 2 }).steps).toMatchObject([
      { status: "failed" },
    ]);
  });
});

describe("a phase", () => {
  test("has times for its start and its end", () => {
    expect(
      phase(
        "planning",
        { type: "phase.started", phase: "planning" },
        { type: "phase.ended", phase: "planning", passed: true },
      ),
    ).toEqual({
      name: "planning",
      status: "passed",
      startedAt: "2026-01-01T00:00:00.000Z",
      endedAt: "2026-01-01T00:00:01.000Z",
    });
  });

  test("that failed runs again when the run is resumed; others stay as they are", () => {
    const events: RunEvent[] = [
      { type: "phase.ended", phase: "planning", passed: true },
      { type: "phase.ended", phase: "quality", passed: false },
      { type: "run.ended", status: "stopped", reason: "red" },
      { type: "run.resumed", generation: 2 },
    ];
    expect(phase("quality", ...events.slice(0, 2))).toMatchObject({ status: "failed" });
    expect(phase("quality", ...events)).toMatchObject({ status: "running", endedAt: null });
    expect(phase("planning", ...events)).toMatchObject({ status: "passed" });
    expect(statusAfter(...events)).toMatchObject({ reason: "", endedAt: null, status: "running" });
  });

  test("waits for a person, and then goes by the answer", () => {
    const asked: RunEvent = { type: "approval.asked", phase: "planning", question: "Good?" };
    const answer = (approved: boolean): RunEvent => ({
      type: "approval.answered",
      phase: "planning",
      approved,
      by: "me",
      reason: "",
    });
    expect(phase("planning", asked)).toMatchObject({ status: "waiting" });
    expect(phase("planning", asked, answer(true))).toMatchObject({ status: "passed" });
    expect(phase("planning", asked, answer(false))).toMatchObject({ status: "failed" });
  });
});

test("every word of a gate is kept with its evidence, in order", () => {
  const verdict = {
    gate: "checks",
    verdict: "failed" as const,
    reason: "red",
    evidence: [evidence({ exitCode: 1 })],
  };
  expect(
    statusAfter({ type: "gate.judged", phase: "quality", step: turn.step, attempt: 2, verdict }).gates,
  ).toEqual([
    {
      name: "checks",
      phase: "quality",
      step: turn.step,
      attempt: 2,
      verdict: "failed",
      reason: "red",
      evidence: verdict.evidence,
    },
  ]);
});

test("the status of a troubled run shows each turn as a step of its own", () => {
  const { events } = walk(definition, {
    outcome: ({ step }) =>
      step === "quality/code-reviewer"
        ? accepted("code-review", { blocking: [finding("backend/a.ts")] })
        : undefined,
  });
  expect(
    statusAfter(...events)
      .steps.filter((step) => step.phase === "quality")
      .map(({ id, purpose }) => `${purpose} ${id}`),
  ).toContain("fix quality/backend-developer");
});

describe("what was used", () => {
  const usage = { ...noUsage, outputTokens: 5, costUsd: 0.5 };
  const entry = (message: string, model: string) => ({ message, model, usage });
  const attempt = (number: number, facts: object): RunEvent =>
    ({ ...ended({ ...turn, attempt: number }, refused("no")), usage, ...facts }) as RunEvent;

  test("is told by model, over all attempts of a step", () => {
    const status = statusAfter(
      attempt(1, { messages: [entry("m1", "big"), entry("m2", "small")] }),
      attempt(2, { messages: [entry("m3", "big")] }),
      attempt(3, {}),
    );
    expect(status.steps[0]?.models).toEqual({
      big: { ...usage, outputTokens: 10, costUsd: 1 },
      small: usage,
    });
  });

  test("stands beside the budget that holds now", () => {
    const resumed: RunEvent = {
      type: "run.resumed",
      generation: 2,
      budget: { usd: 9, tokens: null },
    };
    expect(statusAfter(resumed).budget).toEqual({ usd: 9, tokens: null });
    expect(statusOf(definitionOf(undefined, { budget: { usd: 3, tokens: 1 } }), [], 0).budget.usd).toBe(3);
  });

  test("an agent that no sandbox held is named once for each problem", () => {
    const sandbox = { kind: "none", problem: "bwrap is not installed" };
    const held = { kind: "bubblewrap", problem: "" };
    const status = statusAfter(
      attempt(1, { sandbox }),
      attempt(2, { sandbox }),
      attempt(3, { sandbox: held }),
    );
    expect(status.unconfined).toEqual(["bwrap is not installed"]);
  });
});

test("a run that ended says what stopped it, until it is resumed", () => {
  const stopped: RunEvent = { type: "run.ended", status: "stopped", reason: "spent", cause: "budget" };
  expect(statusAfter(stopped).cause).toBe("budget");
  expect(statusAfter(stopped, { type: "run.resumed", generation: 2 }).cause).toBeNull();
});

test("a run that asks shows its question until it is answered, then what was chosen; and where its head went", () => {
  const question = { number: 1, subject: "the branch", phase: "quality", text: "Why?", offers: [] } as const;
  const asked: RunEvent = { type: "question.asked", ...question, offers: [] };
  const moved: RunEvent = { type: "branch.moved", from: "a", to: "b", tree: "t", paths: ["x"], by: "Ann" };
  const choice = { move: "drop", requirement: "R1", guidance: "" } as const;
  expect(statusAfter(started, moved, asked)).toMatchObject({ head: "b", question, choices: [] });
  expect(
    statusAfter(started, asked, { type: "question.answered", number: 1, choice, by: "Ann" }),
  ).toMatchObject({
    question: null,
    choices: [{ subject: "the branch", by: "Ann", choice }],
    dropped: ["R1"],
  });
});

const question = { number: 1, subject: "s", phase: "quality", text: "Why?", offers: [] } as const;
const askedOnce: RunEvent = { type: "question.asked", ...question, offers: [] };

test("every question is kept, with its answer once there is one", () => {
  const choice = { move: "accept" } as const;
  const answer = (number: number): RunEvent => ({ type: "question.answered", number, choice, by: "ann" });
  expect(statusAfter(started, askedOnce).questions).toEqual([{ ...question, answer: null }]);
  expect(statusAfter(started, askedOnce, answer(1), answer(7)).questions).toEqual([
    { ...question, answer: { choice, by: "ann" } },
  ]);
});

test("an approval that is asked again before anybody answers is the same one; after an answer it is another", () => {
  const asked: RunEvent = { type: "approval.asked", phase: "planning", question: "Good?" };
  const no: RunEvent = {
    type: "approval.answered",
    phase: "planning",
    approved: false,
    by: "ann",
    reason: "big",
  };
  const answer = { approved: false, by: "ann", reason: "big" };
  const first = { phase: "planning", number: 1, question: "Good?" };
  expect(statusAfter(started, asked, asked).approvals).toEqual([{ ...first, answer: null }]);
  const status = statusAfter(started, asked, no, no, asked);
  expect(status.approvals).toEqual([
    { ...first, answer },
    { ...first, number: 2, answer: null },
  ]);
  expect(openApproval(status)).toEqual({ ...first, number: 2, answer: null });
  expect(openApproval(statusAfter(started))).toBeNull();
});

test("comments are known by name: the newest address, and the first name that the forge gave", () => {
  const made = (id: string): RunEvent => ({
    type: "comment.made",
    name: "tracker",
    on: 4,
    id,
    url: `u${id}`,
  });
  const { comments, commentIds } = statusAfter(started, made("1"), made("2"));
  expect([comments, commentIds]).toEqual([{ tracker: "u2" }, { tracker: "1" }]);
});

test("the newest few commands from comments are remembered, and that the issue was edited", () => {
  const heard = (text: string): RunEvent => ({
    type: "command.heard",
    comment: text,
    by: "ann",
    text,
    obeyed: false,
    reason: "no",
  });
  const all = ["1", "2", "3", "4", "5", "6"].map(heard);
  const status = statusAfter(started, ...all, { type: "issue.edited", sha256: "abc" });
  expect(status.heard.map(({ text }) => text)).toEqual(["2", "3", "4", "5", "6"]);
  expect(status.issueEdited).toBe("abc");
  expect(statusAfter(started).issueEdited).toBeNull();
});

test("an artifact leads to its comment, wherever that was made first; before that it leads nowhere", () => {
  const note = ended(turn, accepted("note", { url: undefined }));
  const made: RunEvent = { type: "comment.made", name: "artifact/note", on: 4, id: "1", url: "there" };
  const url = (...events: RunEvent[]) => statusAfter(...events).steps[0]?.artifact?.url;
  expect([url(note), url(note, made), url(made, note)]).toEqual(["", "there", "there"]);
});
