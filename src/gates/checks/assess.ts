import type { Evidence, Report } from "../../core/evidence.ts";
import { countNew, digestLines, newProblems } from "./compare.ts";
import { newProblemsOf, type ProblemReport } from "./compare-problems.ts";
import { compareTests, fewerTests, type TestFault, type TestReport, testsRun } from "./compare-tests.ts";
import { isMissing } from "./runners.ts";

/** One check, as it was on the base commit and as it is now. */
export interface Comparison {
  /** Undefined where the base commit's is not known; then the check must pass. */
  before: Evidence | undefined;
  after: Evidence;
}

/** What is wrong with a check, or with one test or one line of code that it looks at. */
export interface CheckFault {
  rule: TestFault["rule"] | "missing-command" | "no-tests" | "unreadable-report" | "new-problem" | "failed";
  file: string;
  /** The test, or the problem; empty when it concerns the check as a whole. */
  subject: string;
  message: string;
}

/** What is worse than on the base commit; nothing when the check counts as passed. */
export interface Assessment {
  faults: CheckFault[];
  /** It fails, as it did on the base commit. */
  isKnown: boolean;
  /** What a person should know although the check counts as passed. */
  remarks: string[];
}

const fine: Assessment = { faults: [], isKnown: false, remarks: [] };
const known = (remark?: string): Assessment => ({
  ...fine,
  isKnown: true,
  remarks: remark === undefined ? [] : [remark],
});
const wrong = (...faults: CheckFault[]): Assessment => ({ ...fine, faults });

const asAWhole = (rule: CheckFault["rule"], message: string): CheckFault => ({
  rule,
  file: "",
  subject: "",
  message,
});

/** Ends that the system or the engine made: out of time, printed too much, not started, over a limit. */
const endedFromOutside = new Set([124, 125, 126, 127, 137]);

/** Whether a check is worse than on the base commit. Evidence decides: what a check prints about itself does not. */
export function assess({ before, after }: Comparison): Assessment {
  if (isMissing(after)) {
    if (before && isMissing(before) && before.exitCode === after.exitCode)
      return known("its command is missing, as on the base commit");
    return wrong(asAWhole("missing-command", "its command could not be started, so nothing was checked"));
  }
  if (endedFromOutside.has(after.exitCode)) return byOutput({ before, after });
  if (after.report === undefined) return byOutput({ before, after });
  return byReport({ before, after }, after.report);
}

function byReport({ before, after }: Comparison, report: Report): Assessment {
  const old = before?.report;
  if (report.kind === "unreadable") return unreadable({ before, after }, report.problem);
  if (report.kind === "problems")
    return byProblems({ before, after }, old?.kind === "problems" ? old : null, report);
  return byTests({ before, after }, old?.kind === "tests" ? old : null, report);
}

function unreadable({ before, after }: Comparison, problem: string): Assessment {
  const seen = byOutput({ before, after });
  if (before?.report?.kind === "unreadable")
    return {
      ...seen,
      remarks: [...seen.remarks, `${problem}, as on the base commit: only the exit code counts`],
    };
  if (after.exitCode === 0) return wrong(asAWhole("unreadable-report", `it ended with 0, but ${problem}`));
  return seen.faults.length > 0 ? seen : wrong(asAWhole("unreadable-report", problem));
}

function byProblems(comparison: Comparison, old: ProblemReport | null, now: ProblemReport): Assessment {
  const { before, after } = comparison;
  if (after.exitCode === 0) return fine;
  if (old === null || now.cut || old.cut) return byOutput(comparison);
  const found = newProblemsOf(old, now);
  if (found.length === 0)
    return now.errors + now.warnings > 0 && before?.exitCode === after.exitCode
      ? known()
      : byOutput(comparison);
  return wrong(
    ...found.map(({ file, rule, message, times }): CheckFault => {
      const often = times > 1 ? ` (${times} times)` : "";
      const text = [rule, message].filter((word) => word !== "").join(": ");
      return { rule: "new-problem", file, subject: text, message: `${text}${often}` };
    }),
  );
}

function byTests(comparison: Comparison, old: TestReport | null, now: TestReport): Assessment {
  const { before, after } = comparison;
  const none = noTests(old === null ? null : testsRun(old), testsRun(now));
  if (none !== null && (after.exitCode === 0 || none.faults.length > 0)) return none;
  if (old === null) return byOutput(comparison);
  const { faults } = compareTests(old, now);
  if (faults.length > 0) return wrong(...faults);
  if (after.exitCode === 0) return fine;
  const isExplained = now.counts.failed > 0 && before !== undefined && before.exitCode !== 0;
  return isExplained ? known() : byOutput(comparison);
}

/** Null when there were tests; a fault when there were some before. */
function noTests(before: number | null, now: number): Assessment | null {
  if (now > 0) return null;
  if (before === 0) return { ...fine, remarks: ["no tests ran, as on the base commit"] };
  const was = before === null ? "" : `; ${before} ran on the base commit`;
  return wrong(asAWhole("no-tests", `no tests ran, which is no pass${was}`));
}

/** By exit code, by what is printed, and by the number of tests that the output tells. */
function byOutput({ before, after }: Comparison): Assessment {
  const counted = byCount(before?.testsRun, after);
  if (after.exitCode === 0) return counted ?? fine;
  if (before === undefined || before.exitCode === 0)
    return wrong(asAWhole("failed", ""), ...(counted?.faults ?? []));
  const isSame =
    before.exitCode === after.exitCode &&
    countNew(linesOf(before), linesOf(after)) === 0 &&
    !isCutShort(before, after);
  if (!isSame) return wrong(...whatIsNew(before, after));
  return counted !== null && counted.faults.length > 0 ? counted : known(counted?.remarks[0]);
}

function byCount(before: number | undefined, { testsRun: now, exitCode }: Evidence): Assessment | null {
  if (now === undefined)
    return before === undefined || before === 0 || exitCode !== 0
      ? null
      : wrong(asAWhole("no-tests", `its output tells of no tests; ${before} ran on the base commit`));
  const none = noTests(before ?? null, now);
  if (none !== null) return none;
  if (before === undefined || now >= before) return null;
  return wrong(asAWhole("fewer-tests", fewerTests(before, now).message));
}

/** Evidence of an earlier version has the tail alone. */
const linesOf = ({ lines, outputTail }: Evidence) => lines ?? digestLines(outputTail);

/** Of outputs that are too long nothing is known beyond what is kept, so that more of it counts as new. */
const isCutShort = (before: Evidence, after: Evidence): boolean => linesOf(after).cut && !linesOf(before).cut;

function whatIsNew(before: Evidence, after: Evidence): CheckFault[] {
  const lines = [...new Set(newProblems(linesOf(before), after.outputTail))].slice(0, 20);
  const isFurtherUp = lines.length === 0 && before.exitCode === after.exitCode;
  const where = isFurtherUp ? "; what is new stands further up than what is shown" : "";
  return [
    asAWhole("failed", `it failed on the base commit too, but not with all of this${where}`),
    ...lines.map((line): CheckFault => ({ rule: "new-problem", file: "", subject: line, message: line })),
  ];
}
