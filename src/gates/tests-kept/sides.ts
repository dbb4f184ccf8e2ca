import path from "node:path";
import type { PathChange } from "../../core/policy.ts";
import type { Tests } from "./compare.ts";
import type { TestCase, TestFile } from "./model.ts";
import { isRead, read } from "./read.ts";

/** Files of one commit. */
export interface Side {
  files: readonly string[];
  texts(paths: Iterable<string>): Promise<ReadonlyMap<string, string>>;
}

/** What is judged: a change from one commit to another. */
export interface Step {
  before: Side;
  after: Side;
  /** The commit that the run began with, where it is not `before`. */
  base: Side | null;
  changes: readonly PathChange[];
  /** Paths that the run has changed so far, with this step. */
  changedInRun: readonly string[];
  isTest(path: string): boolean;
}

/** Files that hold no tests, but what tests call. */
const isSupport = (file: string): boolean =>
  /(^|[/._-])(tests?|specs?|__tests__|testing|testutils?|support|fixtures?|helpers?|mocks?|e2e|conftest|harness)([/._-]|$)/i.test(
    file,
  );

const mostDependents = 300;

/** Tests of before and after, as far as the change can have touched them. */
export async function loadTests(step: Step): Promise<Tests> {
  const reader = new Reader();
  const changed = step.changes
    .map((change) => change.path)
    .filter((file) => isRead(file) && (step.isTest(file) || isSupport(file)));
  const before = await reader.read(await step.before.texts(changed));
  const after = await reader.read(await step.after.texts(changed));
  const dependents = await dependentsOf(step, [...before.values()]);
  for (const [file, text] of dependents) {
    const content = await reader.read(new Map([[file, text]]));
    for (const side of [before, after]) for (const [name, known] of content) side.set(name, known);
  }
  await addImports(reader, step.before, before);
  await addImports(reader, step.after, after);
  const isOld = step.base === null ? () => true : await oldness(reader, step.base, [...before.keys()]);
  return {
    before: testsOnly(before, step),
    after: testsOnly(after, step),
    isOld,
  };
}

/** Cases count only where the project has its tests; elsewhere only functions matter. */
function testsOnly(files: ReadonlyMap<string, TestFile>, step: Step): Map<string, TestFile> {
  return new Map(
    [...files].map(([name, file]) => [
      name,
      step.isTest(name) ? file : { ...file, cases: [], focuses: [], fakes: [] },
    ]),
  );
}

class Reader {
  private readonly known = new Map<string, TestFile | null>();

  async read(texts: ReadonlyMap<string, string>): Promise<Map<string, TestFile>> {
    const files = new Map<string, TestFile>();
    for (const [name, text] of texts) {
      const key = `${name}\0${text}`;
      await new Promise(setImmediate); // a long look must not keep the engine from its other work
      const file = this.known.has(key) ? this.known.get(key) : await read(name, text);
      this.known.set(key, file ?? null);
      if (file) files.set(name, file);
    }
    return files;
  }
}

/** Unchanged tests that name a changed file of functions. */
async function dependentsOf(step: Step, changed: readonly TestFile[]): Promise<[string, string][]> {
  const stems = changed
    .filter(({ cases, functions }) => cases.length === 0 && functions.size > 0)
    .map((file) => stemOf(file.path));
  if (stems.length === 0) return [];
  const touched = new Set(step.changes.map((change) => change.path));
  const tests = step.after.files.filter((file) => isRead(file) && step.isTest(file) && !touched.has(file));
  const texts = await step.after.texts(tests.slice(0, 5_000));
  return [...texts].filter(([, text]) => stems.some((stem) => text.includes(stem))).slice(0, mostDependents);
}

const stemOf = (file: string): string => {
  const { name, dir } = path.posix.parse(file);
  return name === "index" || name === "__init__" ? path.posix.basename(dir) : name.replace(/\.d$/, "");
};

/** Files that tests import and that hold functions for tests; and what those import. */
async function addImports(reader: Reader, side: Side, files: Map<string, TestFile>): Promise<void> {
  let fresh = [...files.keys()];
  for (let round = 0; round < 3 && fresh.length > 0; round++) {
    const texts = await side.texts(fresh);
    const wanted = new Set([...texts].flatMap(([file, text]) => importsOf(file, text, side.files)));
    fresh = [...wanted].filter((file) => !files.has(file) && isRead(file)).slice(0, 200);
    const found = await side.texts(fresh);
    const useful = new Map([...found].filter(([file, text]) => isSupport(file) || usesFramework(text)));
    for (const [name, file] of await reader.read(useful)) files.set(name, file);
    fresh = [...useful.keys()];
  }
}

const usesFramework = (text: string): boolean =>
  /["'](vitest|@jest\/globals|node:test|chai|@playwright\/test)["']|\bexpect\(|^import (pytest|unittest)/m.test(
    text,
  );

const extensions = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".js",
  ".mjs",
  ".jsx",
  ".cjs",
  ".py",
  "/index.ts",
  "/index.js",
  "/__init__.py",
];

/** Files of the repository that a file imports, by the words of its imports. */
function importsOf(file: string, text: string, files: readonly string[]): string[] {
  const known = filesOf(files);
  const folder = path.posix.dirname(file);
  const relative = [...text.matchAll(/(?:from|import|require\()\s*["'](\.[^"'\n]+)["']/g)].map((found) =>
    path.posix.join(folder, found[1] ?? ""),
  );
  const dotted = file.endsWith(".py")
    ? [...text.matchAll(/^\s*(?:from|import)\s+([.\w]+)/gm)].map((found) => found[1] ?? "")
    : [];
  const modules = dotted
    .map((name) => name.replace(/^\.+/, "").replaceAll(".", "/"))
    .filter((name) => name !== "");
  const near = modules.flatMap((name) => [path.posix.join(folder, name), name]);
  return [...relative, ...near].flatMap((target) => {
    const stem = target.replace(/\.[cm]?js$/, "");
    return extensions
      .flatMap((extension) => [`${target}${extension}`, `${stem}${extension}`])
      .filter((name) => known.has(name));
  });
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function filesOf(files: readonly string[]): ReadonlySet<string> {
  const known = sets.get(files) ?? new Set(files);
  sets.set(files, known);
  return known;
}

/** Whether a test stood in the commit that the run began with. */
async function oldness(
  reader: Reader,
  base: Side,
  paths: readonly string[],
): Promise<(test: TestCase) => boolean> {
  const files = await reader.read(await base.texts(paths));
  const titles = new Set([...files.values()].flatMap(({ cases }) => cases.map(({ title }) => title)));
  const bodies = new Set(
    [...files.values()].flatMap(({ cases }) => cases.map(({ words }) => words.join(" "))),
  );
  return (test) => titles.has(test.title) || bodies.has(test.words.join(" "));
}
