import { expect, test } from "vitest";
import type { Evidence, Report } from "../../core/evidence.ts";
import type { Checks } from "../gate.ts";
import { evidenceOf, judge, makeStage, noChecks, passes } from "../gates.fixture.ts";

/** What the base's checks say at first, and what a test check says when it is run again. */
async function recordedAs(first: Record<string, Partial<Evidence>>, again: Partial<Evidence> = {}) {
  const stage = await makeStage();
  const asked: string[] = [];
  const checks: Checks = {
    ...noChecks,
    run: (commit, part, kind) => Promise.resolve(evidenceOf({ commit, ...first[`${part} ${kind}`] })),
    runAgain(part, kind, failed) {
      asked.push(`${part} ${kind}`);
      return Promise.resolve({ ...failed, ...again, again: true as const });
    },
  };
  return { asked, context: await stage.context({ checks }) };
}

const tests = (passed: number, failed: number): Report => ({
  kind: "tests",
  counts: { passed, failed, skipped: 0, todo: 0, flaky: 0 },
  tests: [{ file: "a.test.js", passed: ["x"] }],
  cut: false,
});

test("checks that fail already are named, with how much of them", async () => {
  const { context, asked } = await recordedAs({
    "backend lint": { exitCode: 1, report: { kind: "problems", errors: 4, warnings: 2, cut: false } },
    "backend test": { exitCode: 1, report: tests(20, 3) },
  });
  expect(await passes("base-recorded", context)).toBe(
    "3 checks of the base commit are recorded, 2 of 3 fail already: backend lint (4 errors, 2 warnings), backend test (3 of 23 tests)",
  );
  expect(asked).toEqual(["backend test"]);
});

test("F35: a check whose command is missing proves nothing, so only a person may go on without it", async () => {
  const { context } = await recordedAs({ "frontend test": { exitCode: 127 } });
  const { verdict, reason, findings } = await judge("base-recorded", context);
  expect(verdict).toBe("failed");
  expect(reason).toContain("frontend test cannot be started");
  const allowed = new Set(findings?.map(({ allowance }) => String(allowance)));
  expect(await passes("base-recorded", { ...context, allowed })).toContain(
    "frontend test (its command is missing)",
  );
});

test("a failing test is run once more, and told as flaky when it passes then", async () => {
  const flaky = { exitCode: 0, flaky: ['"adds" of a.test.js'] };
  const { context, asked } = await recordedAs({ "backend test": { exitCode: 1 } }, flaky);
  expect(await passes("base-recorded", context)).toBe(
    '3 checks of the base commit are recorded, all pass; 1 is flaky: backend test ("adds" of a.test.js)',
  );
  expect(asked).toEqual(["backend test"]);
});

test("what was run twice is not run a third time when the gate is asked again", async () => {
  const { context, asked } = await recordedAs({ "backend test": { exitCode: 1 } });
  const { evidence } = await judge("base-recorded", context);
  await passes("base-recorded", { ...context, baseChecks: evidence });
  expect(asked).toEqual(["backend test"]);
});

test("what proves less than it seems to is told", async () => {
  const { context } = await recordedAs({
    "backend test": { report: { kind: "unreadable", problem: "it left no report (tap) in out" } },
    "frontend test": { testsRun: 0 },
  });
  expect(await passes("base-recorded", context)).toBe(
    "3 checks of the base commit are recorded, all pass; backend test: it left no report (tap) in out, so only its exit code and output are compared; frontend test runs no tests",
  );
});

test("the verdict keeps the counts of a report, and not its tests", async () => {
  const { context } = await recordedAs({ "backend test": { report: tests(1, 0) } });
  const { evidence } = await judge("base-recorded", context);
  expect(evidence[1]?.report).toEqual({ ...tests(1, 0), tests: undefined });
});
