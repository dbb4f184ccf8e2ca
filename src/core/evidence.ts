export const testOutcomes = ["passed", "failed", "skipped", "todo", "flaky"] as const;
export type TestOutcome = (typeof testOutcomes)[number];

/** Tests of one file by outcome, by name; the file is empty where the report names none. */
export type TestsOfFile = { file: string } & Partial<Record<TestOutcome, string[]>>;

/** How often a problem occurs. Its line is no part of it: moved code is no new problem. */
export interface Problem {
  file: string;
  rule: string;
  message: string;
  isError: boolean;
  times: number;
}

/** What a check's own report says, as far as comparison needs it. */
export type Report =
  | {
      kind: "tests";
      counts: Record<TestOutcome, number>;
      /** Not kept in a verdict, which has the counts alone. */
      tests?: TestsOfFile[] | undefined;
      /** There are more tests than are kept by name: only the counts are complete. */
      cut: boolean;
    }
  | { kind: "problems"; errors: number; warnings: number; problems?: Problem[] | undefined; cut: boolean }
  | { kind: "unreadable"; problem: string };

/** A failing check's whole output as digests of its lines, for comparison where there is no report. */
export interface OutputLines {
  /** Eight characters each, joined. */
  digests: string;
  /** There are more lines than are kept. */
  cut: boolean;
}

/** What a gate saw. Valid for `tree` and for no other. */
export interface Evidence {
  commit: string;
  tree: string;
  /** Argument array, joined for people; the name of the inspection when no process ran. */
  command: string;
  exitCode: number;
  durationMs: number;
  /** SHA-256 of the whole output, hexadecimal. */
  outputSha256: string;
  /** The end of the output, at most 4,000 characters, without colours. */
  outputTail: string;
  /** ISO 8601. */
  at: string;
  /** Where it ran: "node v20.20.2 linux x64". */
  environment: string;
  /** Where the profile names a report of the check. */
  report?: Report | undefined;
  /** How many tests ran, as the output of a runner without a report says. */
  testsRun?: number | undefined;
  /** Only of a check that failed, and not kept in a verdict. */
  lines?: OutputLines | undefined;
  /** It failed, so that it was run again, and this is the second run. */
  again?: true | undefined;
  /** It failed and passed on this very tree. These tests did, as far as a report names them. */
  flaky?: string[] | undefined;
}

/** One thing that a gate found wrong. */
export interface GateFinding {
  /** Which rule of the gate, in few words: "skipped-test". */
  rule: string;
  /** In the repository; empty when it concerns no file. */
  path: string;
  /** Counted from 1; 0 when it concerns no line. */
  line: number;
  /** Written for the agent that mends it, and for people. */
  message: string;
  /**
   * By this name a person may allow it; null when nobody may. The name covers what was seen, so that other content
   * is another finding.
   */
  allowance: string | null;
}

/** Names by which a person may allow all that was found; empty when something of it nobody may. */
export function allowancesOf(findings: readonly GateFinding[] = []): string[] {
  const names = findings.map(({ allowance }) => allowance);
  return names.includes(null) ? [] : names.filter((name) => name !== null);
}

/** A gate's word on one attempt or phase: from what the engine saw, never from what an agent said. */
export interface Verdict {
  gate: string;
  verdict: "passed" | "failed";
  /** One sentence for people; on failure, what the agent must mend, with the output it needs. */
  reason: string;
  evidence: Evidence[];
  /** What is wrong, as data, where the gate can say so. */
  findings?: GateFinding[] | undefined;
}
