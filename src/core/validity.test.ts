import { describe, expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { replay } from "./run.ts";
import { accepted, definitionOf, onePhase, refused, walk } from "./run.fixture.ts";
import type { Turn } from "./turn.ts";
import { gatesToAsk } from "./validity.ts";

describe("what others push", () => {
  const text = `${onePhase("quality", "{ sequence: [code-reviewer, documentation-expert], gate: [{ checks: all }, complete] }")}  ready: { sequence: [project-manager] }\n`;
  const pushed = (tree: string, ...paths: string[]): RunEvent => ({
    type: "branch.moved",
    from: "base-commit-0000000",
    to: `commit of ${tree}`,
    tree,
    paths,
    by: "Ann",
  });
  const definitionHere = definitionOf(text);

  /** A world in which documentation is committed, and every verdict is on `tree`. */
  const on = (tree: string) => ({
    tree,
    outcome: ({ role }: Turn) =>
      role === "documentation-expert" ? accepted("documentation", { commit: "c1", tree }) : undefined,
  });

  /** Events of a whole run but its end. */
  const upToEnd = (tree: string): RunEvent[] => walk(definitionHere, on(tree)).events.slice(0, -1);

  test("voids exactly the verdicts on the tree before, and reviews of code", () => {
    const { trace } = walk(definitionHere, on("t2"), [...upToEnd("t1"), pushed("t2", "backend/a.ts")]);
    expect(trace).toEqual(["produce quality/code-reviewer.2", "judge quality", "end ready"]);
  });

  test("voids no review when it is documentation", () => {
    const { trace } = walk(definitionHere, on("t2"), [...upToEnd("t1"), pushed("t2", "docs/a.md")]);
    expect(trace).toEqual(["judge quality", "end ready"]);
  });

  test("voids nothing when the tree is what it was", () => {
    const { trace } = walk(definitionHere, on("t1"), [...upToEnd("t1"), pushed("t1")]);
    expect(trace).toEqual(["end ready"]);
  });

  test("makes the tree of a refused attempt useless: the next one begins on what is there now", () => {
    const one = definitionOf(onePhase("implementation", "{ sequence: [backend-developer] }"));
    const events = walk(one, { outcome: () => refused("a") }).events;
    const first = events.findIndex((event) => event.type === "attempt.ended");
    const { turns } = walk(one, {}, [...events.slice(0, first + 1), pushed("t2", "backend/x.ts")]);
    expect(turns[0]).toMatchObject({ attempt: 2, treeOf: 2, resume: null, rung: "fresh-session" });
  });

  const asked = (events: readonly RunEvent[]) =>
    gatesToAsk(definitionHere, replay(definitionHere, events), "quality");

  test("has the gates asked again that look at the tree, and always those that look at artifacts", () => {
    const running: RunEvent = { type: "phase.started", phase: "quality" };
    expect(asked([...upToEnd("t1"), running])).toEqual(["complete"]);
    expect(asked([...upToEnd("t1"), pushed("t2"), running])).toEqual([{ checks: "all" }, "complete"]);
    expect(asked([...upToEnd("t1"), pushed("t2")]), "it has passed").toEqual([{ checks: "all" }]);
    expect(asked([]), "nothing has been seen yet").toEqual([{ checks: "all" }, "complete"]);
    expect(gatesToAsk(definitionHere, replay(definitionHere, []), "planning"), "no such phase").toEqual([]);
  });
});
