import { describe, expect, test } from "vitest";
import { roles, implementation, chooses, answered, playing } from "./recovery.fixture.ts";
import {
  accepted,
  definitionOf,
  duty,
  failed,
  finding,
  onePhase,
  resumed,
  role,
  turnsOf,
  walk,
} from "./run.fixture.ts";

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

test("a gate that fails before anything may be changed is nobody's to mend: the project manager or a person is asked", () => {
  const planned = definitionOf(
    `${onePhase("planning", "{ sequence: [architect] }")}  implementation: { sequence: [backend-developer] }\n`,
  );
  const { trace } = walk(planned, {
    gate: (phase) => (phase === "planning" ? { reason: "no", paths: ["backend/a.ts"] } : undefined),
  });
  expect(trace.slice(-3)).toEqual(["judge planning", "question about the gate of planning", "end waiting"]);
});
