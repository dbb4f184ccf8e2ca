import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Problem, Report, TestOutcome, TestsOfFile } from "../../../core/evidence.ts";
import type { ReportFormat } from "../../../core/profile.ts";
import { parseEslintJson } from "./eslint-json.ts";
import { parseGoJson } from "./go-json.ts";
import { parseJestJson } from "./jest-json.ts";
import { parseJunit } from "./junit.ts";
import type { Parsed, ParsedProblem, ParsedTest } from "./parsed.ts";
import { parsePytestJson } from "./pytest-json.ts";
import { parseSarif } from "./sarif.ts";
import { parseTap } from "./tap.ts";

const parsers: Readonly<Record<ReportFormat, (text: string) => Parsed>> = {
  junit: parseJunit,
  tap: parseTap,
  "vitest-json": parseJestJson,
  "jest-json": parseJestJson,
  "pytest-json": parsePytestJson,
  "go-json": parseGoJson,
  sarif: parseSarif,
  "eslint-json": parseEslintJson,
};

/** Where the check ran: the checkout, and the part's folder in it. */
export interface ReportPlace {
  directory: string;
  part: string;
}

/** So much is kept with the evidence; beyond it only the counts are complete. */
export const mostKept = 10_000;
const longestName = 300;

export interface ReadReport {
  report: Report;
  /** For people, where the report stands in the place of what the check would have printed. */
  printed?: string | undefined;
}

/** What a report says, in short. Whatever is wrong with it makes it unreadable, and nothing worse. */
export function readReport(format: ReportFormat, text: string, place: ReportPlace): ReadReport {
  try {
    const parsed = parsers[format](text.replace(/^\uFEFF/, ""));
    if ("tests" in parsed) return { report: testReport(parsed.tests, place), printed: parsed.printed };
    return { report: problemReport(parsed.problems, place), printed: listed(parsed.problems, place) };
  } catch (error) {
    const problem = `the report cannot be read as ${format}: ${sayError(error)}`;
    return { report: { kind: "unreadable", problem } };
  }
}

/** Problems as linters print them, errors last, where they are read first. */
function listed(problems: readonly ParsedProblem[], place: ReportPlace): string {
  const locate = locator(place);
  return problems
    .toSorted((a, b) => Number(a.isError) - Number(b.isError))
    .slice(-200)
    .map(({ file, line, rule, message, isError }) => {
      const at = [locate(file), ...(line > 0 ? [line] : [])].join(":");
      return `${at}: ${isError ? "error" : "warning"}: ${message}${rule === "" ? "" : ` (${rule})`}\n`;
    })
    .join("");
}

function sayError(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`)
      .join("; ");
  if (error instanceof RangeError) return "it is nested too deeply";
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.slice(0, 200) ?? "";
}

/** Those that did not pass are kept first: they are what is talked about. */
const order: readonly TestOutcome[] = ["failed", "flaky", "skipped", "todo", "passed"];

function testReport(parsed: readonly ParsedTest[], place: ReportPlace): Report {
  const counts = { passed: 0, failed: 0, skipped: 0, todo: 0, flaky: 0 };
  for (const { outcome } of parsed) counts[outcome]++;
  const locate = locator(place);
  const named = apart(parsed.map(({ file, ...test }) => ({ ...test, file: short(locate(file)) })));
  const kept = order
    .flatMap((outcome) => named.filter((test) => test.outcome === outcome))
    .slice(0, mostKept);
  const files = new Map<string, TestsOfFile>();
  for (const { file, name, outcome } of kept) {
    const tests = files.get(file) ?? { file };
    files.set(file, tests);
    (tests[outcome] ??= []).push(name);
  }
  return { kind: "tests", counts, tests: [...files.values()], cut: kept.length < parsed.length };
}

/** Names of one file are told apart: the second test of a name is "name #2". */
function apart(tests: readonly (Omit<ParsedTest, "name"> & { name: readonly string[] })[]) {
  const seen = new Map<string, number>();
  return tests.map(({ file, name, outcome }) => {
    const text = short(name.filter((part) => part !== "").join(" > "));
    const times = (seen.get(`${file}\0${text}`) ?? 0) + 1;
    seen.set(`${file}\0${text}`, times);
    return { file, name: times === 1 ? text : `${text} #${times}`, outcome };
  });
}

function problemReport(parsed: readonly ParsedProblem[], place: ReportPlace): Report {
  const locate = locator(place);
  const problems = new Map<string, Problem>();
  for (const { file, rule, message, isError } of parsed) {
    const one = { file: short(locate(file)), rule: short(rule), message: short(message), isError };
    const key = JSON.stringify(one);
    problems.set(key, { ...one, times: (problems.get(key)?.times ?? 0) + 1 });
  }
  const errors = parsed.filter(({ isError }) => isError).length;
  const kept = [...problems.values()].sort((a, b) => Number(b.isError) - Number(a.isError));
  return {
    kind: "problems",
    errors,
    warnings: parsed.length - errors,
    problems: kept.slice(0, mostKept),
    cut: kept.length > mostKept,
  };
}

/** Long texts stay distinct. NUL is no character that the store can keep. */
function short(text: string): string {
  const plain = wellFormed(text.replaceAll("\0", "\uFFFD"));
  if (plain.length <= longestName) return plain;
  const digest = createHash("sha256").update(plain).digest("hex").slice(0, 8);
  return wellFormed(`${plain.slice(0, longestName - 10)}… ${digest}`);
}

/** Without halves of characters, which no store keeps. */
const wellFormed = (text: string): string => Buffer.from(text).toString("utf8");

/** Paths from the top of the repository, whether the report writes them in full or from the part's folder. */
function locator({ directory, part }: ReportPlace): (file: string) => string {
  const tops = new Set([directory, realOf(directory)].map((top) => `${top}/`));
  return (file) => {
    if (file === "") return "";
    for (const top of tops) if (file.startsWith(top)) return path.posix.normalize(file.slice(top.length));
    return file.startsWith("/") ? file : path.posix.normalize(path.posix.join(part, file));
  };
}

function realOf(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}
