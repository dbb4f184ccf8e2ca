import { expect, test } from "vitest";
import type { Evidence, Problem, Report } from "../../core/evidence.ts";
import { evidenceOf } from "../gates.fixture.ts";
import { assess } from "./assess.ts";
import { digestLines } from "./compare.ts";

const printed = (exitCode: number, outputTail: string, facts: Partial<Evidence> = {}): Evidence =>
  evidenceOf({ exitCode, outputTail, lines: digestLines(outputTail), ...facts });

const green = evidenceOf();

const rulesOf = (before: Evidence | undefined, after: Evidence): string[] =>
  assess({ before, after }).faults.map(({ rule }) => rule);

function tests(passed: string[], failed: string[] = [], skipped: string[] = []): Report {
  const counts = { passed: passed.length, failed: failed.length, skipped: skipped.length, todo: 0, flaky: 0 };
  return { kind: "tests", counts, tests: [{ file: "a.test.ts", passed, failed, skipped }], cut: false };
}

function problems(...listed: Partial<Problem>[]): Report {
  const full = listed.map((one) =>
    Object.assign({ file: "a.js", rule: "r", message: "m", isError: true, times: 1 }, one),
  );
  const count = (isError: boolean) =>
    full.filter((one) => one.isError === isError).reduce((sum, { times }) => sum + times, 0);
  return { kind: "problems", errors: count(true), warnings: count(false), problems: full, cut: false };
}

const unreadable: Report = { kind: "unreadable", problem: "it left no report" };

test("what passes is fine, with and without a report, whatever the base commit said", () => {
  for (const report of [undefined, tests(["x"]), problems()])
    for (const before of [undefined, green, printed(1, "bad\n")])
      expect(assess({ before, after: evidenceOf({ report }) })).toEqual({
        faults: [],
        isKnown: false,
        remarks: [],
      });
});

test("a command that is missing is a fault, unless it was missing before", () => {
  expect(rulesOf(green, printed(127, "sh: vitest: not found\n"))).toEqual(["missing-command"]);
  const gone = printed(1, 'npm error Missing script: "test"\n');
  expect(rulesOf(green, gone)).toEqual(["missing-command"]);
  expect(rulesOf(undefined, gone)).toEqual(["missing-command"]);
  expect(assess({ before: gone, after: gone })).toMatchObject({ faults: [], isKnown: true });
});

test("a report that is missing or unreadable is a fault, also when the check ended well", () => {
  const before = evidenceOf({ report: tests(["x"]) });
  expect(rulesOf(before, evidenceOf({ report: unreadable }))).toEqual(["unreadable-report"]);
  expect(rulesOf(before, printed(1, "crash\n", { report: unreadable }))).toEqual(["failed"]);
  const red = printed(1, "bad\n", { report: tests([], ["x"]) });
  expect(rulesOf(red, printed(1, "bad\n", { report: unreadable }))).toEqual(["unreadable-report"]);
});

test("a report that cannot be read on the base commit either leaves the exit code to judge by", () => {
  const before = evidenceOf({ report: unreadable });
  expect(assess({ before, after: evidenceOf({ report: unreadable }) })).toMatchObject({
    faults: [],
    remarks: ["it left no report, as on the base commit: only the exit code counts"],
  });
  expect(rulesOf(before, printed(1, "bad\n", { report: unreadable }))).toEqual(["failed"]);
});

test("no tests are no pass, unless there were none before", () => {
  const none = evidenceOf({ report: tests([], [], ["x"]) });
  expect(rulesOf(evidenceOf({ report: tests(["x"]) }), none)).toEqual(["no-tests"]);
  expect(rulesOf(undefined, none)).toEqual(["no-tests"]);
  expect(assess({ before: none, after: none })).toMatchObject({
    faults: [],
    remarks: ["no tests ran, as on the base commit"],
  });
});

test("the same holds where only the output tells how many tests ran", () => {
  const ran = (testsRun?: number) => evidenceOf({ testsRun });
  expect(rulesOf(ran(5), ran(0))).toEqual(["no-tests"]);
  expect(rulesOf(ran(5), ran(4))).toEqual(["fewer-tests"]);
  expect(rulesOf(ran(5), ran(6))).toEqual([]);
  expect(rulesOf(ran(0), ran(0))).toEqual([]);
  expect(rulesOf(ran(0), ran(3))).toEqual([]);
  expect(rulesOf(ran(5), ran())).toEqual(["no-tests"]);
  expect(rulesOf(ran(), ran())).toEqual([]);
  expect(rulesOf(undefined, ran(0))).toEqual(["no-tests"]);
});

test("fewer tests are told although the check fails as before", () => {
  expect(rulesOf(printed(1, "bad\n", { testsRun: 9 }), printed(1, "bad\n", { testsRun: 3 }))).toEqual([
    "fewer-tests",
  ]);
});

test("tests that fail as before are known, whatever else is printed", () => {
  const before = printed(1, "at random 0.123\n", { report: tests(["x"], ["y"]) });
  const after = printed(1, "something else entirely\n", { report: tests(["x", "new"], ["y"]) });
  expect(assess({ before, after })).toMatchObject({ faults: [], isKnown: true });
});

test("some runners end with the number of failing tests", () => {
  const before = printed(2, "", { report: tests([], ["x", "y"]) });
  expect(assess({ before, after: printed(1, "", { report: tests(["x"], ["y"]) }) })).toMatchObject({
    faults: [],
    isKnown: true,
  });
});

test("a check that ends badly though no test failed is not excused by its report", () => {
  const before = evidenceOf({ report: tests(["x"]) });
  const after = printed(1, "coverage for lines (10%) does not meet threshold (90%)\n", {
    report: tests(["x"]),
  });
  expect(rulesOf(before, after)).toEqual(["failed"]);
  const red = printed(1, "bad\n", { report: tests([], ["x"]) });
  expect(rulesOf(red, after)).toContain("failed");
});

test("a report that says that all is well does not excuse a check that was ended", () => {
  const before = evidenceOf({ report: tests(["x"]) });
  for (const exitCode of [124, 125, 137])
    expect(rulesOf(before, printed(exitCode, "", { report: tests(["x"]) }))).toEqual(["failed"]);
});

test("tests that fail are faults, although the check ended well", () => {
  const before = evidenceOf({ report: tests(["x"]) });
  expect(rulesOf(before, evidenceOf({ report: tests([], ["x"]) }))).toEqual(["regression"]);
});

test("known problems of a linter are known, on other lines and in moved files too", () => {
  const before = printed(1, "", { report: problems({}, { file: "b.js", message: "line 3" }) });
  const moved = problems({}, { file: "c.js", message: "line 9" });
  expect(assess({ before, after: printed(1, "", { report: moved }) })).toMatchObject({
    faults: [],
    isKnown: true,
  });
});

test("a new problem is told with its file", () => {
  const before = printed(1, "", { report: problems({}) });
  const after = printed(1, "", { report: problems({ times: 2 }, { file: "b.js", rule: "x", message: "y" }) });
  expect(assess({ before, after }).faults).toEqual([
    { rule: "new-problem", file: "a.js", subject: "r: m", message: "r: m" },
    { rule: "new-problem", file: "b.js", subject: "x: y", message: "x: y" },
  ]);
});

test("a warning is no problem where there are errors, and one where only warnings make it fail", () => {
  const before = printed(1, "", { report: problems({}) });
  const warned = printed(1, "", { report: problems({}, { isError: false, message: "w" }) });
  expect(rulesOf(before, warned)).toEqual([]);
  const after = printed(1, "", { report: problems({ isError: false, message: "w" }) });
  expect(rulesOf(evidenceOf({ report: problems() }), after)).toEqual(["new-problem"]);
});

test("warnings of a linter that ends well are nobody's business", () => {
  const after = evidenceOf({ report: problems({ isError: false }) });
  expect(rulesOf(evidenceOf({ report: problems() }), after)).toEqual([]);
});

test("a linter that crashes is not excused by its problems on the base commit", () => {
  const before = printed(1, "", { report: problems({}) });
  expect(rulesOf(before, printed(2, "Error: cannot find plugin\n", { report: problems({}) }))).toContain(
    "failed",
  );
});

test("without a report, the same failure is known, and anything new in it is told", () => {
  const before = printed(1, "a.js:3: bad\n");
  expect(assess({ before, after: printed(1, "a.js:9: bad\n") })).toMatchObject({ faults: [], isKnown: true });
  expect(assess({ before, after: printed(1, "a.js:3: bad\nb.js:1: worse\n") }).faults).toEqual([
    {
      rule: "failed",
      file: "",
      subject: "",
      message: "it failed on the base commit too, but not with all of this",
    },
    { rule: "new-problem", file: "", subject: "b.js:#: worse", message: "b.js:#: worse" },
  ]);
  expect(rulesOf(before, printed(2, "a.js:3: bad\n"))).toContain("failed");
});

test("what is new above the kept tail is told as such", () => {
  const old = "a.js: bad\n".repeat(1_000);
  const before = evidenceOf({ exitCode: 1, outputTail: old.slice(-100), lines: digestLines(old) });
  const after = { ...before, lines: digestLines(`worse\n${old}`) };
  expect(assess({ before, after }).faults[0]?.message).toContain("stands further up than what is shown");
});

test("evidence of an earlier version, which has the tail alone, is compared by it", () => {
  const before = evidenceOf({ exitCode: 1, outputTail: "a.js:3: bad\n" });
  expect(rulesOf(before, printed(1, "a.js:4: bad\n"))).toEqual([]);
  expect(rulesOf(before, printed(1, "a.js:4: worse\n"))).toContain("failed");
});

test("output that only begins to be endless is worse", () => {
  const before = printed(1, "x\n");
  const after = evidenceOf({ exitCode: 1, lines: { ...digestLines("x\n"), cut: true } });
  expect(rulesOf(before, after)).toContain("failed");
});

test("what a check prints about itself changes nothing", () => {
  const lie = 'ALL TESTS PASSED\nchecks: passed\n{"verdict":"passed"}\n Tests  99 passed (99)\n';
  expect(rulesOf(green, printed(1, lie))).toEqual(["failed"]);
  expect(rulesOf(evidenceOf({ testsRun: 9 }), evidenceOf({ outputTail: "ALL TESTS PASSED\n" }))).toEqual([
    "no-tests",
  ]);
});
