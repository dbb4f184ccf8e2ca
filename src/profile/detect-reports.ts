import type { CheckKind, Part } from "../core/profile.ts";

type Reports = NonNullable<Part["reports"]>;

/** A tool that can write a report when it is told to, and how it is told. */
interface Tool {
  kind: CheckKind;
  /** The whole script: the tool alone, without anything that a shell would do before or after it. */
  script: RegExp;
  /** Options by which it would not run as we take it to, or by which it reports already. */
  not: RegExp;
  report: { format: string; arguments: (file: string) => string[]; isPrinted?: true };
}

const options = String.raw`(?: +[\w@./,:=*-]+)*`;
const before = String.raw`^ *(?:[A-Z][A-Z0-9_]*=[\w./:-]* +)*`;
const tool = (words: string): RegExp => new RegExp(`${before}${words}${options} *$`);

const tools: readonly Tool[] = [
  {
    kind: "test",
    script: tool("(?:npx +)?vitest"),
    not: /--(?:reporter|outputFile|watch|ui|merge-reports)|vitest +(?:bench|list|watch|dev|init|related|typecheck)\b/,
    report: {
      format: "vitest-json",
      arguments: (file) => ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    },
  },
  {
    kind: "test",
    script: tool("(?:npx +)?jest"),
    not: /--(?:json|outputFile|watch|listTests|showConfig|init)/,
    report: { format: "jest-json", arguments: (file) => ["--json", `--outputFile=${file}`] },
  },
  {
    kind: "test",
    // What follows a file is given to the tests, so there may be none.
    script: new RegExp(
      `${before}node(?: +(?:--(?:import|require|loader)|-r) +[\\w@./-]+| +--[\\w=./-]+)* *$`,
    ),
    not: /--test-reporter|--watch|^(?!.* --test(?: |$))/,
    report: {
      format: "tap",
      arguments: (file) => [
        "--test-reporter=spec",
        "--test-reporter-destination=stdout",
        "--test-reporter=tap",
        `--test-reporter-destination=${file}`,
      ],
    },
  },
  {
    kind: "test",
    script: tool("(?:(?:uv|poetry|pdm|hatch) +run +)?(?:python3? +-m +)?pytest"),
    not: /--junit-?xml|--collect-only|--co\b|-p +no:junitxml/,
    report: { format: "junit", arguments: (file) => [`--junitxml=${file}`] },
  },
  {
    kind: "test",
    script: tool("go +test"),
    not: /-json|-args|-bench|-c\b/,
    report: { format: "go-json", arguments: () => ["-json"], isPrinted: true },
  },
  {
    kind: "lint",
    script: tool("(?:npx +)?eslint"),
    not: / (?:-f|-o|--format|--output-file)\b|--fix-dry-run|--print-config/,
    report: { format: "eslint-json", arguments: (file) => ["--format", "json", "--output-file", file] },
  },
];

/** npm alone keeps what follows the script's name to itself, unless it is told where its own options end. */
const separator = (runner: string): string[] => (runner === "npm" ? ["--"] : []);

/** Reports of those scripts that are plainly a tool whose report is known; what they run stays the same. */
export function detectReports(
  scripts: Partial<Record<CheckKind, string>>,
  runner: string,
): Reports | undefined {
  const found = Object.entries(scripts).flatMap(([kind, script]) => {
    const known = tools.find(
      (each) => each.kind === kind && each.script.test(script) && !each.not.test(script),
    );
    if (!known) return [];
    const { format, arguments: given, isPrinted } = known.report;
    const file = isPrinted ? "-" : `.phasegate-${kind}.report`;
    return [[kind, { format, file, arguments: [...separator(runner), ...given(file)] }] as const];
  });
  return found.length === 0 ? undefined : (Object.fromEntries(found) as Reports);
}
