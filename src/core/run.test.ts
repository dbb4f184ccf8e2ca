import { describe, expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { accepted, definitionOf, failed, judged, refused, started } from "./run.fixture.ts";
import { lastFailure, newRun, replay } from "./run.ts";
import { noUsage } from "./usage.ts";
import type { AttemptOutcome } from "./event.ts";

const definition = definitionOf();
const ref = {
  step: "quality/test-writer",
  role: "test-writer",
  phase: "quality",
  purpose: "produce",
  attempt: 1,
} as const;
const begin: RunEvent = { type: "step.started", session: "s1", ...ref };
const finish = (outcome: AttemptOutcome, session = "s1"): RunEvent => ({
  type: "attempt.ended",
  session,
  ...ref,
  outcome,
  usage: noUsage,
  durationMs: 5,
});
const resumed: RunEvent = { type: "run.resumed", generation: 2 };
const after = (...events: RunEvent[]) => replay(definition, events);

test("a run begins on its base, with nothing done", () => {
  expect(newRun(definition)).toMatchObject({
    started: false,
    status: "running",
    generation: 1,
    head: definition.base,
    steps: [],
  });
  expect(after(started).started).toBe(true);
});

describe("an accepted attempt", () => {
  test("gives the step its product, the artifact its version, and the run its head", () => {
    const run = after(begin, finish(accepted("test-implementation", { version: 2, commit: "c1" })));
    expect(run).toMatchObject({
      head: "c1",
      accepted: 1,
      artifacts: { "test-implementation": { version: 2, step: ref.step } },
      steps: [
        {
          id: ref.step,
          acceptedAs: 1,
          product: { version: 2 },
          attempts: [{ attempt: 1, session: "s1", outcome: { kind: "accepted" } }],
        },
      ],
    });
  });

  test("that changed nothing leaves the head where it was", () => {
    expect(after(begin, finish(accepted("x"))).head).toBe(definition.base);
  });

  test("voids what the phase's gate said before", () => {
    expect(after(judged("quality", "red"), begin, finish(accepted("x"))).gateFailures).toEqual({});
  });
});

test("an attempt keeps the session that it ended in, and counts even if its start was not recorded", () => {
  expect(after(finish(refused("no"), "s2")).steps[0]?.attempts).toEqual([
    expect.objectContaining({ attempt: 1, session: "s2", outcome: refused("no"), worksOf: 1 }),
  ]);
});

test("a choice that is about nothing else is about its own step, and counts as it was made", () => {
  const choice = { move: "retry", guidance: "again" } as const;
  expect(after(begin, finish(accepted("x", { choice }))).choices).toEqual([
    expect.objectContaining({ subject: ref.step, choice, isPerson: false, attempts: 1 }),
  ]);
});

test("the same start told twice is one attempt", () => {
  expect(after(begin, begin).steps[0]?.attempts).toHaveLength(1);
});

test("the last failure of a step is that of its newest attempt, if it failed", () => {
  const failureAfter = (...events: RunEvent[]) => after(...events).steps.map(lastFailure);
  expect(failureAfter(begin)).toEqual([null]);
  expect(failureAfter(finish(refused("no")))).toMatchObject([{ reason: "no" }]);
  expect(failureAfter(finish(failed("crash")))).toMatchObject([{ reason: "crash" }]);
  expect(failureAfter(finish({ kind: "interrupted" }))).toEqual([null]);
});

describe("a phase", () => {
  test("runs, and then has passed or failed", () => {
    const begun: RunEvent = { type: "phase.started", phase: "quality" };
    expect(after(begun).phases).toEqual({ quality: "running" });
    expect(after(begun, { type: "phase.ended", phase: "quality", passed: true }).phases).toEqual({
      quality: "passed",
    });
    expect(after(begun, { type: "phase.ended", phase: "quality", passed: false }).phases).toEqual({
      quality: "failed",
    });
  });

  test("keeps every reason of its gates once, until it passes", () => {
    const run = [
      judged("quality", "red"),
      judged("quality", "red"),
      judged("quality", null),
      judged("quality", "not pushed"),
    ];
    expect(after(...run).gateFailures).toEqual({
      quality: { reason: "red\n\nnot pushed", paths: [], allowances: [] },
    });
    expect(after(...run, { type: "phase.ended", phase: "quality", passed: true }).gateFailures).toEqual({});
  });

  test("lets a person allow what its gates found only where that is all of it", () => {
    const found = (gate: string, ...allowances: (string | null)[]): RunEvent =>
      judged("quality", gate, gate, {
        findings: allowances.map((allowance) => ({
          rule: gate,
          path: "",
          line: 0,
          message: gate,
          allowance,
        })),
      });
    const allowancesOf = (...events: RunEvent[]) => after(...events).gateFailures.quality?.allowances;
    expect(allowancesOf(found("protected", "a"), found("tests-kept", "b", "c"))).toEqual(["a", "b", "c"]);
    expect(allowancesOf(found("protected", "a"), found("checks"))).toEqual([]);
    expect(allowancesOf(found("checks"), found("protected", "a"))).toEqual([]);
    expect(allowancesOf(found("protected", "a", null))).toEqual([]);
  });

  test("is not blamed for the gates of its steps", () => {
    const verdict = { gate: "scope", verdict: "failed" as const, reason: "out of scope", evidence: [] };
    expect(
      after({ type: "gate.judged", phase: "quality", step: ref.step, attempt: 1, verdict }).gateFailures,
    ).toEqual({});
  });
});

describe("a person's answer", () => {
  const answered = (approved: boolean): RunEvent => ({
    type: "approval.answered",
    phase: "planning",
    approved,
    by: "me",
    reason: "because",
  });

  test("is kept, with its reason", () => {
    expect(after({ type: "approval.asked", phase: "planning", question: "Good?" }).approvals).toEqual({
      planning: "asked",
    });
    expect(after(answered(true)).approvals).toEqual({ planning: "approved" });
    expect(after(answered(false))).toMatchObject({
      approvals: { planning: "rejected" },
      rejection: "because",
    });
  });

  test("stands after a resumption when it was yes, and is asked for again when it was no", () => {
    expect(after(answered(true), resumed).approvals).toEqual({ planning: "approved" });
    expect(after(answered(false), resumed).approvals).toEqual({});
  });
});

describe("a resumed run", () => {
  const stopped: RunEvent = { type: "run.ended", status: "stopped", reason: "red" };

  test("runs again, in its next generation", () => {
    expect(after(started, stopped).status).toBe("stopped");
    expect(after(started, stopped, resumed)).toMatchObject({ status: "running", generation: 2 });
  });

  test("takes what was under way for interrupted, leaves what had ended, and forgives all attempts so far", () => {
    const run = after(finish(refused("no")), { ...begin, attempt: 2 }, resumed);
    expect(run.steps[0]?.attempts.map(({ outcome }) => outcome?.kind)).toEqual(["refused", "interrupted"]);
    expect(run.forgiven).toEqual({ [ref.step]: 2 });
  });

  test("judges a failed phase anew", () => {
    const run = after(
      judged("quality", "red"),
      { type: "phase.ended", phase: "quality", passed: false },
      resumed,
    );
    expect(run).toMatchObject({ phases: { quality: "running" }, gateFailures: {} });
  });

  test("still tells a mender that was under way what to mend", () => {
    expect(after(judged("quality", "red"), { ...begin, purpose: "fix" }, resumed).gateFailures).toEqual({
      quality: { reason: "red", paths: [], allowances: [] },
    });
  });
});

describe("what a run has used", () => {
  const usage = { ...noUsage, outputTokens: 5, costUsd: 0.5 };
  const used = { ...finish(refused("no")), usage } as RunEvent;

  test("adds up for the run and for each role, whatever came of the attempts", () => {
    const run = after(begin, used, { ...begin, attempt: 2 }, { ...used, attempt: 2 } as RunEvent);
    expect(run.spent).toMatchObject({ outputTokens: 10, costUsd: 1 });
    expect(run.spentBy).toEqual({ "test-writer": run.spent });
  });

  test("is held against the budget of its definition, until a person resumes with another", () => {
    const budget = { usd: 1, tokens: null };
    expect(replay(definitionOf(undefined, { budget }), [resumed]).budget).toEqual(budget);
    expect(after().budget).toEqual({ usd: null, tokens: null });
    expect(after({ ...resumed, budget }).budget).toEqual(budget);
  });
});
