import path from "node:path";
import type { Evidence, Report } from "../../core/evidence.ts";
import type { CheckReport, Part } from "../../core/profile.ts";
import type { ProcessResult } from "../../workspace/workspace.ts";
import { digestLines } from "./compare.ts";
import { insideOf, removeInside, textOf } from "./inside.ts";
import { readReport } from "./reports/read-report.ts";
import { countTests } from "./runners.ts";

/** A check of one part, as it is run. */
export interface Check {
  part: Part;
  kind: string;
  command: readonly string[];
  report: CheckReport | undefined;
}

export interface Reported {
  result: ProcessResult;
  report: Report | undefined;
}

/**
 * Runs a check and reads its report. What lies in the report's place before is removed, so that neither a commit nor
 * an earlier check can leave one; and afterwards, so that no other check meets it.
 */
export async function reported(
  directory: string,
  { part, report }: Check,
  run: () => Promise<ProcessResult>,
): Promise<Reported> {
  if (!report) return { result: await run(), report: undefined };
  const file = path.join(part.path, report.file);
  const isFile = report.file !== "-";
  if (isFile) await removeInside(directory, file);
  const result = await run();
  const text = isFile ? await textOf(await insideOf(directory, file)) : printedBy(result);
  if (isFile) await removeInside(directory, file);
  if (text === null) return { result, report: { kind: "unreadable", problem: missing(report) } };
  const read = readReport(report.format, text, { directory, part: part.path });
  return { result: withPrinted(result, read.printed, isFile), report: read.report };
}

/** What only machines read is told to people, and to the agent that mends it, in words. */
function withPrinted(result: ProcessResult, words: string | undefined, isFile: boolean): ProcessResult {
  if (words === undefined || words === "") return result;
  return { ...result, outputTail: `${isFile ? result.outputTail : ""}${words}`.slice(-tailLength) };
}

const tailLength = 4_000;

const printedBy = ({ printed }: ProcessResult): string | null =>
  printed === undefined || printed.cut ? null : printed.stdout.replace(banner, "");

/** What a package manager says before it runs a script. */
const banner = /^(?:\s*|(?:> |\$ |yarn run ).*)\n(?:(?:> |\$ ).*\n|[ \t]*\n)*/;

const missing = ({ file, format }: CheckReport): string =>
  file === "-"
    ? `it printed more than can be read as ${format}`
    : `it left no report (${format}) of bearable size in ${file}`;

/** What comparison needs beside the exit code: the report, or else what can be told from the whole output. */
export function comparable(
  { kind }: Check,
  { exitCode, printed, outputTail }: ProcessResult,
  report: Report | undefined,
): Pick<Evidence, "report" | "testsRun" | "lines"> {
  const output = printed?.all ?? outputTail;
  const isTold = report !== undefined && report.kind !== "unreadable";
  const ran = kind === "test" && !isTold ? countTests(output) : null;
  return {
    ...(report === undefined ? {} : { report }),
    ...(ran === null ? {} : { testsRun: ran }),
    ...(exitCode === 0 ? {} : { lines: digestLines(output) }),
  };
}
