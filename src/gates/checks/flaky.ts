import type { Evidence, TestsOfFile } from "../../core/evidence.ts";
import { sayTest, testsOf } from "./compare-tests.ts";

/**
 * A check that failed on this very tree and was run again. What passes now is flaky, and stays so for everybody who
 * uses this evidence later.
 */
export function withEarlier(earlier: Evidence, again: Evidence): Evidence {
  const failed = new Set(failedIn(earlier));
  const passed = testsIn(again).filter((test) => test.outcome === "passed" && failed.has(sayTest(test)));
  const names = [...new Set([...(earlier.flaky ?? []), ...passed.map(sayTest)])];
  if (names.length === 0 && again.exitCode !== 0) return again;
  return { ...again, report: reportWith(again.report, new Set(names)), flaky: names };
}

const testsIn = ({ report }: Evidence) => (report?.kind === "tests" ? testsOf(report) : []);

const failedIn = (evidence: Evidence): string[] =>
  testsIn(evidence)
    .filter(({ outcome }) => outcome === "failed")
    .map(sayTest);

function reportWith(report: Evidence["report"], flaky: ReadonlySet<string>): Evidence["report"] {
  if (report?.kind !== "tests" || report.tests === undefined) return report;
  const tests = report.tests.map((file) => marked(file, flaky));
  const count = (outcome: "passed" | "flaky") =>
    report.counts[outcome] + lengthOf(tests, outcome) - lengthOf(report.tests ?? [], outcome);
  return { ...report, tests, counts: { ...report.counts, passed: count("passed"), flaky: count("flaky") } };
}

function marked(file: TestsOfFile, flaky: ReadonlySet<string>): TestsOfFile {
  const isFlaky = (name: string) => flaky.has(sayTest({ file: file.file, name }));
  const found = (file.passed ?? []).filter(isFlaky);
  if (found.length === 0) return file;
  const passed = (file.passed ?? []).filter((name) => !isFlaky(name));
  return { ...file, passed, flaky: [...(file.flaky ?? []), ...found] };
}

const lengthOf = (tests: readonly TestsOfFile[], outcome: "passed" | "flaky"): number =>
  tests.reduce((sum, file) => sum + (file[outcome]?.length ?? 0), 0);
