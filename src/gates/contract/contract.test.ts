import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { profileSchema } from "../../core/profile.ts";
import { writeFiles } from "../../../test/support/project.ts";
import { createChecks } from "../checks/runner.ts";
import { fails, judge, makeStage, passes } from "../gates.fixture.ts";
import { breakingCases } from "./cases/breaking.fixture.ts";
import { graphqlCases } from "./cases/graphql.fixture.ts";
import { callCases } from "./cases/calls.fixture.ts";
import { madeCases } from "./cases/made.fixture.ts";
import { planCases } from "./cases/plan.fixture.ts";
import { compatibleCases } from "./cases/honest.fixture.ts";
import { type Case, file, shop } from "./cases/shop.fixture.ts";

/** The stage of a case: real git, and real processes where the contract names commands. */
async function contextOf({ files = {}, base = {}, plan, planAs = "system-plan", issue, contract }: Case) {
  const stage = await makeStage({ ...shop, ...base });
  for (const [name, text] of Object.entries(files)) {
    if (text === null) await rm(path.join(stage.tree, name));
    else await writeFiles(stage.tree, { [name]: text });
  }
  const profile = profileSchema.parse({
    parts: [
      { name: "backend", path: "backend", checks: {} },
      { name: "frontend", path: "frontend", checks: {} },
    ],
    contract: { kind: "openapi", backend: "backend", frontend: "frontend", file, ...contract },
  });
  const checks = createChecks({
    repository: stage.repository,
    profile,
    directory: path.join(stage.root, "checkout"),
    store: path.join(stage.root, "store"),
    environment: "test",
    home: path.join(stage.root, "home"),
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    recall: () => Promise.resolve(null),
    remember: () => Promise.resolve(),
    timeoutMs: 60_000,
  });
  return stage.context({
    profile,
    checks,
    artifacts: plan === undefined ? {} : { [planAs]: plan },
    ...(issue === undefined ? {} : { issue }),
  });
}

const tables = [
  { title: "what breaks clients", cases: breakingCases },
  { title: "what no client feels", cases: compatibleCases },
  { title: "what the plan says", cases: planCases },
  { title: "what the frontend calls", cases: callCases },
  { title: "what a GraphQL schema says", cases: graphqlCases },
  { title: "what is made from the description", cases: madeCases },
];

describe.each(tables)("$title", ({ cases }) => {
  test.each(cases)("$name", async (each) => {
    const context = await contextOf(each);
    if (each.expect === "honest") {
      await passes("contract", context);
      return;
    }
    const reason = await fails("contract", context);
    for (const words of each.expect) expect(reason).toContain(words);
  });
});

test("a project whose profile names no contract passes, and the verdict says so", async () => {
  const { context } = await makeStage();
  expect(await passes("contract", await context())).toBe("the profile names no contract between parts");
});

test("a person may allow a finding by its name, and another one stays", async () => {
  const context = await contextOf(breakingCases[0] as Case);
  const { findings = [] } = await judge("contract", context);
  expect(findings).toHaveLength(1);
  const allowed = new Set(findings.map(({ allowance }) => allowance ?? ""));
  expect(await passes("contract", { ...context, allowed })).toContain("a person allowed");
});
