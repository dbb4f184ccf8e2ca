import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { writeFiles } from "../../../test/support/project.ts";
import { duty } from "../../core/run.fixture.ts";
import { requirementsOf } from "../../core/requirements.ts";
import type { GateContext } from "../gate.ts";
import { judge, makeStage } from "../gates.fixture.ts";
import { base, type CoverageCase, coverageCases } from "./coverage.fixture.ts";

async function judged({ issue, artifacts, changes, writes }: CoverageCase, facts: Partial<GateContext> = {}) {
  const stage = await makeStage(base);
  await writeFiles(stage.tree, changes);
  const requirements = requirementsOf(artifacts["pm-spec"] ?? artifacts["plan"] ?? issue);
  const artifact = artifacts[writes] ?? "";
  const context = { duty: duty(writes), artifacts, artifact, issue, requirements, ...facts };
  const verdict = await judge("coverage", await stage.context(context));
  await rm(stage.root, { recursive: true, force: true });
  return verdict;
}

test.each(coverageCases)("$name", async (each) => {
  const { findings = [] } = await judged(each);
  const said = findings.map(({ rule, message }) => `${message.split(" ", 1)[0]} ${rule}`);
  expect(said).toEqual(each.expect === "honest" ? [] : each.expect);
});

const caseNamed = (name: string): CoverageCase =>
  coverageCases.find((each) => each.name === name) as CoverageCase;

test("a finding says what mends it, and a person may allow it", async () => {
  const open = caseNamed("no test names R2");
  const { reason, findings = [] } = await judged(open);
  expect(reason).toBe(
    "R2 (Read. Acceptance: shown.) reaches no test; put its id into the title of a test that proves it, or name the id and the test's file, which must exist, in one row under Coverage",
  );
  const allowed = new Set(findings.flatMap(({ allowance }) => allowance ?? []));
  expect((await judged(open, { allowed })).reason).toContain("a person allowed");
});

test("without ids there is nothing to trace, and the gate says so", async () => {
  expect((await judged(caseNamed("no requirement with an id"))).reason).toBe(
    "no requirement has an id, so there is nothing to trace",
  );
});
