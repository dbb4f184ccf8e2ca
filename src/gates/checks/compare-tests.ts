import { type Report, testOutcomes, type TestOutcome } from "../../core/evidence.ts";
import { isUnloaded } from "./reports/parsed.ts";
import { pairUp } from "./successors.ts";

export type TestReport = Extract<Report, { kind: "tests" }>;

export interface Test {
  file: string;
  name: string;
  outcome: TestOutcome;
}

/** What is wrong with one test. */
export interface TestFault {
  rule: "regression" | "new-failing" | "newly-skipped" | "vanished" | "fewer-tests";
  file: string;
  /** The test's name; empty when it concerns all of them. */
  subject: string;
  message: string;
}

export interface TestComparison {
  faults: TestFault[];
  /** Tests that fail as they did before. */
  known: string[];
}

/** Whether the test's body was carried out. */
export const hasRun = ({ outcome }: { outcome: TestOutcome }): boolean =>
  outcome === "passed" || outcome === "failed" || outcome === "flaky";

export const testsRun = ({ counts }: TestReport): number => counts.passed + counts.failed + counts.flaky;

/** The test with the file that it is in, for people. */
export const sayTest = ({ file, name }: { file: string; name: string }): string =>
  file === "" ? `"${name}"` : `"${name}" of ${file}`;

/**
 * What is worse than before, test by test. A test is the same when file and name are, or the name alone; one that is
 * gone must have a test in its place.
 */
export function compareTests(before: TestReport, after: TestReport): TestComparison {
  const [old, now] = [testsOf(before), testsOf(after)];
  const { pairs, gone, added } = pairUp(old, now);
  const judged = pairs.flatMap(([was, is, isSame]) => faultOf(was, is, isSame));
  const failing = added.filter(({ outcome }) => outcome === "failed").map(newFailing);
  const known = pairs
    .filter(([was, is]) => was.outcome === "failed" && is.outcome === "failed")
    .map(([, is]) => sayTest(is));
  const broken = [...judged, ...failing];
  const missing =
    before.cut || after.cut ? fewer(before, after) : gone.filter((test) => !isCovered(test, broken));
  return { faults: [...broken, ...missing.map((each) => ("rule" in each ? each : vanished(each)))], known };
}

export const testsOf = ({ tests }: TestReport): Test[] =>
  (tests ?? []).flatMap((of) =>
    testOutcomes.flatMap((outcome) => (of[outcome] ?? []).map((name) => ({ file: of.file, name, outcome }))),
  );

function faultOf(was: Test, is: Test, isSame: boolean): TestFault[] {
  const place = { file: is.file, subject: is.name };
  if (is.outcome === "failed") {
    if (was.outcome === "failed") return [];
    if (!isSame || !hasRun(was)) return [newFailing(is)];
    const how =
      was.outcome === "flaky"
        ? "is flaky on the base commit, but fails now"
        : "passed on the base commit and fails now";
    return [{ ...place, rule: "regression", message: `${said(is)} ${how}` }];
  }
  if (hasRun(is) || !hasRun(was)) return [];
  return [
    { ...place, rule: "newly-skipped", message: `${said(is)} ran on the base commit and is skipped now` },
  ];
}

function newFailing(test: Test): TestFault {
  const place = { file: test.file, subject: test.name };
  const message = isUnloaded(test.name)
    ? "the tests of this file could not be loaded"
    : `${said(test)} fails`;
  return { ...place, rule: "new-failing", message };
}

const said = ({ name }: Test): string => `"${name}"`;

const vanished = ({ file, name }: Test): TestFault => ({
  rule: "vanished",
  file,
  subject: name,
  message: `"${name}" ran on the base commit and is gone, and no new test stands in its place`,
});

/** The tests of a file that could not be loaded are not there, and that is no fault of its own. */
const isCovered = ({ file }: Test, faults: readonly TestFault[]): boolean =>
  faults.some(
    (fault) => isUnloaded(fault.subject) && (fault.file === file || fault.file === "" || file === ""),
  );

function fewer(before: TestReport, after: TestReport): TestFault[] {
  const [was, is] = [testsRun(before), testsRun(after)];
  return is >= was ? [] : [fewerTests(was, is)];
}

export const fewerTests = (was: number, is: number): TestFault => ({
  rule: "fewer-tests",
  file: "",
  subject: "",
  message: `${was} tests ran on the base commit, now ${is}`,
});
