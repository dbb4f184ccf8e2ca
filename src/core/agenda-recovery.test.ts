import { describe, expect, test } from "vitest";
import type { Rung } from "./recovery.ts";
import { roles, implementation, definition, no, chooses, playing } from "./recovery.fixture.ts";
import { accepted, definitionOf, failed, onePhase, refused, turnsOf, walk } from "./run.fixture.ts";
import type { Turn } from "./turn.ts";

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
