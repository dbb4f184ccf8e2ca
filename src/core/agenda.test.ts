import { describe, expect, test } from "vitest";
import { agenda } from "./agenda.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import { apply, replay, type RunState } from "./run.ts";
import {
  accepted,
  begun,
  definitionOf,
  ended,
  failed,
  onePhase,
  outcomes,
  refused,
  resumed,
  started,
  turnsOf,
  walk,
} from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

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
        interruption: null,
        rung: null,
        rejudges: null,
        offers: [],
        about: null,
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

  test("asks a person once a step has used them up, and says what was tried", () => {
    const { turns, end } = run([refused("one"), failed("two"), refused("three"), refused("four")]);
    expect(turns).toHaveLength(4);
    expect(end).toEqual({
      kind: "end",
      status: "waiting",
      cause: "question",
      reason: [
        "question 1: planning/architect was not accepted in 4 tries:",
        "1. at first: one",
        "2. again in its session: two",
        "3. in a fresh session: three",
        "4. again in its session: four",
        "",
        "What was seen last:",
        "four",
      ].join("\n"),
    });
  });

  test("is the workflow's own", () => {
    const strict = definitionOf(text.replace("phases:", "attempts: 2\nphases:"));
    const always = outcomes(
      "architect",
      ["one", "two", "three"].map((reason) => refused(reason)),
    );
    expect(walk(strict, { outcome: always }).turns).toHaveLength(2);
  });

  test("does not count faults of the surroundings, up to five in a row", () => {
    const flaky = failed("no network", "infrastructure");
    const { end, turns } = run([flaky]);
    expect(turns).toHaveLength(5);
    expect(end.reason).toBe(
      "question 1: planning/architect cannot go on by itself.\n\nWhat was seen last:\nno network",
    );
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
      resume: "planning/architect#3",
      feedback: { text: "one" },
    });
    expect(again.end.reason).toContain("planning/architect was not accepted in 3 tries");
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

  test("are let finish when one of them is given up; a person is asked once all have ended", () => {
    const { run, turns } = begin();
    const architect = turnOf(turns, "architect");
    for (const [index, rung] of [null, "same-session", "fresh-session"].entries())
      apply(run, ended({ ...architect, attempt: index + 1, rung } as Turn, refused("no")));
    expect(agenda(definition, run, "planning")).toEqual({ kind: "turns", turns: [] });
    apply(run, ended(turnOf(turns, "ui-designer"), accepted("design-plan")));
    apply(run, ended(turnOf(turns, "test-writer"), accepted("test-plan")));
    expect(agenda(definition, run, "planning")).toMatchObject({
      kind: "question",
      question: { number: 1, subject: "planning/architect", phase: "planning" },
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

  test("asks a person after its rounds, and names the plans", () => {
    const never = { outcome: outcomes("product-manager", [wants({ "system-plan": ["no"] })]) };
    const { trace, end, events } = walk(definition, never);
    expect(trace.filter((line) => line.startsWith("revise"))).toHaveLength(2);
    expect(end).toMatchObject({
      status: "waiting",
      cause: "question",
      reason: expect.stringContaining(
        "product-manager still wants changes after 2 rounds:\n- system-plan: no",
      ),
    });
    const again = walk(definition, never, [...events, resumed]);
    expect(
      again.trace.filter((line) => line.startsWith("revise")),
      "resuming grants the rounds again",
    ).toHaveLength(2);
  });
});
