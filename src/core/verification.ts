import type { Evidence, Report } from "./evidence.ts";

/** One thing that a run recorded, and what is found when it is done again. */
export interface Repeated {
  what: string;
  recorded: string;
  now: string;
  /** What cannot be done again is never counted as the same. */
  outcome: "same" | "differs" | "not repeated";
  /** How a person repeats it; empty where nobody can. */
  repeat: string;
}

/** A run's evidence, repeated from scratch. */
export interface Verification {
  run: string;
  branch: string;
  head: string;
  /** Nothing differs. */
  same: boolean;
  rows: Repeated[];
}

export const verificationOf = (
  { run, branch, head }: Pick<Verification, "run" | "branch" | "head">,
  rows: Repeated[],
): Verification => ({ run, branch, head, same: rows.every(({ outcome }) => outcome !== "differs"), rows });

/** A check that ran again: exit codes, and where there are reports what each test or problem says; no times, no digests. */
export function repeatedCheck(
  { what, repeat }: Pick<Repeated, "what" | "repeat">,
  recorded: Evidence,
  now: Evidence,
): Repeated {
  const differences = [
    ...(recorded.exitCode === now.exitCode ? [] : ["the exit code"]),
    ...reportDifferences(recorded.report, now.report),
  ];
  const isSame = differences.length === 0;
  const elsewhere =
    isSame || recorded.environment === now.environment
      ? ""
      : `; then ${recorded.environment}, now ${now.environment}`;
  return {
    what,
    recorded: sayEvidence(recorded),
    now: isSame ? sayEvidence(now) : `${sayEvidence(now)}: ${few(differences)}${elsewhere}`,
    outcome: isSame ? "same" : "differs",
    repeat,
  };
}

/** How many differences are named. */
const named = 3;

function few(differences: readonly string[]): string {
  const some = differences.slice(0, named).map((one) => one.slice(0, 120));
  return `${some.join(", ")}${differences.length > named ? ` and ${differences.length - named} more` : ""}`;
}

function sayEvidence({ exitCode, report }: Evidence): string {
  const said = report ? sayReport(report) : "";
  return `exit code ${exitCode}${said === "" ? "" : `, ${said}`}`;
}

function sayReport(report: Report): string {
  switch (report.kind) {
    case "tests":
      return Object.entries(report.counts)
        .filter(([, count]) => count > 0)
        .map(([outcome, count]) => `${count} ${outcome}`)
        .join(", ");
    case "problems":
      return `${report.errors} errors, ${report.warnings} warnings`;
    case "unreadable":
      return "report unreadable";
  }
}

function reportDifferences(recorded: Report | undefined, now: Report | undefined): string[] {
  if (!recorded) return [];
  if (recorded.kind !== now?.kind) return ["the report"];
  const [before, after] = [factsOf(recorded), factsOf(now)];
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (fact) => before.get(fact) !== after.get(fact),
  );
}

/** What a report says, fact by fact. A flaky test has passed in the end. */
function factsOf(report: Report): Map<string, string> {
  if (report.kind === "unreadable") return new Map();
  if (report.kind === "problems") {
    const problems = report.problems?.map(({ file, rule, message, times }): [string, string] => [
      `${file} ${rule} ${message}`,
      String(times),
    ]);
    return new Map(
      problems ?? [
        ["errors", String(report.errors)],
        ["warnings", String(report.warnings)],
      ],
    );
  }
  if (report.tests === undefined || report.cut) {
    const { flaky, passed, ...others } = report.counts;
    const counts = Object.entries({ passed: passed + flaky, ...others });
    return new Map(counts.map(([outcome, count]) => [`tests ${outcome}`, String(count)]));
  }
  return new Map(
    report.tests.flatMap(({ file, ...outcomes }) =>
      Object.entries(outcomes).flatMap(([outcome, tests]) =>
        tests.map((test): [string, string] => [
          `${file} ${test}`.trim(),
          outcome === "flaky" ? "passed" : outcome,
        ]),
      ),
    ),
  );
}
