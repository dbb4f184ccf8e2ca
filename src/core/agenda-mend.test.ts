import { describe, expect, test } from "vitest";
import { agenda } from "./agenda.ts";
import type { PhaseName } from "./phase.ts";
import { apply, replay } from "./run.ts";
import {
  accepted,
  begun,
  definitionOf,
  duty,
  ended,
  failed,
  finding,
  judged,
  onePhase,
  outcomes,
  refused,
  resumed,
  role,
  started,
  team,
  turnsOf,
  walk,
} from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

describe("blocking findings", () => {
  const text = onePhase("quality", "{ sequence: [test-writer, quality-checker, code-reviewer], fixes: 2 }");
  const implementation = "  implementation: { sequence: [backend-developer, frontend-developer] }\n";
  const definition = definitionOf(text + implementation);
  const blocks = (...paths: string[]) =>
    accepted("code-review", { blocking: paths.map((path) => finding(path)) });
  const fine = accepted("code-review");

  test("go to the owners of the paths, one after the other, and all that verifies is done again", () => {
    const { trace } = walk(definition, {
      outcome: outcomes("code-reviewer", [blocks("frontend/a.ts", "backend/b.ts", "frontend/c.ts"), fine]),
    });
    expect(trace.slice(trace.indexOf("produce quality/code-reviewer"))).toEqual([
      "produce quality/code-reviewer",
      "fix quality/frontend-developer",
      "fix quality/backend-developer",
      "produce quality/quality-checker.2",
      "produce quality/code-reviewer.2",
      "judge quality",
      "end ready",
    ]);
  });

  test("reach an owner under its own duty, in its own session, and only with what is its own", () => {
    const first = accepted("code-review", {
      blocking: [
        finding("backend/a.ts", { requirement: "R2", suggestion: "Validate." }),
        finding("frontend/x.ts"),
        finding("backend/b.ts", { line: 9 }),
      ],
    });
    const { turns } = walk(definition, { outcome: outcomes("code-reviewer", [first, fine]) });
    expect(turns.find(({ step }) => step === "quality/backend-developer")).toMatchObject({
      purpose: "fix",
      dutyOf: "implementation",
      resume: "implementation/backend-developer#1",
      feedback: {
        from: "code-reviewer",
        text: "Blocking findings of the review:\n- backend/a.ts:7: breaks (R2) Suggestion: Validate.\n- backend/b.ts:9: breaks",
      },
    });
  });

  test("begin in a fresh session when the owner has written nothing in this run yet", () => {
    const alone = definitionOf(
      `${onePhase("quality", "{ sequence: [code-reviewer] }")}  ready: { sequence: [backend-developer] }\n`,
      {
        roles: {
          ...team,
          "backend-developer": role("backend-developer", { ready: duty("more", { edits: ["backend"] }) }),
        },
      },
    );
    const { turns } = walk(alone, { outcome: outcomes("code-reviewer", [blocks("backend/a.ts"), fine]) });
    expect(turnsOf(turns, "backend-developer")[0]).toMatchObject({
      purpose: "fix",
      dutyOf: "ready",
      resume: null,
    });
  });

  test("are mended in further attempts when a gate refuses the mending", () => {
    const review = outcomes("code-reviewer", [blocks("backend/a.ts"), fine]);
    const { trace, turns } = walk(definition, {
      outcome: (turn) => (turn.purpose === "fix" && turn.attempt === 1 ? refused("lint") : review(turn)),
    });
    expect(trace).toContain("fix quality/backend-developer #2");
    expect(turnsOf(turns, "backend-developer").at(-1)?.feedback).toEqual({ from: "the gate", text: "lint" });
  });

  test("are a person's to decide on when they are still there after the rounds of fixes", () => {
    const never = { outcome: outcomes("code-reviewer", [blocks("backend/a.ts")]) };
    const { trace, end, events } = walk(definition, never);
    expect(trace.filter((line) => line.startsWith("fix"))).toHaveLength(2);
    expect(end).toMatchObject({
      status: "waiting",
      reason: expect.stringContaining(
        "code-reviewer still has blocking findings after 2 rounds of fixes:\n- backend/a.ts:7: breaks",
      ),
    });
    const again = walk(definition, never, [...events, resumed]);
    expect(
      again.trace.filter((line) => line.startsWith("fix")),
      "resuming grants the rounds again",
    ).toHaveLength(2);
  });

  test("are a person's to decide on at once where nobody may change the path", () => {
    const { end } = walk(definition, {
      outcome: outcomes("code-reviewer", [blocks(".github/workflows/ci.yml")]),
    });
    expect(end.reason).toContain(
      "no role of this workflow may change .github/workflows/ci.yml, where code-reviewer found: breaks",
    );
  });

  test("of a phase before leave the steps of this one alone", () => {
    const two = definitionOf(
      `${onePhase("planning", "{ sequence: [code-reviewer] }")}  quality: { sequence: [code-reviewer] }\n  implementation: { sequence: [backend-developer] }\n`,
      {
        roles: {
          ...team,
          "code-reviewer": role("code-reviewer", {
            planning: duty("early", { verdict: "code" }),
            quality: duty("late", { verdict: "code" }),
          }),
        },
      },
    );
    const { trace } = walk(two, { outcome: outcomes("code-reviewer", [blocks("backend/a.ts"), fine]) });
    expect(trace.filter((line) => line.includes("quality/"))).toEqual(["produce quality/code-reviewer"]);
  });

  test("hold a phase with steps side by side too", () => {
    const parallel = definitionOf(
      onePhase("quality", "{ parallel: [code-reviewer, documentation-expert], fixes: 0 }"),
    );
    expect(walk(parallel, { outcome: outcomes("code-reviewer", [blocks("docs/a.md")]) }).end.status).toBe(
      "waiting",
    );
  });
});

describe("a phase's gate that fails", () => {
  const text = onePhase("quality", "{ sequence: [quality-checker, code-reviewer], fixes: 2 }");
  const definition = definitionOf(text);
  const red = (until: number) => (_: PhaseName, time: number) => (time <= until ? `red ${time}` : undefined);

  test("goes to the role that mends failing checks, with what the gate saw; then everyone else verifies again", () => {
    const { trace, turns } = walk(definition, { gate: red(1) });
    expect(trace.slice(4)).toEqual([
      "judge quality",
      "fix quality/quality-checker.2",
      "produce quality/code-reviewer.2",
      "judge quality",
      "end ready",
    ]);
    expect(turns.find(({ purpose }) => purpose === "fix")).toMatchObject({
      feedback: { from: "the gate", text: "red 1" },
      resume: "quality/quality-checker#1",
    });
  });

  test("asks a person after its rounds of fixes", () => {
    const { trace, end, events } = walk(definition, { gate: red(9) });
    expect(trace.filter((line) => line.startsWith("fix"))).toHaveLength(2);
    expect(end.reason).toContain("the gate of quality failed: red 3");
    const again = walk(definition, { gate: red(9) }, [...events, resumed]);
    expect(again.trace[0], "after resuming, the gate has its say anew").toBe("judge quality");
    expect(
      again.trace.filter((line) => line.startsWith("fix")),
      "resuming grants the rounds again",
    ).toHaveLength(2);
  });

  test("tells the mender in every attempt what to mend, over a restart too", () => {
    const spent = {
      gate: red(1),
      outcome: (turn: Turn) => (turn.purpose === "fix" ? failed("crash") : undefined),
    };
    const { events, end } = walk(definition, spent);
    expect(end.reason).toContain("quality/quality-checker.2 was not accepted in 2 tries");
    const { turns, end: last } = walk(definition, {}, [...events, resumed]);
    expect(turns[0]).toMatchObject({
      step: "quality/quality-checker.2",
      attempt: 3,
      feedback: { from: "the gate", text: "red 1\n\nThe attempt before this one failed: crash" },
    });
    expect(last.status).toBe("ready");
  });

  test("asks a person when nobody mends checks or owns what failed", () => {
    const without = definitionOf(onePhase("quality", "{ sequence: [code-reviewer] }"));
    expect(walk(without, { gate: red(1) }).end).toMatchObject({
      status: "waiting",
      reason: expect.stringContaining("the gate of quality failed: red 1"),
    });
  });

  test("says all that failed at once", () => {
    const { events } = walk(definition);
    const upToGate = events.slice(
      0,
      events.findIndex((event) => event.type === "gate.judged"),
    );
    const { turns } = walk(definition, {}, [
      ...upToGate,
      judged("quality", "tests red"),
      judged("quality", "not approved", "review-approved"),
      { type: "phase.ended", phase: "quality", passed: false },
    ]);
    expect(turns[0]?.feedback?.text).toBe("tests red\n\nnot approved");
  });
});

describe("an auto phase", () => {
  const autoTeam = {
    ...team,
    ...Object.fromEntries(
      [
        role("api", { implementation: duty("api-report", { reads: ["issue"], edits: ["backend"] }) }),
        role("page", { implementation: duty("page-report", { reads: ["api-report"], edits: ["frontend"] }) }),
        role("style", { implementation: duty("style-report", { reads: ["issue"], edits: ["frontend"] }) }),
        role("words", { implementation: duty("words-report", { reads: ["issue"] }) }),
        role("judge", { implementation: duty("judgement", { reads: ["*"], verdict: "code" }) }),
      ].map((each) => [each.name, each]),
    ),
  };
  const auto = (text: string) => definitionOf(onePhase("implementation", text), { roles: autoTeam });

  test("starts each step as soon as what it reads is there, and who reads everything last", () => {
    expect(walk(auto("{ auto: [judge, page, api, words] }")).trace.slice(2)).toEqual([
      "produce implementation/api | produce implementation/words",
      "produce implementation/page",
      "produce implementation/judge",
      "judge implementation",
      "end ready",
    ]);
  });

  test("goes by what the workflow lets a step read", () => {
    expect(walk(auto("{ auto: [{ role: page, reads: [issue] }, api] }")).trace[2]).toBe(
      "produce implementation/page | produce implementation/api",
    );
  });

  test("never lets two steps on the same ground at once", () => {
    expect(walk(auto("{ auto: [page, style, api] }")).trace.slice(2)).toEqual([
      "produce implementation/style | produce implementation/api",
      "produce implementation/page",
      "judge implementation",
      "end ready",
    ]);
    expect(walk(auto("{ auto: [{ role: page, reads: [issue] }, style] }")).trace.slice(2, 4)).toEqual([
      "produce implementation/page",
      "produce implementation/style",
    ]);
  });

  test("keeps ground from others as long as a step on it is under way", () => {
    const definition = auto("{ auto: [{ role: page, reads: [issue] }, style, words] }");
    const run = replay(definition, [started, { type: "phase.started", phase: "implementation" }]);
    const first = agenda(definition, run, "implementation");
    if (first.kind !== "turns") throw new Error("expected turns");
    expect(first.turns.map((turn) => turn.role)).toEqual(["page", "words"]);
    for (const turn of first.turns) apply(run, begun(turn));
    expect(agenda(definition, run, "implementation")).toEqual({ kind: "turns", turns: [] });
    for (const turn of first.turns)
      if (turn.role === "words") apply(run, ended(turn, accepted("words-report")));
    expect(agenda(definition, run, "implementation")).toEqual({ kind: "turns", turns: [] });
    for (const turn of first.turns)
      if (turn.role === "page") apply(run, ended(turn, accepted("page-report")));
    expect(agenda(definition, run, "implementation")).toMatchObject({
      kind: "turns",
      turns: [{ role: "style" }],
    });
  });

  test("has its blocking findings mended and judged again", () => {
    const { trace } = walk(auto("{ auto: [api, judge] }"), {
      outcome: outcomes("judge", [
        accepted("judgement", { blocking: [finding("backend/a.ts")] }),
        accepted("judgement"),
      ]),
    });
    expect(trace.slice(2)).toEqual([
      "produce implementation/api",
      "produce implementation/judge",
      "fix implementation/api.2",
      "produce implementation/judge.2",
      "judge implementation",
      "end ready",
    ]);
  });
});
