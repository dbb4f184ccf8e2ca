import { describe, expect, test } from "vitest";
import type { Cast } from "./casting.ts";
import type { Choice } from "./choice.ts";
import type { AttemptOutcome, RunEvent } from "./event.ts";
import type { Failure } from "./failure.ts";
import { noLimits } from "./limits.ts";
import type { Rung } from "./recovery.ts";
import {
  accepted,
  definitionOf,
  duty,
  failed,
  finding,
  onePhase,
  outcomes,
  refused,
  resumed,
  role,
  team,
  turnsOf,
  walk,
} from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

const manager = role("project-manager", {
  ready: duty("run-report", { reads: ["*"] }),
  recovery: duty("recovery-choice", { gates: ["choice"] }),
});
const roles = { ...team, "project-manager": manager };

const cast: Cast = {
  runtime: { name: "scripted", options: {} },
  stronger: { name: "scripted", options: {}, model: "stronger" },
  budget: { usd: null, tokens: null },
  limits: noLimits,
};

const implementation = "{ sequence: [backend-developer, frontend-developer] }";
const definition = definitionOf(onePhase("implementation", implementation), {
  roles,
  casting: { "frontend-developer": cast },
});

const no = (reason: string, facts: Partial<Failure> = {}): AttemptOutcome => ({
  kind: "refused",
  failure: { class: "gate", signature: reason, reason, ...facts },
});
const chooses = (choice: Choice): AttemptOutcome => accepted("recovery-choice", { choice });
const answered = (choice: Choice, number = 1): RunEvent => ({
  type: "question.answered",
  number,
  choice,
  by: "Ann",
});

/** Outcomes by role, one after the other; the last one for all that follow. */
const playing = (parts: Record<string, AttemptOutcome[]>) => {
  const players = Object.entries(parts).map(([name, list]) => outcomes(name, list));
  return { outcome: (turn: Turn) => players.map((play) => play(turn)).find((outcome) => outcome) };
};

const rungsOf = (turns: readonly Turn[], name: string): (Rung | null)[] =>
  turnsOf(turns, name).map(({ rung }) => rung);

describe("a step that fails again and again", () => {
  const many = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((reason) =>
    no(reason, { paths: ["backend/a.ts"] }),
  );
  const world = () =>
    playing({
      "frontend-developer": many,
      "project-manager": [chooses({ move: "retry", guidance: "Use the list." })],
    });

  test("climbs every rung, one after the other, and then a person is asked", () => {
    const { trace, turns, end } = walk(definition, world());
    expect(trace.slice(trace.indexOf("produce implementation/frontend-developer"))).toEqual([
      "produce implementation/frontend-developer",
      "produce implementation/frontend-developer #2",
      "produce implementation/frontend-developer #3",
      "produce implementation/frontend-developer #4",
      "produce implementation/frontend-developer #5",
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #6",
      "recover implementation/project-manager",
      "produce implementation/frontend-developer #7",
      "recover implementation/project-manager.2",
      "produce implementation/frontend-developer #8",
      "question about implementation/frontend-developer",
      "end waiting",
    ]);
    expect(rungsOf(turns, "frontend-developer")).toEqual([
      null,
      "same-session",
      "same-session",
      "fresh-session",
      "stronger-tier",
      "owner",
      "project-manager",
      "project-manager",
    ]);
    expect(end).toMatchObject({ status: "waiting", cause: "question" });
    expect(end.reason).toContain("was not accepted in 8 tries");
  });

  test("keeps its session only on the first rung, and tells a fresh one what failed", () => {
    const turns = turnsOf(walk(definition, world()).turns, "frontend-developer");
    expect(turns.map(({ resume }) => resume !== null)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(turns.map(({ treeOf }) => treeOf)).toEqual([1, 1, 1, 4, 5, 6, 7, 8]);
    expect(turns[3]?.feedback).toEqual({ from: "the gate", text: "c" });
    expect(turns[6]?.feedback).toEqual({
      from: "project-manager",
      text: "f\n\nproject-manager says: Use the list.",
    });
  });

  test("tells the owner of a failing file what to mend, and the project manager what it may choose", () => {
    const { turns } = walk(definition, world());
    expect(turnsOf(turns, "backend-developer").at(-1)).toMatchObject({
      purpose: "fix",
      about: "implementation/frontend-developer",
      feedback: {
        from: "frontend-developer",
        text: "frontend-developer cannot finish because of files that are yours:\ne",
      },
    });
    const [asked] = turnsOf(turns, "project-manager");
    expect(asked).toMatchObject({ dutyOf: "recovery", purpose: "recover" });
    expect(asked?.offers).toEqual([
      { move: "retry" },
      { move: "give", role: "backend-developer" },
      { move: "drop" },
      { move: "stop" },
    ]);
    expect(asked?.feedback?.text).toContain("was not accepted in 6 tries:\n1. at first: a");
    expect(asked?.feedback?.text).toContain("- give (role backend-developer):");
  });

  test("finds the owner behind files of its own", () => {
    const mine = ["a", "b", "c", "d", "e"].map((reason) =>
      no(reason, { paths: ["frontend/x.ts", "backend/a.ts"] }),
    );
    const { trace } = walk(
      definition,
      playing({ "frontend-developer": [...mine, accepted("frontend-implementation")] }),
    );
    expect(trace).toContain("fix implementation/backend-developer.2");
  });

  test("goes on when the owner of a failing file has mended it", () => {
    const { trace, end } = walk(
      definition,
      playing({ "frontend-developer": [...many.slice(0, 5), accepted("frontend-implementation")] }),
    );
    expect(trace.slice(-5)).toEqual([
      "produce implementation/frontend-developer #5",
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #6",
      "judge implementation",
      "end ready",
    ]);
    expect(end.status).toBe("ready");
  });

  test("stays on its rung when the surroundings fail in between", () => {
    const { turns } = walk(
      definition,
      playing({
        "frontend-developer": [no("a"), no("a"), failed("no network", "infrastructure"), no("b")],
      }),
    );
    expect(rungsOf(turns, "frontend-developer").slice(0, 4)).toEqual([
      null,
      "same-session",
      "fresh-session",
      "fresh-session",
    ]);
  });

  test("ends when the project manager chooses to stop", () => {
    const { end } = walk(
      definition,
      playing({
        "frontend-developer": [no("a")],
        "project-manager": [chooses({ move: "stop", guidance: "R2 contradicts R1." })],
      }),
    );
    expect(end).toEqual({
      kind: "end",
      status: "stopped",
      cause: "gate",
      reason: "project-manager chose to stop: R2 contradicts R1. (implementation/frontend-developer)",
    });
  });

  test("waits for a person when the project manager finds no choice, when it may not be asked, and when it is its own step", () => {
    const silent = walk(
      definition,
      playing({ "frontend-developer": [no("a")], "project-manager": [no("no choice")] }),
    );
    expect(silent.trace.slice(-4)).toEqual([
      "recover implementation/project-manager",
      "recover implementation/project-manager #2",
      "question about implementation/frontend-developer",
      "end waiting",
    ]);
    const alone = definitionOf(onePhase("ready", "{ sequence: [project-manager] }"), { roles });
    expect(walk(alone, playing({ "project-manager": [no("a")] })).trace.slice(-2)).toEqual([
      "question about ready/project-manager",
      "end waiting",
    ]);
  });
});

describe("what is chosen", () => {
  const stuck = (choice: Choice, then: AttemptOutcome[]) =>
    walk(
      definition,
      playing({
        "frontend-developer": [no("a"), no("a"), no("a"), ...then],
        "project-manager": [chooses(choice)],
      }),
    );

  test("to give it to another role lets that one mend first, with the guidance", () => {
    const { trace, turns, end } = stuck(
      { move: "give", role: "backend-developer", guidance: "Return the list." },
      [accepted("frontend-implementation")],
    );
    expect(trace.slice(-5)).toEqual([
      "recover implementation/project-manager",
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #4",
      "judge implementation",
      "end ready",
    ]);
    expect(turnsOf(turns, "backend-developer").at(-1)?.feedback).toEqual({
      from: "project-manager",
      text: "a\n\nproject-manager says: Return the list.",
    });
    expect(end.status).toBe("ready");
  });

  test("to drop a requirement tells the agent, and is remembered", () => {
    const { turns, run } = stuck({ move: "drop", requirement: "R3", guidance: "" }, [
      accepted("frontend-implementation"),
    ]);
    expect(run.dropped).toEqual(["R3"]);
    expect(turnsOf(turns, "frontend-developer").at(-1)?.feedback?.text).toContain(
      "R3 is dropped to a follow-up: do without it, and undo what serves it alone.",
    );
  });
});

describe("what a gate found", () => {
  const ready = definitionOf(
    `${onePhase("ready", "{ sequence: [backend-developer] }")}  implementation: ${implementation}\n`,
    {
      roles: {
        ...roles,
        "backend-developer": role("backend-developer", {
          implementation: duty("backend-implementation", { edits: ["backend"] }),
          ready: duty("last", { edits: ["backend"] }),
        }),
      },
    },
  );

  test("goes to nobody when it names only files that are nobody's and several roles build", () => {
    const { end } = walk(ready, {
      gate: (phase) => (phase === "ready" ? { reason: "x", paths: ["LICENSE"] } : undefined),
    });
    expect(end).toMatchObject({ status: "waiting", cause: "question" });
  });

  test("and is over when a person gives it to a role is told to it as it was asked", () => {
    const { events } = walk(ready, {
      gate: (phase) => (phase === "ready" ? { reason: "x", paths: ["LICENSE"] } : undefined),
    });
    const { turns } = walk(ready, {}, [
      ...events,
      answered({ move: "give", role: "frontend-developer", guidance: "" }),
      resumed,
    ]);
    expect(turns[0]).toMatchObject({ role: "frontend-developer", purpose: "fix" });
    expect(turns[0]?.feedback?.text).toContain("the gate of ready failed: x");
  });
});

describe("two steps side by side in trouble", () => {
  const parallel = definitionOf(onePhase("planning", "{ parallel: [architect, ui-designer] }"), { roles });

  test("are asked about one after the other, once nothing else can go on", () => {
    const { run, trace } = walk(
      parallel,
      playing({ architect: [no("a")], "ui-designer": [no("b")], "project-manager": [no("no choice")] }),
    );
    expect(trace.filter((line) => line.startsWith("question"))).toEqual([
      "question about planning/architect",
    ]);
    expect(run.question?.offers).toEqual([{ move: "retry" }, { move: "drop" }, { move: "stop" }]);
  });
});

describe("an errand", () => {
  test("has a ladder of its own, without an errand of its own", () => {
    const frontend = no("a", { paths: ["backend/a.ts"] });
    const { trace } = walk(definition, {
      outcome: (turn) => {
        if (turn.role === "frontend-developer") return frontend;
        if (turn.purpose === "fix") return no("own", { paths: ["frontend/x.ts"] });
        return turn.role === "project-manager" ? chooses({ move: "stop", guidance: "no" }) : undefined;
      },
    });
    expect(trace.slice(-6)).toEqual([
      "produce implementation/frontend-developer #3",
      "fix implementation/backend-developer.2",
      "fix implementation/backend-developer.2 #2",
      "fix implementation/backend-developer.2 #3",
      "recover implementation/project-manager",
      "end stopped",
    ]);
  });
});

describe("a person who answers", () => {
  const failing = playing({ "frontend-developer": [no("a")], "project-manager": [no("no choice")] });
  const asked = () => walk(definition, failing).events;
  const frontend = (list: AttemptOutcome[]) => playing({ "frontend-developer": list });

  test("to try again gives every count anew, and is heard in the same session", () => {
    const { turns, end } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "retry", guidance: "Use the existing table." }),
      resumed,
    ]);
    expect(turns[0]).toMatchObject({
      step: "implementation/frontend-developer",
      attempt: 4,
      rung: "person",
      resume: "implementation/frontend-developer#3",
      feedback: { from: "Ann", text: "a\n\nAnn says: Use the existing table." },
    });
    expect(end.status).toBe("ready");
  });

  test("and whose guidance does not help is asked again, with the next number", () => {
    const again = walk(definition, failing, [...asked(), answered({ move: "retry", guidance: "" }), resumed]);
    expect(again.run.question).toMatchObject({ number: 2 });
  });

  test("to give it to another role has that done first", () => {
    const { trace } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "give", role: "backend-developer", guidance: "" }),
      resumed,
    ]);
    expect(trace.slice(0, 2)).toEqual([
      "fix implementation/backend-developer.2",
      "produce implementation/frontend-developer #4",
    ]);
  });

  test("to give it to a role that builds nothing here has nothing done", () => {
    const { trace } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      answered({ move: "give", role: "nobody", guidance: "" }),
      resumed,
    ]);
    expect(trace[0]).toBe("produce implementation/frontend-developer #4");
  });

  test("to allow what was found has the same work judged again, without an agent's turn", () => {
    const allowances = ["protected:1"];
    const found = no("ci changed", { allowances });
    const { events, run } = walk(definition, frontend([found]));
    expect(run.question?.offers).toContainEqual({ move: "allow", allowances });
    const { turns, run: after } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...events,
      answered({ move: "allow", allowances }),
      resumed,
    ]);
    expect(turns[0]).toMatchObject({ attempt: 3, treeOf: 1, rejudges: 2, rung: "person" });
    expect(after.allowed).toEqual(allowances);
  });

  test("nothing, and goes on all the same, lets the step try again", () => {
    const { turns, run } = walk(definition, frontend([accepted("frontend-implementation")]), [
      ...asked(),
      resumed,
    ]);
    expect(run.question).toBeNull();
    expect(turns[0]).toMatchObject({ attempt: 4, rung: null });
  });

  test("a question that is not open changes nothing", () => {
    const { end } = walk(definition, {}, [answered({ move: "retry", guidance: "" })]);
    expect(end.status).toBe("ready");
  });
});

describe("a phase's gate that fails", () => {
  const quality = definitionOf(
    `${onePhase("quality", "{ sequence: [quality-checker], fixes: 1 }")}  implementation: ${implementation}\n`,
    { roles },
  );
  const red = (facts = {}) => ({ reason: "tests red", paths: ["frontend/a.ts"], ...facts });

  test("goes to the phase's mender, then to the owner of a failing file, then to the project manager", () => {
    const { trace, turns } = walk(quality, {
      gate: (phase, time) => (phase === "quality" && time <= 4 ? red() : undefined),
      outcome: ({ role: name }) =>
        name === "project-manager"
          ? chooses({ move: "give", role: "backend-developer", guidance: "It is the total." })
          : undefined,
    });
    expect(trace.slice(trace.indexOf("judge quality"))).toEqual([
      "judge quality",
      "fix quality/quality-checker.2",
      "judge quality",
      "fix quality/frontend-developer",
      "judge quality",
      "recover quality/project-manager",
      "fix quality/backend-developer",
      "judge quality",
      "fix quality/quality-checker.3",
      "judge quality",
      "end ready",
    ]);
    expect(turns.find(({ step }) => step === "quality/backend-developer")?.feedback).toEqual({
      from: "project-manager",
      text: "tests red\n\nproject-manager says: It is the total.",
    });
    expect(turns.find(({ step }) => step === "quality/quality-checker.3")?.feedback?.text).toBe(
      "tests red\n\nproject-manager says: It is the total.",
    );
  });

  test("tells the owner in every attempt what to mend", () => {
    const { turns } = walk(quality, {
      gate: (phase, time) => (phase === "quality" && time <= 2 ? red() : undefined),
      outcome: (turn) =>
        turn.step === "quality/frontend-developer" && turn.attempt === 1 ? failed("crash") : undefined,
    });
    expect(turnsOf(turns, "frontend-developer").at(-1)).toMatchObject({
      attempt: 2,
      dutyOf: "implementation",
      feedback: { text: "tests red\n\nThe attempt before this one failed: crash" },
    });
  });

  test("goes to the one role that builds, where nobody mends checks", () => {
    const direct = definitionOf(
      `${onePhase("quality", "{ sequence: [] }")}  implementation: { sequence: [backend-developer] }\n`,
      { roles },
    );
    const { trace } = walk(direct, {
      gate: (phase, time) => (phase === "quality" && time === 1 ? "R1 has no test" : undefined),
      outcome: (turn) =>
        turn.step === "quality/backend-developer" && turn.attempt === 1 ? failed("crash") : undefined,
    });
    expect(trace.slice(-5)).toEqual([
      "judge quality",
      "fix quality/backend-developer",
      "fix quality/backend-developer #2",
      "judge quality",
      "end ready",
    ]);
  });

  test("is a person's at once where it found what only a person may allow, all of it", () => {
    const found = (allowance: string | null) => ({
      rule: "ci",
      path: ".ci/run",
      line: 0,
      message: "changed",
      allowance,
    });
    const ask = (...allowances: (string | null)[]) =>
      walk(quality, {
        gate: (phase) =>
          phase === "quality" ? { reason: "ci changed", findings: allowances.map(found) } : undefined,
        outcome: ({ role: name }) =>
          name === "project-manager" ? chooses({ move: "stop", guidance: "no" }) : undefined,
      });
    const { run, events } = ask("a", "b");
    expect(run.question?.offers).toContainEqual({ move: "allow", allowances: ["a", "b"] });
    expect(ask("a", null).end.status).toBe("stopped");
    const { trace, end } = walk(quality, {}, [
      ...events,
      answered({ move: "allow", allowances: ["a", "b"] }),
      resumed,
    ]);
    expect(trace).toEqual(["judge quality", "end ready"]);
    expect(end.status).toBe("ready");
  });
});

describe("findings that nobody may mend", () => {
  const text = `${onePhase("quality", "{ sequence: [code-reviewer] }")}  implementation: ${implementation}\n`;
  const reviewed = definitionOf(text, { roles });
  const blocks = accepted("code-review", { blocking: [finding(".ci/run")] });

  test("are not tried again by anybody: somebody gives them to a role, drops a requirement or stops", () => {
    const { turns } = walk(
      reviewed,
      playing({ "code-reviewer": [blocks], "project-manager": [chooses({ move: "stop", guidance: "x" })] }),
    );
    expect(turnsOf(turns, "project-manager")[0]?.offers.map(({ move }) => move)).toEqual([
      "give",
      "give",
      "drop",
      "stop",
    ]);
  });
});

test("limits of the ladder that a workflow says take the place of the defaults", () => {
  const strict = definitionOf(
    onePhase("implementation", implementation).replace(
      "phases:",
      "recovery: { same-session: 0, project-manager: 0 }\nphases:",
    ),
    { roles },
  );
  const { trace } = walk(strict, playing({ "backend-developer": [refused("a"), refused("b")] }));
  expect(trace.slice(2)).toEqual([
    "produce implementation/backend-developer",
    "produce implementation/backend-developer #2",
    "question about implementation/backend-developer",
    "end waiting",
  ]);
});
