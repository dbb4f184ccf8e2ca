import { expect, test } from "vitest";
import type { Evidence, Report } from "./evidence.ts";
import { evidence } from "./run.fixture.ts";
import { repeatedCheck, verificationOf } from "./verification.ts";

const none = { passed: 0, failed: 0, skipped: 0, todo: 0, flaky: 0 };
const tests = (outcomes: object, counts: Partial<typeof none>, cut = false): Report => ({
  kind: "tests",
  counts: { ...none, ...counts },
  tests: [{ file: "a.test.ts", ...outcomes }],
  cut,
});
const problem = { file: "a.ts", rule: "no-x", message: "x", isError: true, times: 2 };
const problems = (times: number): Report => ({
  kind: "problems",
  errors: times,
  warnings: 1,
  problems: [{ ...problem, times }],
  cut: false,
});

const compare = (recorded: Partial<Evidence>, now: Partial<Evidence>) => {
  const row = repeatedCheck({ what: "backend/test", repeat: "npm test" }, evidence(recorded), evidence(now));
  return [row.outcome, row.recorded, row.now];
};
const compareReports = (recorded: Report | undefined, now: Report | undefined) =>
  compare({ report: recorded }, { report: now });

test("the same exit code is the same, whatever was printed and however long it took", () => {
  const changed = {
    durationMs: 9,
    outputSha256: "other",
    outputTail: "other",
    at: "later",
    environment: "x",
  };
  expect(compare({}, changed)).toEqual(["same", "exit code 0", "exit code 0"]);
  expect(compare({ exitCode: 1 }, { exitCode: 1 })).toEqual(["same", "exit code 1", "exit code 1"]);
});

test("another exit code differs, and where it ran is said when that differs too", () => {
  expect(compare({}, { exitCode: 1 })).toEqual(["differs", "exit code 0", "exit code 1: the exit code"]);
  expect(compare({}, { exitCode: 1, environment: "node 24" })[2]).toBe(
    "exit code 1: the exit code; then node, now node 24",
  );
});

test("tests are compared one by one", () => {
  const before = tests({ passed: ["adds", "lists"], skipped: ["x"] }, { passed: 2, skipped: 1 });
  expect(compareReports(before, before)).toEqual([
    "same",
    "exit code 0, 2 passed, 1 skipped",
    "exit code 0, 2 passed, 1 skipped",
  ]);
  const after = tests({ passed: ["adds", "x"], failed: ["lists"] }, { passed: 2, failed: 1 });
  expect(compareReports(before, after)[2]).toBe(
    "exit code 0, 2 passed, 1 failed: a.test.ts lists, a.test.ts x",
  );
  const fewer = tests({ passed: ["adds"] }, { passed: 1 });
  expect(compareReports(before, fewer)[0]).toBe("differs");
  expect(compareReports(fewer, before)[0]).toBe("differs");
});

test("a test that was flaky has passed in the end", () => {
  const before = tests({ flaky: ["adds"] }, { flaky: 1 });
  const after = tests({ passed: ["adds"] }, { passed: 1 });
  expect(compareReports(before, after)[0]).toBe("same");
  expect(compareReports({ ...before, tests: undefined } as Report, after)[0]).toBe("differs");
});

test("where tests are not kept by name their counts are compared", () => {
  const before = tests({}, { passed: 3, flaky: 1 }, true);
  expect(compareReports(before, tests({}, { passed: 4 }, true))[0]).toBe("same");
  expect(compareReports(before, tests({}, { passed: 5 }, true))[2]).toContain(": tests passed");
});

test("problems are compared by what they say and how often", () => {
  expect(compareReports(problems(2), problems(2))).toEqual([
    "same",
    "exit code 0, 2 errors, 1 warnings",
    "exit code 0, 2 errors, 1 warnings",
  ]);
  expect(compareReports(problems(2), problems(3))[2]).toContain(": a.ts no-x x");
  const counted = { ...problems(2), problems: undefined } as Report;
  expect(compareReports(counted, counted)[0]).toBe("same");
  expect(compareReports(counted, { ...problems(3), problems: undefined } as Report)[2]).toContain(": errors");
});

test("a report that is gone, or of another kind, differs; a new one does not", () => {
  const unreadable: Report = { kind: "unreadable", problem: "no file" };
  expect(compareReports(problems(1), undefined)[2]).toBe("exit code 0: the report");
  expect(compareReports(problems(1), unreadable)[2]).toBe("exit code 0, report unreadable: the report");
  expect(compareReports(unreadable, unreadable)[0]).toBe("same");
  expect(compareReports(undefined, problems(1))[0]).toBe("same");
});

test("of many differences a few are named", () => {
  const before = tests({ passed: ["a", "b", "c", "d", "e"] }, { passed: 5 });
  expect(compareReports(before, tests({}, {}))[2]).toBe(
    "exit code 0: a.test.ts a, a.test.ts b, a.test.ts c and 2 more",
  );
});

test("a verification is the same when nothing differs; what is not repeated does not differ", () => {
  const row = { what: "x", recorded: "a", now: "a", repeat: "" };
  const of = { run: "r1", branch: "b", head: "h" };
  const rows = [
    { ...row, outcome: "same" as const },
    { ...row, outcome: "not repeated" as const },
  ];
  expect(verificationOf(of, rows)).toEqual({ ...of, same: true, rows });
  expect(verificationOf(of, [...rows, { ...row, outcome: "differs" as const }]).same).toBe(false);
});
