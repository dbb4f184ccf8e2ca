import { expect, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { duty } from "../../core/run.fixture.ts";
import { judge, makeStage, passes } from "../gates.fixture.ts";
import { act } from "./deeds.fixture.ts";
import { scopeCases, scopeProject } from "./scope.fixture.ts";

const optional = duty("backend-implementation", { edits: ["backend"], changes: "optional" });

test.each(scopeCases.map((each) => [each.name, each] as const))(
  "%s",
  async (_, { deeds, expect: expected }) => {
    const { tree, context } = await makeStage({ ...scopeProject });
    for (const deed of deeds) await act(tree, deed);
    const { verdict, findings = [] } = await judge("scope", await context({ duty: optional }));
    const rules = findings.map(({ rule }) => rule).filter((rule) => rule !== "");
    expect([verdict, rules.sort()]).toEqual(
      expected === "honest" ? ["passed", []] : ["failed", expected.toSorted()],
    );
  },
);

test("a person may allow protected ground as it is now, and neither another state nor another's part", async () => {
  const { tree, context } = await makeStage({ ...scopeProject });
  await writeFiles(tree, { ".github/workflows/ci.yml": "on: push # and more\n" });
  const { findings = [] } = await judge("scope", await context());
  const allowed = new Set(findings.flatMap(({ allowance }) => (allowance === null ? [] : [allowance])));
  expect(allowed.size).toBe(1);
  expect(await passes("scope", await context({ allowed }))).toContain(
    "a person allowed: backend-developer may not change .github/workflows/ci.yml",
  );
  await writeFiles(tree, { ".github/workflows/ci.yml": "on: push # and yet more\n" });
  expect(await judge("scope", await context({ allowed }))).toMatchObject({ verdict: "failed" });
  await writeFiles(tree, { ".github/workflows/ci.yml": "on: push # and more\n", "frontend/page.js": "x\n" });
  const { reason } = await judge("scope", await context({ allowed }));
  expect(reason).toBe(
    "backend-developer may not change frontend/page.js: it may only change backend/**\nPut these paths back exactly as they were.",
  );
});
