import { idsIn, type Passage, passagesOf } from "./mentions.ts";
import type { Requirement } from "./requirements.ts";
import { titlesIn } from "./test-titles.ts";

/** Where a requirement is planned, built and proven. */
export interface Trace {
  requirement: Requirement;
  /** `system-plan:12`: an artifact of planning and its line. */
  plans: string[];
  /** Changed files; where no report names one, the report and its line. */
  changes: string[];
  /** `backend/test/a.test.ts:12`: a test, or a file of tests. */
  tests: string[];
}

export interface SourceFile {
  path: string;
  text: string;
  /** As it was before the feature; null when it is new. */
  before: string | null;
}

/** What a trace is made from. */
export interface TraceSources {
  requirements: readonly Requirement[];
  artifacts: Readonly<Record<string, string>>;
  /** Versions that newer ones took the place of. Of these, reports still tell of work that is done. */
  earlier: readonly { name: string; version: number; text: string }[];
  /** Files that the feature changed, as they are now. */
  changed: readonly SourceFile[];
  /** Every path of the head. */
  files: ReadonlySet<string>;
  isTest(path: string): boolean;
  isDocument(path: string): boolean;
  /** Texts of files that artifacts name as tests, by path, changed or not. */
  texts: ReadonlyMap<string, string>;
}

/** What an artifact is by its name: words of a plan, a report of work, or neither. */
export function kindOf(artifact: string): "plan" | "report" | "other" {
  if (artifact === "plan" || artifact.endsWith("-plan")) return "plan";
  const others =
    /^(?:pm-spec|issue|profile|diff|checks|evidence|documentation|run-report|quality-report)$|-review$/;
  return others.test(artifact) ? "other" : "report";
}

/** Sections in which a requirement is named because it is not met there. */
const notDone =
  /^(?:out of|not part|gaps?\b|deviations?\b|remaining\b|open questions?\b|risks?\b|left alone|left out|unplanned|later\b|follow-?ups?\b|limits?\b)/;
const denied =
  /\bR\d+\b[\s*|:–—-]{0,6}(?:(?:is|was|are|has been|will be|stays)\s)?(?:not\b|never\b|out of scope|untested|unmet|uncovered|none\b|n\/a|todo\b|tbd\b|skipped|dropped|missing)/i;

const isSaid = ({ section, text }: Passage): boolean => !notDone.test(section) && !denied.test(text);

export function traceOf(sources: TraceSources): Trace[] {
  const known = sources.requirements.map(({ id }) => id);
  const traces = sources.requirements.map((requirement): Trace => ({
    requirement,
    plans: [],
    changes: [],
    tests: [],
  }));
  const note = (ids: readonly string[], list: "plans" | "changes" | "tests", place: string): void => {
    for (const trace of traces) {
      const isNew = ids.includes(trace.requirement.id) && !trace[list].includes(place);
      if (isNew) trace[list].push(place);
    }
  };
  for (const { artifact, text, label } of textsOf(sources)) {
    for (const { passage, ids } of mentionsIn(artifact, text, known)) {
      for (const [list, places] of placesOf(artifact, passage, sources, label))
        for (const place of places) note(ids, list, place);
    }
  }
  for (const file of sources.changed) {
    if (sources.isTest(file.path)) {
      for (const { id, line } of titlesIn(file, known)) note([id], "tests", `${file.path}:${line}`);
    } else if (!sources.isDocument(file.path)) {
      note(idsIn(newLinesOf(file).join("\n"), known), "changes", file.path);
    }
  }
  return traces.map(tidy);
}

/** Every newest artifact, and the earlier reports. */
const textsOf = ({ artifacts, earlier }: TraceSources) => [
  ...earlier
    .filter(({ name }) => kindOf(name) === "report")
    .map(({ name, version, text }) => ({ artifact: name, text, label: `${name} v${version}` })),
  ...Object.entries(artifacts).map(([artifact, text]) => ({ artifact, text, label: artifact })),
];

/** Passages of an artifact that name requirements and do not say that they are left out. */
export function mentionsIn(
  artifact: string,
  text: string,
  known: readonly string[],
): { passage: Passage; ids: string[] }[] {
  const isList = ({ section }: Passage): boolean => artifact === "plan" && section === "requirements";
  return passagesOf(text)
    .filter((passage) => isSaid(passage) && !isList(passage))
    .map((passage) => ({ passage, ids: idsIn(passage.text, known) }))
    .filter(({ ids }) => ids.length > 0);
}

/** Ids that a text names where it tells what is not done. */
export const leftOutIn = (text: string, known: readonly string[]): string[] =>
  passagesOf(text)
    .filter((passage) => !isSaid(passage))
    .flatMap((passage) => idsIn(passage.text, known));

type Noted = ["plans" | "changes" | "tests", string[]];

/** What a passage proves: that something is planned, or was changed, or that a test of the head proves it. */
function placesOf(artifact: string, passage: Passage, sources: TraceSources, label: string): Noted[] {
  const here = `${label}:${passage.line}`;
  const kind = kindOf(artifact);
  if (kind === "plan") return [["plans", [here]]];
  if (kind === "other") return [];
  const paths = pathsIn(passage.text);
  const tests = paths
    .filter((path) => isProof(path, sources))
    .map(({ path, line }) => (line === 0 ? path : `${path}:${line}`));
  if (artifact === "test-implementation") return [["tests", tests]];
  const changedPaths = new Set(sources.changed.map(({ path }) => path));
  const changed = paths
    .filter(({ path }) => changedPaths.has(path) && !sources.isTest(path))
    .map(({ path }) => path);
  const isFalse =
    paths.length > 0 && paths.every(({ path }) => !sources.files.has(path) && !changedPaths.has(path));
  const onlyTests = paths.length > 0 && paths.every(({ path }) => sources.isTest(path));
  const changes = changed.length > 0 ? changed : isFalse || onlyTests ? [] : [here];
  return [
    ["changes", changes],
    ["tests", tests],
  ];
}

/** Paths with a folder that a passage names, and the line after each; 0 for none. */
export function pathsIn(text: string): { path: string; line: number }[] {
  return Array.from(
    text.matchAll(
      /(?<![\w./:@-])((?:[\w.@+[\]()-]{1,100}\/){0,20}[\w.@+[\]()-]{1,100}\.\w{1,12})(?::(\d{1,9}))?/g,
    ),
    (match) => ({
      path: String(match[1]),
      line: Number(match[2] ?? 0),
    }),
  );
}

/** A named file proves something when it exists at the head, is a test, and has the line. */
function isProof({ path, line }: { path: string; line: number }, sources: TraceSources): boolean {
  if (!sources.files.has(path)) return false;
  const changed = sources.changed.find((file) => file.path === path);
  const text = changed?.text ?? sources.texts.get(path) ?? "";
  if (line > text.split("\n").length) return false;
  return sources.isTest(path) ? holdsTest(text) : changed !== undefined && amongCode.test(text);
}

/** Words with which tests begin, in the languages and frameworks at hand. */
const testWords =
  /\b(?:it|test|describe|scenario|specify|suite|context)\b[\w.]{0,40}\s*[(`]|\bdef\s+test|\bfunc\s+Test|@Test\b|@ParameterizedTest\b|\[(?:Fact|Theory|Test|TestMethod)\b|#\[(?:\w{1,20}::)?test\b|\bTEST(?:_F|_P)?\s*\(|\bclass\s+\w*Test|\bfunction\s+test|^[ \t]*(?:Scenario|Feature):|^[ \t]*(?:it|describe|test)[ \t]+["']|@test\s+["']|\bt\.Run\(/m;

/** Tests that stand beside the code that they prove, in one file. */
const amongCode = /#\[(?:\w{1,20}::)?test\b|@Test\b|\bdef\s+test_|\bfunc\s+Test|\bimport\.meta\.vitest\b/;

export const holdsTest = (text: string): boolean => testWords.test(text);

/** Lines that the feature brought. */
function newLinesOf({ text, before }: SourceFile): string[] {
  const old = new Set((before ?? "").split("\n"));
  return text.split("\n").filter((line) => !old.has(line));
}

/** A test with its line says more than its file alone, and a changed file more than a report. */
function tidy(trace: Trace): Trace {
  const isFile = (place: string): boolean => place.includes("/") || place.includes(".");
  const files = trace.changes.filter(isFile);
  const exact = new Set(
    trace.tests.filter((test) => /:\d+$/.test(test)).map((test) => test.replace(/:\d+$/, "")),
  );
  return {
    ...trace,
    changes: files.length > 0 ? files : trace.changes,
    tests: trace.tests.filter((test) => !exact.has(test)),
  };
}

const shown = 3;

/** The trace as a table for the pull request; empty when no requirement has an id. */
export function renderTrace(traces: readonly Trace[]): string {
  if (traces.length === 0) return "";
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const places = (list: readonly string[]): string => {
    if (list.length === 0) return "none";
    const rest = list.length > shown ? ` and ${list.length - shown} more` : "";
    return cell(
      `${list
        .slice(0, shown)
        .map((place) => `\`${place.replaceAll("`", "'")}\``)
        .join(", ")}${rest}`,
    );
  };
  const rows = traces.map(
    ({ requirement: { id, text }, plans, changes, tests }) =>
      `| ${id} | ${cell(short(text))} | ${places(plans)} | ${places(changes)} | ${places(tests)} |`,
  );
  return ["| requirement | what | planned | changed | proven |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** The first sentence. */
const short = (text: string): string => {
  const sentence = /^[^\n]*?[.!?](?=\s|$)/.exec(text.slice(0, 300))?.[0] ?? text;
  return sentence.length <= 80 ? sentence : `${sentence.slice(0, 79)}…`;
};
