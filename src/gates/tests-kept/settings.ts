import path from "node:path";
import picomatch from "picomatch";
import type { Found } from "./found.ts";
import { narrowed } from "./narrowed.ts";
import {
  excludingFlags,
  excludingKeys,
  hidingWords,
  isScript,
  runsTests,
  thresholdKeys,
} from "./settings-words.ts";

type Texts = ReadonlyMap<string, string>;

/** Settings by which tests must reach less, leave tests out, or fail without a word. */
export function compareSettings(before: Texts, after: Texts, tests: readonly string[]): Found[] {
  return [
    ...lowered(before, after),
    ...warnings(before, after),
    ...excluded(before, after, tests),
    ...hidden(before, after),
    ...silenced(before, after),
    ...narrowed(before, after),
  ];
}

interface Place {
  path: string;
  line: number;
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

const withoutComments = (file: string, text: string): string =>
  /\.(json|toml|ini|cfg|ya?ml|py|sh)$|coveragerc|akefile/.test(file)
    ? text.replaceAll(/(^|\s)#[^\n]*/g, "$1")
    : text.replaceAll(/(^|[^:"'`\\*])\/\/[^\n]*/g, "$1");

interface Numbered extends Place {
  value: number;
}

/** Numbers by key over all files: settings may move from one to another. */
function numbersIn(
  texts: Texts,
  pattern: RegExp,
  isFile: (text: string) => boolean,
): Map<string, Numbered[]> {
  const numbers = new Map<string, Numbered[]>();
  for (const [file, raw] of texts) {
    const text = withoutComments(file, raw);
    if (!isFile(text)) continue;
    for (const found of text.matchAll(pattern)) {
      const key = found[1] ?? "";
      const number = { path: file, line: lineOf(text, found.index + 1), value: Number(found[2]) };
      numbers.set(key, [...(numbers.get(key) ?? []), number]);
    }
  }
  for (const each of numbers.values()) each.sort((left, right) => left.value - right.value);
  return numbers;
}

const isAboutCoverage = (text: string): boolean =>
  /threshold|coverage|fail[_-]under|\bnyc\b|\bc8\b|minimum/i.test(text);

function lowered(before: Texts, after: Texts): Found[] {
  const was = numbersIn(before, thresholdKeys, isAboutCoverage);
  const is = numbersIn(after, thresholdKeys, isAboutCoverage);
  return [...was].flatMap(([key, numbers]) => {
    const now = is.get(key) ?? [];
    return numbers.flatMap((number, index) => {
      const left = now[index];
      if (left && left.value >= number.value) return [];
      const message = left
        ? `what tests must reach is less than before: ${key} ${number.value} became ${left.value}`
        : `what tests must reach is gone: ${key} ${number.value}`;
      const place = left ?? { path: number.path, line: after.has(number.path) ? 1 : 0 };
      return number.value === 0
        ? []
        : [{ rule: "lower-threshold" as const, ...placeOf(place), message, content: message }];
    });
  });
}

const placeOf = ({ path: file, line }: Place): Place => ({ path: file, line });

const warningFlag = /--(max-warnings)(?:=|\s+)(\d+)/g;

function warnings(before: Texts, after: Texts): Found[] {
  const was = numbersIn(before, warningFlag, () => true).get("max-warnings") ?? [];
  const is = numbersIn(after, warningFlag, () => true).get("max-warnings") ?? [];
  return was.flatMap((number, index) => {
    const now = is[index];
    if (now && now.value <= number.value) return [];
    const message = now
      ? `more warnings are let through than before: ${number.value} became ${now.value}`
      : `the limit of ${number.value} warnings is gone`;
    return [{ rule: "lower-threshold" as const, ...placeOf(now ?? number), message, content: message }];
  });
}

interface Exclusion extends Place {
  pattern: string;
}

function exclusionsIn(texts: Texts): Exclusion[] {
  return [...texts].flatMap(([file, raw]) => {
    const text = withoutComments(file, raw);
    const lists = [...text.matchAll(excludingKeys)].flatMap((found) =>
      stringsIn(found[2] ?? "").map((pattern) => ({
        path: file,
        line: lineOf(text, found.index + 1),
        pattern,
      })),
    );
    const flags = [...text.matchAll(excludingFlags)].map((found) => ({
      path: file,
      line: lineOf(text, found.index),
      pattern: (found[1] ?? "").replaceAll(/[\\"']/g, ""),
    }));
    return lists.concat(flags);
  });
}

/** Strings in a list, or its words where the language needs no quotes. */
function stringsIn(list: string): string[] {
  const quoted = [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|\/((?:\\.|[^/\n])+)\/[a-z]*/g)].map(
    (found) => found.slice(1).find((group) => group !== undefined) ?? "",
  );
  return quoted.length > 0
    ? quoted
    : list.split(/[\s,]+/).filter((word) => /^[\w./*-]+$/.test(word) && /\w/.test(word));
}

/** Only what leaves out a test that is there matters: build output is left out by everybody. */
function excluded(before: Texts, after: Texts, tests: readonly string[]): Found[] {
  const known = new Set(exclusionsIn(before).map(({ pattern }) => pattern));
  return exclusionsIn(after).flatMap(({ path: file, line, pattern }) => {
    if (known.has(pattern) || pattern === "") return [];
    known.add(pattern);
    const hit = tests.find((test) => leavesOut(pattern, path.posix.dirname(file), test));
    if (hit === undefined) return [];
    const message = `"${pattern}" leaves tests out, such as ${hit}`;
    return [{ rule: "excluded-test" as const, path: file, line, message, content: pattern }];
  });
}

function leavesOut(pattern: string, folder: string, test: string): boolean {
  const inside = folder === "." ? test : test.startsWith(`${folder}/`) ? test.slice(folder.length + 1) : null;
  if (inside === null) return false;
  const plain = pattern
    .replace(/^<rootDir>\/?/, "")
    .replace(/^\.?\//, "")
    .replace(/::.*$/, "")
    .replaceAll("\\", "");
  if (plain === "" || pattern.startsWith("!")) return false;
  if (inside === plain || inside.startsWith(`${plain.replace(/\/$/, "")}/`)) return true;
  if (!/[*?[{(|^$+]/.test(plain))
    return (
      inside.split("/").includes(plain) ||
      (plain.includes("/") && inside.includes(plain)) ||
      isNamed(plain, inside)
    );
  return isMatch(plain, inside) || isMatch(`**/${plain}`, inside) || isLikeWords(plain, inside);
}

const isNamed = (plain: string, inside: string): boolean =>
  plain.length >= 4 && path.posix.basename(inside).startsWith(plain);

function isMatch(glob: string, file: string): boolean {
  try {
    return picomatch.isMatch(file, glob, { dot: true });
  } catch {
    return false;
  }
}

/** The plain words of a regular expression, one after the other; it is not run, since an agent wrote it. */
function isLikeWords(pattern: string, file: string): boolean {
  const words = pattern.split(/[^\w/-]+/).filter((word) => word.length > 2);
  let at = 0;
  return (
    words.length > 0 &&
    words.every((word) => {
      const found = file.indexOf(word.replace(/^\//, ""), at);
      at = found + word.length;
      return found >= 0;
    })
  );
}

interface Hiding extends Place {
  text: string;
}

/** Of a manifest, each script on a line of its own, as most have it. */
function linesOf(file: string, text: string): string {
  return path.posix.basename(file) === "package.json" && !/^\s*"scripts"\s*:\s*\{\s*$/m.test(text)
    ? text.replaceAll(/,(?=\s*"[^"\n]*"\s*:)/g, ",\n")
    : text;
}

function hidingIn(texts: Texts): Hiding[] {
  return [...texts].flatMap(([file, raw]) => {
    const text = linesOf(file, withoutComments(file, raw));
    if (!runsTests.test(text) && !/test|coverage/i.test(file)) return [];
    const lines = text.split("\n");
    return hidingWords.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap((found) => {
        const line = lineOf(text, found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0));
        const whole = lines[line - 1] ?? "";
        const isShell = /^\s*(\|\||;|&|set)/.test(found[0]);
        return isShell && !runsTests.test(whole) && !/^\s*set/.test(found[0])
          ? []
          : [{ path: file, line, text: whole.trim() }];
      }),
    );
  });
}

function hidden(before: Texts, after: Texts): Found[] {
  const known = new Map<string, number>();
  for (const { text } of hidingIn(before)) known.set(text, (known.get(text) ?? 0) + 1);
  return hidingIn(after).flatMap(({ path: file, line, text }) => {
    const left = known.get(text) ?? 0;
    known.set(text, left - 1);
    const message = `a failure is let through: \`${text.slice(0, 120)}\``;
    return left > 0 ? [] : [{ rule: "hidden-failure" as const, path: file, line, message, content: text }];
  });
}

/** A script that ran tests and runs nothing now; a program that ends well before it has run them. */
function silenced(before: Texts, after: Texts): Found[] {
  return [...before].flatMap(([file, was]) => {
    const is = after.get(file);
    if (is === undefined) return [];
    if (path.posix.basename(file) === "package.json") return emptied(file, was, is);
    return isScript(file) && runsTests.test(was) ? exitsEarly(file, was, is) : [];
  });
}

function emptied(file: string, was: string, is: string): Found[] {
  const then = scriptsOf(was);
  return Object.entries(scriptsOf(is)).flatMap(([name, command]) => {
    const old = then[name];
    if (old === undefined || old === command) return [];
    const ran = runsTests.test(old) || /^(pre|post)?(test|lint|check|typecheck|verify|coverage)\b/.test(name);
    const isIdle = /^\s*(echo\b[^&|;]*|true|:|exit(\s+0)?|node -e (["'].{0,40}["']|\w+))?\s*$/.test(command);
    if (!ran || !isIdle) return [];
    const message = `the script "${name}" no longer runs anything: \`${command}\``;
    return [
      {
        rule: "hidden-failure" as const,
        path: file,
        line: lineOf(is, is.indexOf(`"${name}"`)),
        message,
        content: command,
      },
    ];
  });
}

function scriptsOf(text: string): Record<string, string> {
  try {
    const { scripts } = JSON.parse(text) as { scripts?: unknown };
    const entries = typeof scripts === "object" && scripts !== null ? Object.entries(scripts) : [];
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

/** An exit at the left margin stands in no condition. */
function exitsEarly(file: string, was: string, is: string): Found[] {
  const exit = /^(exit 0|exit|true)[ \t]*(#[^\n]*)?$/gm;
  if ([...is.matchAll(exit)].length <= [...was.matchAll(exit)].length) return [];
  const found = [...is.matchAll(exit)].at(-1);
  const message = `this ends the script as if all had passed: \`${found?.[0] ?? ""}\``;
  return [{ rule: "hidden-failure", path: file, line: lineOf(is, found?.index ?? 0), message, content: is }];
}
