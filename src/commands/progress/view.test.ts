import { expect, test } from "vitest";
import type { AgentEvent } from "../../core/agent.ts";
import type { RunEvent } from "../../core/event.ts";
import type { RunNews } from "../../engine/engine.ts";
import { statusAfter, used, worked } from "../status.fixture.ts";
import { blockOf } from "./block.ts";
import { plain } from "./colour.ts";
import { newProblem, see, viewOf } from "./view.ts";

const ofAgent = (event: AgentEvent): RunNews => ({
  kind: "agent",
  run: "r1",
  step: "planning/architect",
  event,
});
const ofRun = (event: RunEvent): RunNews => ({
  kind: "event",
  run: "r1",
  event: { key: "k", at: "2026-01-01T00:00:00.000Z", event },
});
const view = () => viewOf(statusAfter([]));
const confined = (problem: string): AgentEvent => ({
  type: "confined",
  sandbox: { kind: problem === "" ? "bubblewrap" : "none", problem },
});

test("a sandbox that does not hold is news once for each problem", () => {
  const seen = view();
  const problems = [
    confined(""),
    confined("no bwrap\nmore"),
    confined("no bwrap"),
    confined("too many files"),
  ];
  expect(problems.map((event) => newProblem(seen, ofAgent(event)))).toEqual([
    null,
    "no bwrap",
    null,
    "too many files",
  ]);
  expect(newProblem(seen, ofAgent({ type: "text", text: "hello" }))).toBeNull();
});

test("it is news at the end of an attempt, too, when nobody saw its beginning", () => {
  const attempt = worked("planning/architect", {}, used(1, 0));
  const sandbox = { kind: "none", problem: "no bwrap" } as const;
  expect(newProblem(view(), ofRun({ ...attempt, sandbox } as RunEvent))).toBe("no bwrap");
  expect(newProblem(view(), ofRun(attempt))).toBeNull();
  expect(newProblem(view(), ofRun({ type: "phase.started", phase: "planning" }))).toBeNull();
});

test("the block shows what was used beside the budget that holds now", () => {
  const seen = view();
  see(seen, ofRun({ type: "run.resumed", generation: 2, budget: { usd: 15, tokens: null } }), 0);
  see(seen, ofRun(worked("planning/architect", {}, used(10, 1.2))), 0);
  newProblem(seen, ofAgent(confined("no bwrap")));
  const lines = blockOf(seen, { now: 0, startedAt: 0, columns: 120, paint: plain });
  expect(lines.at(-1)).toContain("10 tokens, $1.20 of $15.00");
  expect(lines).toContain("NOT HELD by a sandbox: no bwrap");
});
