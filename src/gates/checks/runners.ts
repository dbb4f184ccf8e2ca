/** How a test runner without a report tells how many tests it ran. */
interface Runner {
  name: string;
  /** Each match names tests that ran; several are added up. */
  counts: RegExp;
  /** Says that there was none. */
  none?: RegExp;
}

/** Whole lines only: what a test prints between others' words is no count. */
const runners: readonly Runner[] = [
  {
    name: "vitest",
    counts: /^[ \t]*Tests\s+(?:(?<failed>\d+) failed(?: \| )?)?(?:(?<passed>\d+) passed)?.*\(\d+\)$/gm,
    none: /^(?:No test files found.*|[ \t]*Tests +no tests)$/m,
  },
  {
    name: "jest",
    counts:
      /^Tests:\s+(?:(?<failed>\d+) failed, )?(?:\d+ (?:skipped|todo), )*(?:(?<passed>\d+) passed, )?\d+ total$/gm,
    none: /^No tests found, exiting with code 0$/m,
  },
  {
    name: "mocha",
    counts:
      /^[ \t]*(?<passed>\d+) passing(?: \(.*\))?$(?:\n[ \t]*\d+ pending$)?(?:\n[ \t]*(?<failed>\d+) failing$)?/gm,
  },
  { name: "node", counts: /^(?:# |ℹ )pass (?<passed>\d+)\n(?:# |ℹ )fail (?<failed>\d+)$/gm },
  { name: "ava", counts: /^[ \t]*(?<passed>\d+) tests? passed$/gm },
  {
    name: "pytest",
    counts:
      /^(?:=+ )?(?:(?<failed>\d+) failed, )?(?<passed>\d+) passed(?:, \d+ \w+)* in [\d.]+s(?: \([\d:]+\))?(?: =+)?$|^(?:=+ )?(?<failing>\d+) failed(?:, (?!\d+ passed)\d+ \w+)* in [\d.]+s(?: \([\d:]+\))?(?: =+)?$/gm,
    none: /^(?:=+ )?(?:no tests ran|\d+ (?:skipped|deselected)(?:, \d+ \w+)*) in [\d.]+s.*$|^collected 0 items\b.*$/m,
  },
  { name: "unittest", counts: /^Ran (?<passed>\d+) tests? in [\d.]+s$/gm, none: /^NO TESTS RAN/m },
  {
    name: "cargo",
    counts: /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed;.*$/gm,
  },
  {
    name: "go",
    counts: /^(?<one>ok|FAIL|---) +\t?\S+\t(?:[\d.]+s|\(cached\))(?!.*\[no tests to run\]).*$/gm,
    none: /^\?\s+\S+\s+\[no test files\]$|^ok\s+\S+\s.*\[no tests to run\]$/m,
  },
  { name: "rspec", counts: /^(?<passed>\d+) examples?, \d+ failures?.*$/gm },
  {
    name: "phpunit",
    counts: /^(?:OK \((?<passed>\d+) tests?,.*|Tests: (?<failed>\d+), Assertions: .*)$/gm,
    none: /^No tests executed!$/m,
  },
  {
    name: "dotnet",
    counts: /^(?:Passed|Failed)!\s+- Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+),.*$/gm,
  },
  {
    name: "maven",
    counts: /^(?:\[\w+\] )?Tests run: (?<passed>\d+), Failures: \d+, Errors: \d+, Skipped: \d+$/gm,
  },
];

/** How many tests ran, as the output says; null when no runner that we know says anything. */
export function countTests(output: string): number | null {
  const said = runners.flatMap((runner) => countOf(runner, output) ?? []);
  return said.length === 0 ? null : Math.max(...said);
}

function countOf({ counts, none }: Runner, output: string): number | null {
  const matches = [...output.matchAll(counts)];
  if (matches.length === 0) return none?.test(output) === true ? 0 : null;
  return matches.reduce((sum, { groups }) => sum + numberIn(groups), 0);
}

/** A package of Go tells no number and counts as one. */
const numberIn = (groups: Record<string, string | undefined> = {}): number =>
  Object.entries(groups).reduce(
    (sum, [name, text]) => sum + (text === undefined ? 0 : name === "one" ? 1 : Number(text)),
    0,
  );

/** Words by which what starts a check says that there is no such command. */
const missing: readonly RegExp[] = [
  /^npm (?:error|ERR!) Missing script: /im,
  /^npm (?:error|ERR!) No workspaces found/im,
  /ERR_PNPM_NO_SCRIPT/,
  /^error Command "[^"]*" not found\.$/m,
  /^Usage Error: Couldn't find a script named /m,
  /^error: Script not found /m,
  /^make: \*\*\* No rule to make target /m,
  /^error: no such command: /m,
  /No module named (?:pytest|unittest|ruff|mypy|black|flake8)\b/,
];

/** Whether a check that failed did so because its command is not there. */
export const isMissing = ({ exitCode, outputTail }: { exitCode: number; outputTail: string }): boolean =>
  exitCode === 126 || exitCode === 127 || (exitCode !== 0 && missing.some((words) => words.test(outputTail)));
