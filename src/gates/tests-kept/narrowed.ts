import path from "node:path";
import type { Found } from "./found.ts";
import { runsTests } from "./settings-words.ts";

type Texts = ReadonlyMap<string, string>;

/** Flags by which a runner takes only some tests, by name or mark. */
const narrowing: readonly RegExp[] = [
  /\s--(f?grep|keyword|testNamePattern|test-name-pattern|last-failed|lf|changed|only-?changed)\b/gi,
  /\b(vitest|jest)\b[^&|;\n]*\s-t\b/g,
  /\b(pytest|py\.test)\b[^&|;\n]*\s-[km]\b/g,
  /\b(mocha|playwright)\b[^&|;\n]*\s-[gf]\b/g,
  /\bgo test\b[^&|;\n]*\s-run\b/g,
];

/** Options of pytest; every line that goes on below counts. */
const options = /^\s*addopts\s*=\s*([^\n]*(?:\n[ \t]+[^\n=[]+$)*)/gm;

/** A command that ran all tests and now runs those of a name, and a hook that takes tests out again. */
export function narrowed(before: Texts, after: Texts): Found[] {
  return [...after].flatMap(([file, text]) => {
    const was = before.get(file) ?? "";
    return fewerByFlag(file, was, text).concat(deselected(file, was, text));
  });
}

function fewerByFlag(file: string, was: string, is: string): Found[] {
  const then = commandsIn(file, was);
  return [...commandsIn(file, is)].flatMap(([name, command]) => {
    const old = then.get(name);
    if (old === undefined || old === command || flagsIn(command) <= flagsIn(old)) return [];
    const line = is.slice(0, Math.max(0, is.indexOf(name))).split("\n").length;
    const message = `"${name}" runs only some of the tests now: \`${command.trim()}\``;
    return [{ rule: "excluded-test" as const, path: file, line, message, content: command }];
  });
}

const flagsIn = (command: string): number =>
  narrowing.reduce((sum, pattern) => sum + [...command.matchAll(pattern)].length, 0);

/** Commands and options by name, of those that run tests. */
function commandsIn(file: string, text: string): Map<string, string> {
  const lines =
    path.posix.basename(file) === "package.json"
      ? [...text.matchAll(/"([\w:.-]+)"\s*:\s*"((?:\\.|[^"\\])*)"/g)]
      : [...text.matchAll(/^[ \t-]*(?:([\w.-]+)\s*[:=]\s*)?([^\n]+)$/gm)];
  const found = new Map<string, string>();
  for (const [, name = "", command = ""] of lines)
    if (runsTests.test(command)) found.set(name === "" ? firstWords(command) : name, command);
  if (/pytest\.ini_options|\[(tool:)?pytest\]/.test(text)) found.set("addopts", "pytest");
  for (const [, words = ""] of text.matchAll(options))
    found.set("addopts", `pytest ${words.replaceAll(/[\s"',[\]]+/g, " ")}`);
  return found;
}

const firstWords = (command: string): string => command.trim().split(/\s+/, 2).join(" ");

/** pytest's own ways to take out what it collected. */
const hook =
  /def pytest_(?:collection_modifyitems|ignore_collect|itemcollected)\b(?:(?!\ndef )[^])*?(?:items\[:\]\s*=|items\.(?:clear|remove|pop)\(|del items|mark\.(?:skip|xfail)|pytest_deselected|return True)/g;

function deselected(file: string, was: string, is: string): Found[] {
  if (!file.endsWith(".py") || [...is.matchAll(hook)].length <= [...was.matchAll(hook)].length) return [];
  const found = [...is.matchAll(hook)].at(-1);
  const line = is.slice(0, found?.index ?? 0).split("\n").length;
  const [first = ""] = (found?.[0] ?? "").split("\n");
  const message = `this takes tests out that were collected: \`${first}\``;
  return [{ rule: "excluded-test", path: file, line, message, content: found?.[0] ?? "" }];
}
