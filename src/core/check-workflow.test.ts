import { describe, expect, test } from "vitest";
import { checkWorkflow } from "./check-workflow.ts";
import type { PhaseName } from "./phase.ts";
import type { Role } from "./role.ts";
import { duty, featureText, onePhase, role, team } from "./run.fixture.ts";
import { parseWorkflow } from "./workflow.ts";

function check(text: string, roles: Record<string, Role> = team, parts = ["backend", "frontend"]): string[] {
  const loaded = { ...parseWorkflow({ file: "w.yaml", text }), file: "w.yaml" };
  return checkWorkflow(loaded, roles, parts).map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

const rolesOf = (...roles: Role[]): Record<string, Role> =>
  Object.fromEntries(roles.map((each) => [each.name, each]));
const at = (phase: PhaseName, name: string, ...facts: Parameters<typeof duty>): Role =>
  role(name, { [phase]: duty(...facts) });

test("the feature workflow can be carried out", () => {
  expect(check(featureText)).toEqual([]);
});

test("without a known project, the parts are the customary ones", () => {
  expect(check(featureText, team, [])).toEqual([]);
});

test("mistakes come in the order of their lines, each with a remedy", () => {
  const text = onePhase("quality", "\n    sequence: [nobody]\n    gate: [review-approved]");
  expect(check(text)).toEqual([
    "w.yaml:5: there is no role nobody",
    'w.yaml:6: nobody reviews the code up to quality, so the gate "review-approved" can never pass',
  ]);
  const loaded = { ...parseWorkflow({ file: "w.yaml", text }), file: "w.yaml" };
  expect(checkWorkflow(loaded, team, [])[0]?.remedy).toMatch(
    /^the roles are: architect, .*; add your own in \.phasegate\/roles\/nobody\.md$/,
  );
});

test("a workflow without a single step is refused", () => {
  expect(check("name: w\ndescription: x\nphases: { ready: { sequence: [], gate: [pushed] } }")).toEqual([
    "w.yaml:3: the workflow has no step",
  ]);
});

describe("roles", () => {
  test("must exist, also when they bear the name of something else", () => {
    expect(check(onePhase("planning", "{ sequence: [constructor] }"))).toEqual([
      "w.yaml:4: there is no role constructor",
    ]);
  });

  test("must have a duty in the phase", () => {
    expect(check(onePhase("ready", "{ sequence: [architect] }"))).toEqual([
      "w.yaml:4: architect has no duty in ready",
    ]);
    expect(check(onePhase("ready", "{ sequence: [idle] }"), rolesOf(role("idle", {})))).toEqual([
      "w.yaml:4: idle has no duty in ready",
    ]);
  });

  test("have one turn in a phase", () => {
    const roles = rolesOf(at("planning", "a", "x"));
    expect(check(onePhase("planning", "{ sequence: [a, a] }"), roles)).toEqual([
      "w.yaml:4: a is in planning twice",
    ]);
  });

  test("write artifacts of their own", () => {
    const roles = rolesOf(at("planning", "a", "x"), at("planning", "b", "x"));
    expect(check(onePhase("planning", "{ sequence: [a, b] }"), roles)).toEqual([
      "w.yaml:4: b and a both write x in planning",
    ]);
  });

  test.each(["issue", "profile", "diff", "checks", "evidence"])(
    "do not write %s, which the engine itself provides",
    (artifact) => {
      expect(
        check(onePhase("planning", "{ sequence: [a] }"), rolesOf(at("planning", "a", artifact))),
      ).toEqual([`w.yaml:4: a writes ${artifact}, which the engine itself provides`]);
    },
  );

  test("edit only parts that the project has", () => {
    expect(
      check(onePhase("implementation", "{ sequence: [{ role: backend-developer, reads: [] }] }"), team, [
        "api",
      ]),
    ).toEqual(["w.yaml:4: backend-developer edits backend, but the project has no such part"]);
    const general = rolesOf(
      at("implementation", "a", "x", { edits: ["parts", "tests", "docs", "changed", "failing"] }),
    );
    expect(check(onePhase("implementation", "{ sequence: [a] }"), general, ["api"])).toEqual([]);
  });
});

describe("artifacts", () => {
  const roles = rolesOf(
    at("planning", "a", "x", { reads: ["issue"] }),
    at("planning", "b", "y", { reads: ["x"] }),
    at("planning", "all", "z", { reads: ["*"] }),
    at("planning", "judge", "review", { reads: ["x", "y"], verdict: "plans" }),
  );

  test("are there when a step before has written them", () => {
    expect(check(onePhase("planning", "{ sequence: [a, b, all] }"), roles)).toEqual([]);
  });

  test("are missing when their writer comes later, at the same time, or never", () => {
    expect(check(onePhase("planning", "{ sequence: [b, a] }"), roles)).toEqual([
      "w.yaml:4: b reads x, which a writes only later",
    ]);
    expect(check(onePhase("planning", "{ parallel: [a, b] }"), roles)).toEqual([
      "w.yaml:4: b reads x, which a writes only at the same time",
    ]);
    expect(check(onePhase("planning", "{ sequence: [b] }"), roles)).toEqual([
      "w.yaml:4: b reads x, which no step before it writes",
    ]);
  });

  test("may be others than the role's own file says", () => {
    expect(check(onePhase("planning", "{ sequence: [{ role: b, reads: [issue] }] }"), roles)).toEqual([]);
  });

  test("come from earlier phases too, the reviewer's included", () => {
    const later = { ...roles, ...rolesOf(at("implementation", "dev", "code", { reads: ["x", "review"] })) };
    const text = onePhase("planning", "{ sequence: [a], review: { by: judge, rounds: 1 } }");
    expect(check(`${text}  implementation: { sequence: [dev] }\n`, later)).toEqual([
      "w.yaml:4: judge reads y, which no step before it writes",
    ]);
  });

  test("of the phase are all there for its reviewer", () => {
    expect(
      check(
        onePhase("planning", "{ sequence: [a, b], review: { by: judge, rounds: 1 }, gate: [reviewed] }"),
        roles,
      ),
    ).toEqual([]);
  });
});

describe("a reviewer of plans", () => {
  test("must give a verdict on plans", () => {
    expect(
      check(onePhase("planning", "{ sequence: [ui-designer], review: { by: architect, rounds: 1 } }"), {
        ...team,
        ...rolesOf(at("planning", "ui-designer", "design-plan"), at("planning", "architect", "system-plan")),
      }),
    ).toEqual(["w.yaml:4: architect gives no verdict on plans in planning, so it cannot review them"]);
  });

  test("must exist", () => {
    const roles = rolesOf(at("planning", "a", "x"));
    expect(
      check(onePhase("planning", "{ sequence: [a], review: { by: nobody, rounds: 1 } }"), roles),
    ).toEqual(["w.yaml:4: there is no role nobody"]);
  });

  test("is not one of the writers", () => {
    const roles = rolesOf(at("planning", "a", "x", { verdict: "plans" }));
    expect(check(onePhase("planning", "{ sequence: [a], review: { by: a, rounds: 1 } }"), roles)).toEqual([
      "w.yaml:4: a is in planning twice",
    ]);
  });
});

describe("gates", () => {
  const roles = rolesOf(
    at("planning", "a", "x"),
    at("planning", "judge", "y", { verdict: "plans" }),
    at("quality", "critic", "z", { verdict: "code" }),
  );

  test("that need a review need a reviewer", () => {
    const never = 'nobody reviews the plans of planning, so the gate "reviewed" can never pass';
    expect(check(onePhase("planning", "{ sequence: [a], gate: [complete, reviewed] }"), roles)).toEqual([
      `w.yaml:4: ${never}`,
    ]);
    expect(check(onePhase("planning", "{ sequence: [a], each: [reviewed] }"), roles)).toEqual([
      `w.yaml:4: ${never}`,
    ]);
    expect(check(onePhase("planning", "{ sequence: [{ role: a, each: [reviewed] }] }"), roles)).toEqual([
      `w.yaml:4: ${never}`,
    ]);
    expect(check(onePhase("planning", "{ sequence: [a, judge], gate: [reviewed] }"), roles)).toEqual([]);
  });

  test("that need an approved review need a reviewer of code, in this phase or before", () => {
    const text = onePhase("quality", "{ sequence: [critic] }");
    expect(check(`${text}  ready: { sequence: [], gate: [review-approved] }\n`, roles)).toEqual([]);
    expect(check(onePhase("planning", "{ sequence: [a], gate: [review-approved] }"), roles)).toEqual([
      'w.yaml:4: nobody reviews the code up to planning, so the gate "review-approved" can never pass',
    ]);
  });
});

describe("steps that may run at once", () => {
  const dev = (name: string, writes: string, edits: string[], reads: string[] = []): Role =>
    at("implementation", name, writes, { edits, reads });

  test("may change different parts", () => {
    const roles = rolesOf(dev("a", "x", ["backend"]), dev("b", "y", ["frontend"]), dev("c", "z", []));
    for (const order of ["parallel", "auto"])
      expect(check(onePhase("implementation", `{ ${order}: [a, b, c] }`), roles)).toEqual([]);
  });

  test.each([
    [["backend"], ["backend"]],
    [["backend"], ["tests"]],
    [["docs"], ["changed"]],
  ])("may not change %j and %j", (one, other) => {
    const roles = rolesOf(dev("a", "x", one), dev("b", "y", other));
    for (const order of ["parallel", "auto"]) {
      expect(check(onePhase("implementation", `{ ${order}: [a, b] }`), roles)).toEqual([
        `w.yaml:4: b (edits ${other.join()}) and a (edits ${one.join()}) may change the same files at once`,
      ]);
    }
    expect(check(onePhase("implementation", "{ sequence: [a, b] }"), roles)).toEqual([]);
  });

  test("do not when one waits for the other, at once or through a third", () => {
    const roles = rolesOf(
      dev("a", "x", ["backend"]),
      dev("b", "y", ["frontend"], ["x"]),
      dev("c", "z", ["backend"], ["y"]),
    );
    expect(check(onePhase("implementation", "{ auto: [a, b, c] }"), roles)).toEqual([]);
    expect(check(onePhase("implementation", "{ auto: [c, b, a] }"), roles)).toEqual([]);
  });

  test("may not wait for each other in a circle", () => {
    const roles = rolesOf(dev("a", "x", [], ["z"]), dev("b", "y", [], ["x"]), dev("c", "z", [], ["y"]));
    expect(check(onePhase("implementation", "{ auto: [a, b, c] }"), roles)).toEqual([
      "w.yaml:4: the steps of implementation wait for each other: a -> c -> b -> a",
    ]);
  });

  test("may all read everything", () => {
    const roles = rolesOf(dev("a", "x", [], ["*"]), dev("b", "y", [], ["*"]));
    expect(check(onePhase("implementation", "{ auto: [a, b] }"), roles)).toEqual([]);
  });

  test("may read what an auto phase writes, in whatever order they stand", () => {
    const roles = rolesOf(dev("a", "x", [], ["y"]), dev("b", "y", []));
    expect(check(onePhase("implementation", "{ auto: [a, b] }"), roles)).toEqual([]);
  });
});
