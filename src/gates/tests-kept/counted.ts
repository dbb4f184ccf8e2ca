import path from "node:path";
import { type Counted, countedLanguages } from "./counted-languages.ts";
import type { Found } from "./found.ts";

/** A file whose tests are counted by patterns. */
export const isCounted = (file: string): boolean => languageOf(file) !== undefined;

const languageOf = (file: string): Counted | undefined => {
  const ending = path.posix.extname(file).slice(1).toLowerCase();
  return Object.hasOwn(countedLanguages, ending) ? countedLanguages[ending] : undefined;
};

interface Tally {
  tests: { name: string; path: string; line: number }[];
  skips: { text: string; test: string; path: string; line: number }[];
  focuses: { text: string; path: string; line: number }[];
  rows: number;
  assertions: number;
}

/** Tests and assertions of each language must not become fewer over all files of tests that changed. */
export function compareCounts(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Found[] {
  const languages = new Set(
    [...before.keys(), ...after.keys()].map(languageOf).filter((each) => each !== undefined),
  );
  return [...languages].flatMap((language) => {
    const was = tallyOf(before, language);
    const is = tallyOf(after, language);
    return [
      fewerTests(was, is),
      fewerAssertions(was, is, before),
      newSkips(was, is),
      newFocuses(was, is),
    ].flat();
  });
}

function tallyOf(texts: ReadonlyMap<string, string>, language: Counted): Tally {
  const tally: Tally = { tests: [], skips: [], focuses: [], rows: 0, assertions: 0 };
  for (const [file, raw] of texts) {
    if (languageOf(file) !== language) continue;
    const text = raw.replaceAll(
      language.comments,
      (whole, kept: string | undefined) => kept ?? whole.replaceAll(/[^\n]/g, " "),
    );
    const tests = matchesIn(text, language.tests);
    const nameAt = (at: number): string =>
      (language.skipsNext
        ? tests.find(({ index, whole }) => index + whole.length >= at)
        : tests.findLast(({ index, whole }) => index <= at + (/^\s*/.exec(whole)?.[0].length ?? 0))
      )?.name ?? "";
    for (const { name, line } of tests) tally.tests.push({ name, path: file, line });
    for (const { whole, index, line } of matchesIn(text, language.skips))
      tally.skips.push({ text: whole.trim().slice(0, 80), test: nameAt(index), path: file, line });
    if (language.focus)
      for (const { whole, line } of matchesIn(text, language.focus))
        tally.focuses.push({ text: whole.trim().slice(0, 80), path: file, line });
    tally.rows += matchesIn(text, language.rows).length;
    tally.assertions += assertionsIn(text, language);
  }
  return tally;
}

/** Those in a function count as often as it is called. */
function assertionsIn(text: string, language: Counted): number {
  const count = (part: string) =>
    matchesIn(part, language.assertions).length - matchesIn(part, language.trivial).length;
  const starts = [...matchesIn(text, language.functions), ...matchesIn(text, language.tests)].sort(
    (a, b) => a.index - b.index,
  );
  const called = matchesIn(text, language.functions).map(({ name, index, whole }) => {
    const end = starts.find((start) => start.index >= index + whole.length)?.index ?? text.length;
    const inside = count(text.slice(index + whole.length, end));
    const calls = inside === 0 || name === "" ? 1 : text.split(`${name}(`).length - 2;
    return inside * Math.max(0, calls - 1);
  });
  return called.reduce((sum, each) => sum + each, count(text));
}

interface Match {
  whole: string;
  name: string;
  index: number;
  line: number;
}

function matchesIn(text: string, pattern: RegExp): Match[] {
  let line = 1;
  let at = 0;
  return [...text.matchAll(pattern)].map((found) => {
    const lead = /^\s*/.exec(found[0])?.[0].length ?? 0;
    for (; at < found.index + lead; at++) if (text.charCodeAt(at) === 10) line++;
    return {
      whole: found[0],
      name: found.slice(1).find((group) => group !== undefined) ?? "",
      index: found.index,
      line,
    };
  });
}

function fewerTests(was: Tally, is: Tally): Found[] {
  const fewer = was.tests.length - is.tests.length;
  if (fewer <= 0 || is.rows - was.rows >= fewer) return [];
  const left = new Map<string, number>();
  for (const { name } of is.tests) left.set(name, (left.get(name) ?? 0) + 1);
  const gone = was.tests.filter(({ name }) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
  return gone.slice(0, 20).map(({ name, path: file, line }) => ({
    rule: "fewer-tests" as const,
    path: file,
    line,
    message: `the test "${name}" is gone, and there are ${was.tests.length - is.tests.length} fewer than before`,
    content: name,
  }));
}

function fewerAssertions(was: Tally, is: Tally, before: ReadonlyMap<string, string>): Found[] {
  const fewer = was.assertions - is.assertions;
  const isTable = is.rows - was.rows >= Math.max(fewer, was.tests.length - is.tests.length);
  const isLessTests = is.tests.length < was.tests.length && !isTable;
  if (fewer <= 0 || isTable || isLessTests) return [];
  const [file = ""] = was.tests.length > 0 ? [was.tests[0]?.path] : before.keys();
  const message = `tests assert less than before: ${was.assertions} assertions became ${is.assertions}`;
  return [{ rule: "fewer-assertions", path: file ?? "", line: 1, message, content: message }];
}

/** A skipped test that is new was never run before; one that is not, was. */
function newSkips(was: Tally, is: Tally): Found[] {
  const known = new Set(was.tests.map(({ name }) => name));
  const before = new Set(was.skips.map(({ test }) => test));
  return is.skips
    .filter(({ test }) => known.has(test.replace(/^DISABLED_/, "")) && !before.has(test))
    .map(({ text, test, path: file, line }) => ({
      rule: "skipped-test" as const,
      path: file,
      line,
      message: `the test "${test}" no longer runs: ${text}`,
      content: `${test} ${text}`,
    }));
}

function newFocuses(was: Tally, is: Tally): Found[] {
  const known = new Set(was.focuses.map(({ text }) => text));
  return is.focuses
    .filter(({ text }) => !known.has(text))
    .map(({ text, path: file, line }) => ({
      rule: "focused-test" as const,
      path: file,
      line,
      message: `${text} keeps every other test from running`,
      content: text,
    }));
}
