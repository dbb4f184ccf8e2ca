import { expect, test } from "vitest";
import type { Report } from "../../core/evidence.ts";
import { evidenceOf } from "../gates.fixture.ts";
import { withEarlier } from "./flaky.ts";

function tests(passed: string[], failed: string[] = []): Report {
  const counts = { passed: passed.length, failed: failed.length, skipped: 0, todo: 0, flaky: 0 };
  return { kind: "tests", counts, tests: [{ file: "a.test.ts", passed, failed }], cut: false };
}

test("tests that failed and pass now are flaky, in the evidence and in its report", () => {
  const earlier = evidenceOf({ exitCode: 1, report: tests(["x"], ["y", "z"]) });
  expect(withEarlier(earlier, evidenceOf({ report: tests(["x", "y", "z"]) }))).toMatchObject({
    exitCode: 0,
    flaky: ['"y" of a.test.ts', '"z" of a.test.ts'],
    report: { counts: { passed: 1, flaky: 2 }, tests: [{ passed: ["x"], flaky: ["y", "z"] }] },
  });
});

test("without a report the check as a whole is flaky", () => {
  expect(withEarlier(evidenceOf({ exitCode: 1 }), evidenceOf()).flaky).toEqual([]);
});

test("a check that fails twice is as the second run says, and flaky tests in it are known", () => {
  const earlier = evidenceOf({ exitCode: 1, report: tests([], ["x", "y"]) });
  const again = evidenceOf({ exitCode: 1, report: tests(["x"], ["y"]) });
  expect(withEarlier(earlier, again)).toMatchObject({
    exitCode: 1,
    flaky: ['"x" of a.test.ts'],
    report: { counts: { failed: 1, flaky: 1 } },
  });
  expect(withEarlier(again, again)).toEqual(again);
});

test("what was flaky stays so", () => {
  const earlier = evidenceOf({ exitCode: 1, flaky: ["a"], report: tests([], ["x"]) });
  expect(withEarlier(earlier, evidenceOf({ report: tests(["x"]) })).flaky).toEqual(["a", '"x" of a.test.ts']);
});
