import { expect, test } from "vitest";
import { onePhase } from "./run.fixture.ts";
import { parseWorkflow } from "./workflow.ts";

const parse = (text: string) => parseWorkflow({ file: "w.yaml", text });

test("a short workflow gets six attempts, two rounds of fixes, no gates and no approval", () => {
  const { workflow } = parse(onePhase("planning", "{ sequence: [planner] }"));
  expect(workflow).toEqual({
    name: "one",
    description: "One phase",
    attempts: 6,
    recovery: {},
    phases: {
      planning: {
        order: "sequence",
        steps: [{ role: "planner" }],
        each: [],
        gate: [],
        approval: "none",
        fixes: 2,
      },
    },
  });
});

test.each(["sequence", "parallel", "auto"])("the steps of a phase may go in %s", (order) => {
  const { workflow, lineOf } = parse(
    onePhase("quality", `{ ${order}: [a, { role: b, reads: [plan], each: [scope, { checks: part }] }] }`),
  );
  expect(workflow.phases.quality).toMatchObject({
    order,
    steps: [{ role: "a" }, { role: "b", reads: ["plan"], each: ["scope", { checks: "part" }] }],
  });
  expect(lineOf(["phases", "quality"])).toBe(4);
});

test("a phase may have no steps and only a gate", () => {
  expect(parse(onePhase("ready", "{ sequence: [], gate: [pushed] }")).workflow.phases.ready).toMatchObject({
    steps: [],
    gate: ["pushed"],
  });
});

test("a phase goes in one order only, and in one at all", () => {
  const message = "w.yaml:4: phases.planning: a phase has exactly one of sequence, parallel and auto";
  expect(() => parse(onePhase("planning", "{ sequence: [a], auto: [b] }"))).toThrow(message);
  expect(() => parse(onePhase("planning", "{ gate: [complete] }"))).toThrow(message);
});

test("an unknown gate is named at its line, with those that there are", () => {
  expect(() => parse(onePhase("planning", "{ sequence: [a], gate: [complete, magic] }"))).toThrow(
    "w.yaml:4: phases.planning.gate.1: no such gate; there are complete, no-code,",
  );
});

test("a step that is neither a name nor a map is refused with the form", () => {
  expect(() => parse(onePhase("planning", "{ sequence: [{ reads: [x] }] }"))).toThrow(
    "w.yaml:4: phases.planning.sequence.0: a step is the name of a role, or { role, reads, each } with known artifacts and gates",
  );
});

test("names are small letters, digits and dashes, and a phase is one of the five", () => {
  expect(() => parse("name: My Flow\ndescription: x\nphases: {}")).toThrow(
    "w.yaml:1: name: use small letters, digits and dashes",
  );
  expect(() => parse("name: x\ndescription: x\nphases:\n  testing: {}")).toThrow(
    "w.yaml:4: phases.testing: is not known here",
  );
});
