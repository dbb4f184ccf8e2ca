import { describe, expect, test } from "vitest";
import { decide } from "./decide.ts";
import type { RunEvent } from "./event.ts";
import { apply, newRun, replay } from "./run.ts";
import { answered } from "./recovery.fixture.ts";
import { accepted, definitionOf, finding, onePhase, refused, walk, type World } from "./run.fixture.ts";

const definition = definitionOf();

describe("a whole feature", () => {
  test("goes through every phase in order when all goes well", () => {
    const { trace, end } = walk(definition);
    expect(trace).toEqual([
      "initialize",
      "enter initialization",
      "produce initialization/product-manager",
      "judge initialization",
      "enter planning",
      "produce planning/ui-designer | produce planning/architect | produce planning/test-writer",
      "review planning/product-manager",
      "judge planning",
      "enter implementation",
      "produce implementation/backend-developer",
      "produce implementation/frontend-developer",
      "judge implementation",
      "enter quality",
      "produce quality/test-writer",
      "produce quality/quality-checker",
      "produce quality/code-reviewer",
      "produce quality/documentation-expert",
      "judge quality",
      "enter ready",
      "produce ready/project-manager",
      "judge ready",
      "end ready",
    ]);
    expect(end).toEqual({ kind: "end", status: "ready", reason: "every gate passed" });
  });

  const troubled: World = {
    outcome: ({ step, attempt }) => {
      if (step === "planning/architect" && attempt === 1) return refused("no section Risks");
      if (step === "planning/product-manager")
        return accepted("plan-review", { revise: { "system-plan": ["R3 is missing"] } });
      if (step === "quality/code-reviewer")
        return accepted("code-review", { blocking: [finding("backend/a.ts")] });
      return undefined;
    },
    gate: (phase, time) => (phase === "quality" && time === 1 ? "frontend test: exit 1" : undefined),
  };

  test("gets through refusals, a revision, a blocking finding and a red gate", () => {
    const { trace } = walk(definition, troubled);
    expect(trace.slice(trace.indexOf("enter planning"))).toEqual([
      "enter planning",
      "produce planning/ui-designer | produce planning/architect | produce planning/test-writer",
      "produce planning/architect #2",
      "review planning/product-manager",
      "revise planning/architect.2",
      "review planning/product-manager.2",
      "judge planning",
      "enter implementation",
      "produce implementation/backend-developer",
      "produce implementation/frontend-developer",
      "judge implementation",
      "enter quality",
      "produce quality/test-writer",
      "produce quality/quality-checker",
      "produce quality/code-reviewer",
      "fix quality/backend-developer",
      "produce quality/quality-checker.2",
      "produce quality/code-reviewer.2",
      "produce quality/documentation-expert",
      "judge quality",
      "fix quality/quality-checker.3",
      "produce quality/code-reviewer.3",
      "judge quality",
      "enter ready",
      "produce ready/project-manager",
      "judge ready",
      "end ready",
    ]);
  });

  test("has the same next move however often it is asked, and after the events are read again", () => {
    const { events } = walk(definition, troubled);
    const run = newRun(definition);
    for (const [index, event] of events.entries()) {
      const before = structuredClone(run);
      const move = decide(definition, run);
      expect(decide(definition, run)).toEqual(move);
      expect(run).toEqual(before);
      expect(decide(definition, replay(definition, events.slice(0, index)))).toEqual(move);
      apply(run, event);
    }
  });

  test("never gives a finished step another turn", () => {
    const { turns } = walk(definition, troubled);
    const attempts = turns.map(({ step, attempt }) => `${step}#${attempt}`);
    expect(new Set(attempts).size).toBe(attempts.length);
  });
});

describe("a phase", () => {
  test("that the workflow does not have is passed over", () => {
    const { trace } = walk(definitionOf(onePhase("quality", "{ sequence: [], gate: [{ checks: all }] }")));
    expect(trace).toEqual(["initialize", "enter quality", "judge quality", "end ready"]);
  });

  test("whose gate fails waits for a person when nobody there mends checks", () => {
    const { end } = walk(definitionOf(onePhase("ready", "{ sequence: [project-manager] }")), {
      gate: () => "not pushed",
    });
    expect(end).toMatchObject({
      status: "waiting",
      reason: expect.stringContaining("the gate of ready failed: not pushed"),
      cause: "question",
    });
  });

  test("waits while turns are under way, and does not start them again", () => {
    const one = definitionOf(onePhase("planning", "{ parallel: [architect, ui-designer] }"));
    const { events } = walk(one);
    const underWay = events.slice(
      0,
      events.findIndex((event) => event.type === "attempt.ended"),
    );
    expect(decide(one, replay(one, underWay))).toEqual({ kind: "wait" });
    expect(() => walk(one, {}, underWay)).toThrow("a walk has no turn under way");
  });
});

test("a run that could not begin waits for the answer to its question, and then begins", () => {
  const one = definitionOf(onePhase("quality", "{ sequence: [], gate: [{ checks: all }] }"));
  const question: RunEvent = {
    type: "question.asked",
    number: 1,
    subject: "the branch",
    phase: "initialization",
    text: "It is protected.",
    offers: [{ move: "retry" }, { move: "stop" }],
  };
  const goneOn: RunEvent = { type: "run.resumed", generation: 2 };
  const { end, trace } = walk(one, {}, [question]);
  expect(end).toMatchObject({ status: "waiting", cause: "question", reason: "question 1: It is protected." });
  expect(trace).toEqual(["end waiting"]);
  const begun = walk(one, {}, [question, answered({ move: "retry", guidance: "" }), goneOn]);
  expect(begun.trace[0]).toBe("initialize");
});

describe("a person", () => {
  const asked = definitionOf(undefined, { approvals: ["planning"] });
  const answer = (approved: boolean, reason = ""): RunEvent => ({
    type: "approval.answered",
    phase: "planning",
    approved,
    by: "me",
    reason,
  });
  const resumed = (generation: number): RunEvent => ({ type: "run.resumed", generation });

  test("is asked once the phase has passed its gate, and the run waits", () => {
    const { trace, end } = walk(asked);
    expect(trace.slice(-3)).toEqual(["judge planning", "ask planning", "end waiting"]);
    expect(end.reason).toBe("planning waits for approval");
  });

  test("who approves lets the run go on with the next phase", () => {
    const { events } = walk(asked);
    const { trace, end } = walk(asked, {}, [...events, answer(true), resumed(2)]);
    expect(trace[0]).toBe("enter implementation");
    expect(end.status).toBe("ready");
  });

  test("who rejects stops the run with the reason", () => {
    const { events } = walk(asked);
    const { trace, end } = walk(asked, {}, [...events, answer(false, "too large")]);
    expect(trace).toEqual(["end stopped"]);
    expect(end.reason).toBe("planning was rejected: too large");
  });

  test("whose reason is not met at once has the same step go on with it", () => {
    const { events } = walk(asked);
    const { trace } = walk(
      asked,
      {
        outcome: (turn) =>
          turn.step === "planning/architect.2" && turn.attempt === 1 ? refused("no section") : undefined,
      },
      [...events, answer(false, "too large"), resumed(2)],
    );
    expect(trace[1]).toBe("revise planning/architect.2 #2");
  });

  test("who resumes what was rejected has it done again with the reason, reviewed, judged, and is asked again", () => {
    const { events } = walk(asked);
    const { trace, turns } = walk(asked, {}, [...events, answer(false, "too large"), resumed(2)]);
    expect(trace).toEqual([
      "revise planning/ui-designer.2 | revise planning/architect.2 | revise planning/test-writer.2",
      "review planning/product-manager.2",
      "judge planning",
      "ask planning",
      "end waiting",
    ]);
    expect(turns[0]?.feedback).toEqual({ from: "me", text: "The result was rejected: too large" });
  });
});
