import { describe, expect, test } from "vitest";
import { agenda } from "./agenda.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import type { PhaseName } from "./phase.ts";
import { apply, replay, type RunState } from "./run.ts";
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
  refused,
  role,
  started,
  team,
  walk,
} from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

const resumed: RunEvent = { type: "run.resumed", generation: 2 };

/** The n-th outcome for the n-th turn of the step's role; the last one for all that follow. */
const outcomes = (name: string, list: readonly AttemptOutcome[]) => {
  let time = 0;
  return (turn: Turn): AttemptOutcome | undefined =>
    turn.role === name ? list[Math.min(time++, list.length - 1)] : undefined;
};

const turnsOf = (turns: readonly Turn[], name: string): Turn[] => turns.filter((turn) => turn.role === name);

test("a phase that the workflow does not have is done", () => {
  const definition = definitionOf(onePhase("planning", "{ sequence: [architect] }"));
  expect(agenda(definition, replay(definition, []), "quality")).toEqual({ kind: "done" });
});

describe("a turn", () => {
  const text = onePhase("planning", "{ sequence: [{ role: architect, reads: [issue], each: [scope] }] }");

  test("begins fresh, with what the workflow says instead of the duty", () => {
    expect(walk(definitionOf(text)).turns).toEqual([
      {
        step: "planning/architect",
        role: "architect",
        phase: "planning",
        dutyOf: "planning",
        purpose: "produce",
        attempt: 1,
        ordinal: 1,
        treeOf: 1,
        feedback: null,
        resume: null,
        overrides: { reads: ["issue"], each: ["scope"] },
      },
    ]);
  });

  const after = (...list: AttemptOutcome[]): Turn => {
    const { turns } = walk(definitionOf(text), {
      outcome: outcomes("architect", [...list, accepted("system-plan")]),
    });
    const turn = turns.at(-1);
    if (!turn) throw new Error("expected a turn");
    return turn;
  };

  test("that a gate refused goes on in its session and its tree, with what the gate saw", () => {
    expect(after(refused("no section Risks"))).toMatchObject({
      step: "planning/architect",
      attempt: 2,
      ordinal: 2,
      treeOf: 1,
      resume: "planning/architect#1",
      feedback: { from: "the gate", text: "no section Risks" },
    });
    expect(after(refused("one"), refused("two"))).toMatchObject({
      attempt: 3,
      treeOf: 1,
      feedback: { text: "two" },
    });
  });

  test("whose agent failed begins again in a fresh session and tree, and hears why", () => {
    expect(after(failed("the agent crashed"))).toMatchObject({
      attempt: 2,
      treeOf: 2,
      resume: null,
      feedback: { from: "the engine", text: "the agent crashed" },
    });
  });

  test("that was refused after a failure mends the tree that began after the failure", () => {
    expect(after(failed("crash"), refused("scope"))).toMatchObject({
      attempt: 3,
      treeOf: 2,
      resume: "planning/architect#2",
    });
  });

  test("that was interrupted begins again and costs no try", () => {
    expect(after({ kind: "interrupted" })).toMatchObject({
      attempt: 2,
      ordinal: 1,
      treeOf: 2,
      resume: null,
      feedback: null,
    });
  });
});

describe("the bound on attempts", () => {
  const text = onePhase("planning", "{ sequence: [architect] }");
  const run = (list: AttemptOutcome[], before: RunEvent[] = []) =>
    walk(definitionOf(text), { outcome: outcomes("architect", list) }, before);

  test("stops the run with the newest reason once a step has used them up", () => {
    const { turns, end } = run([refused("one"), failed("two"), refused("three")]);
    expect(turns).toHaveLength(3);
    expect(end).toEqual({
      kind: "end",
      status: "stopped",
      reason: "planning/architect was not accepted in 3 attempts: three",
    });
  });

  test("is the workflow's own", () => {
    const generous = definitionOf(text.replace("phases:", "attempts: 5\nphases:"));
    expect(walk(generous, { outcome: outcomes("architect", [refused("no")]) }).turns).toHaveLength(5);
  });

  test("does not count faults of the surroundings, up to five in a row", () => {
    const flaky = failed("no network", "infrastructure");
    expect(run([flaky]).end.reason).toBe("planning/architect was not accepted in 5 attempts: no network");
    const four = [flaky, flaky, flaky, flaky];
    expect(
      run([...four, refused("one"), ...four, refused("two"), ...four, accepted("system-plan")]).end.status,
    ).toBe("ready");
  });

  test("does not count interruptions at all", () => {
    const many = Array.from({ length: 20 }, (): AttemptOutcome => ({ kind: "interrupted" }));
    expect(run([...many, accepted("system-plan")]).end.status).toBe("ready");
  });

  test("begins anew when a person resumes the run", () => {
    const { events } = run([refused("one")]);
    const again = run([refused("two")], [...events, resumed]);
    expect(again.turns.map(({ attempt }) => attempt)).toEqual([4, 5, 6]);
    expect(again.turns[0]).toMatchObject({
      ordinal: 4,
      resume: "planning/architect#1",
      feedback: { text: "one" },
    });
    expect(again.end.reason).toBe("planning/architect was not accepted in 3 attempts: two");
  });
});

describe("steps side by side", () => {
  const definition = definitionOf(
    onePhase("planning", "{ parallel: [ui-designer, architect, test-writer] }"),
  );

  function begin(): { run: RunState; turns: Turn[] } {
    const run = replay(definition, [started, { type: "phase.started", phase: "planning" }]);
    const first = agenda(definition, run, "planning");
    if (first.kind !== "turns") throw new Error("expected turns");
    for (const turn of first.turns) apply(run, begun(turn));
    return { run, turns: first.turns };
  }

  const turnOf = (turns: Turn[], name: string): Turn => {
    const turn = turns.find((each) => each.role === name);
    if (!turn) throw new Error(`expected a turn of ${name}`);
    return turn;
  };

  test("begin together, and one that is refused goes on while the others are under way", () => {
    const { run, turns } = begin();
    expect(turns).toHaveLength(3);
    apply(run, ended(turnOf(turns, "architect"), refused("no")));
    expect(agenda(definition, run, "planning")).toMatchObject({
      kind: "turns",
      turns: [{ step: "planning/architect", attempt: 2 }],
    });
  });

  test("are let finish when one of them is given up; the run stops once all have ended", () => {
    const { run, turns } = begin();
    const architect = turnOf(turns, "architect");
    for (const attempt of [1, 2, 3]) apply(run, ended({ ...architect, attempt }, refused("no")));
    expect(agenda(definition, run, "planning")).toEqual({ kind: "turns", turns: [] });
    apply(run, ended(turnOf(turns, "ui-designer"), accepted("design-plan")));
    apply(run, ended(turnOf(turns, "test-writer"), accepted("test-plan")));
    expect(agenda(definition, run, "planning")).toEqual({
      kind: "stop",
      reason: "planning/architect was not accepted in 3 attempts: no",
    });
  });
});

describe("a review of plans", () => {
  const definition = definitionOf(
    onePhase(
      "planning",
      "{ parallel: [ui-designer, architect], review: { by: product-manager, rounds: 2 } }",
    ),
  );
  const wants = (revise: Record<string, string[]>) => accepted("plan-review", { revise });

  test("sends each plan back to its writer, who goes on in the old session with the feedback", () => {
    const { trace, turns } = walk(definition, {
      outcome: outcomes("product-manager", [
        wants({ "design-plan": ["R1", "R2"], "system-plan": ["R3"] }),
        wants({}),
      ]),
    });
    expect(trace.slice(2)).toEqual([
      "produce planning/ui-designer | produce planning/architect",
      "review planning/product-manager",
      "revise planning/ui-designer.2 | revise planning/architect.2",
      "review planning/product-manager.2",
      "judge planning",
      "end ready",
    ]);
    expect(turns.find(({ step }) => step === "planning/ui-designer.2")).toMatchObject({
      attempt: 1,
      treeOf: 1,
      resume: "planning/ui-designer#1",
      feedback: { from: "product-manager", text: "The review asks you to revise design-plan:\n- R1\n- R2" },
    });
    expect(turnsOf(turns, "product-manager").map(({ resume }) => resume)).toEqual([null, null]);
  });

  test("is tried again when it is refused, without another round", () => {
    const { trace } = walk(definition, {
      outcome: outcomes("product-manager", [refused("no verdict"), wants({})]),
    });
    expect(trace).toContain("review planning/product-manager #2");
  });

  test("goes on with the revision that was refused, and not with the one that is done", () => {
    const { trace } = walk(definition, {
      outcome: (turn) => {
        if (turn.step === "planning/product-manager")
          return wants({ "design-plan": ["R1"], "system-plan": ["R3"] });
        return turn.step === "planning/architect.2" && turn.attempt === 1 ? refused("code") : undefined;
      },
    });
    expect(trace.slice(4, 7)).toEqual([
      "revise planning/ui-designer.2 | revise planning/architect.2",
      "revise planning/architect.2 #2",
      "review planning/product-manager.2",
    ]);
  });

  test("tells a writer who begins a revision in a fresh session both the task and what went wrong", () => {
    const { turns } = walk(definition, {
      outcome: (turn) => {
        if (turn.step === "planning/product-manager") return wants({ "system-plan": ["R3"] });
        return turn.step === "planning/architect.2" && turn.attempt === 1 ? failed("crash") : undefined;
      },
    });
    expect(turnsOf(turns, "architect").at(-1)).toMatchObject({
      resume: null,
      feedback: {
        from: "product-manager",
        text: "The review asks you to revise system-plan:\n- R3\n\nThe attempt before this one failed: crash",
      },
    });
  });

  test("that asks for a plan of nobody here is done again", () => {
    const { trace } = walk(definition, {
      outcome: outcomes("product-manager", [wants({ "pm-spec": ["clearer"] }), wants({})]),
    });
    expect(trace.slice(3, 5)).toEqual([
      "review planning/product-manager",
      "review planning/product-manager.2",
    ]);
  });

  test("stops the run after its rounds, and names the plans", () => {
    const never = { outcome: outcomes("product-manager", [wants({ "system-plan": ["no"] })]) };
    const { trace, end, events } = walk(definition, never);
    expect(trace.filter((line) => line.startsWith("revise"))).toHaveLength(2);
    expect(end).toMatchObject({
      status: "stopped",
      reason: "product-manager still wants changes after 2 rounds: system-plan",
    });
    const again = walk(definition, never, [...events, resumed]);
    expect(
      again.trace.filter((line) => line.startsWith("revise")),
      "resuming grants the rounds again",
    ).toHaveLength(2);
  });
});

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
      "produce quality/quality-checker.2",
      "fix quality/backend-developer",
      "produce quality/quality-checker.3",
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

  test("stop the run when they are still there after the rounds of fixes", () => {
    const never = { outcome: outcomes("code-reviewer", [blocks("backend/a.ts")]) };
    const { trace, end, events } = walk(definition, never);
    expect(trace.filter((line) => line.startsWith("fix"))).toHaveLength(2);
    expect(end).toMatchObject({
      status: "stopped",
      reason: "code-reviewer still has blocking findings after 2 rounds of fixes:\n- backend/a.ts:7: breaks",
    });
    const again = walk(definition, never, [...events, resumed]);
    expect(
      again.trace.filter((line) => line.startsWith("fix")),
      "resuming grants the rounds again",
    ).toHaveLength(2);
  });

  test("stop the run at once where nobody may change the path", () => {
    const { end } = walk(definition, {
      outcome: outcomes("code-reviewer", [blocks(".github/workflows/ci.yml")]),
    });
    expect(end.reason).toBe(
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

  test("stop a phase with steps side by side too", () => {
    const parallel = definitionOf(
      onePhase("quality", "{ parallel: [code-reviewer, documentation-expert], fixes: 0 }"),
    );
    expect(walk(parallel, { outcome: outcomes("code-reviewer", [blocks("docs/a.md")]) }).end.status).toBe(
      "stopped",
    );
  });
});

describe("a phase's gate that fails", () => {
  const text = onePhase("quality", "{ sequence: [quality-checker, code-reviewer], fixes: 2 }");
  const definition = definitionOf(text);
  const red = (until: number) => (_: PhaseName, time: number) => (time <= until ? `red ${time}` : undefined);

  test("goes to the role that mends failing checks, with what the gate saw; then all is verified again", () => {
    const { trace, turns } = walk(definition, { gate: red(1) });
    expect(trace.slice(4)).toEqual([
      "judge quality",
      "fix quality/quality-checker.2",
      "produce quality/quality-checker.3",
      "produce quality/code-reviewer.2",
      "judge quality",
      "end ready",
    ]);
    expect(turns.find(({ purpose }) => purpose === "fix")).toMatchObject({
      feedback: { from: "the gate", text: "red 1" },
      resume: "quality/quality-checker#1",
    });
  });

  test("stops the run after its rounds of fixes", () => {
    const { trace, end, events } = walk(definition, { gate: red(9) });
    expect(trace.filter((line) => line.startsWith("fix"))).toHaveLength(2);
    expect(end.reason).toBe("the gate of quality failed: red 3");
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
    expect(end.reason).toBe("quality/quality-checker.2 was not accepted in 3 attempts: crash");
    const { turns, end: last } = walk(definition, {}, [...events, resumed]);
    expect(turns[0]).toMatchObject({
      step: "quality/quality-checker.2",
      attempt: 4,
      feedback: { from: "the gate", text: "red 1\n\nThe attempt before this one failed: crash" },
    });
    expect(last.status).toBe("ready");
  });

  test("stops the run when the phase has nobody who mends checks", () => {
    const without = definitionOf(onePhase("quality", "{ sequence: [code-reviewer] }"));
    expect(walk(without, { gate: red(1) }).end.reason).toBe("the gate of quality failed: red 1");
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
