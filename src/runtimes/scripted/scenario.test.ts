import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MistakesError, UserError } from "../../core/error.ts";
import { checkScenario, loadScenario } from "./scenario.ts";

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "scenario-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const name = path.join(folder, "scenario.yaml");
  await writeFile(name, text);
  return name;
}

/** `line: message` of every mistake in a scenario. */
async function mistakesIn(text: string, read = loadScenario): Promise<string[]> {
  const name = await file(text);
  const error: unknown = await read(name).catch((thrown: unknown) => thrown);
  if (!(error instanceof MistakesError)) throw new Error(`expected mistakes, but got ${String(error)}`);
  expect(error.mistakes.every((mistake) => mistake.file === name)).toBe(true);
  return error.mistakes.map(({ line, message }) => `${line}: ${message}`);
}

const step = (...lines: string[]): string =>
  ["name: test", "steps:", "  planning/architect:", "    - do:", ...lines].join("\n");

test("a scenario is read with what it leaves out", async () => {
  const name = await file("name: test\nsteps:\n  planning/architect.2: [{ say: Fine. }]\n");
  expect(await loadScenario(name)).toEqual({
    name: "test",
    description: "",
    directory: path.dirname(name),
    steps: { "planning/architect.2": [{ do: [], say: "Fine." }] },
  });
});

test("every action can be written", async () => {
  const name = await file(
    step(
      "        - think: { ms: 1 }",
      "        - read: { path: a.js }",
      "        - copy: { from: x, to: y, ms: 1 }",
      "        - write: { path: a.js, file: b.js }",
      "        - write: { path: a.js, text: x }",
      "        - edit: { path: a.js, find: x, replace: y }",
      "        - delete: { path: a.js }",
      "        - shell: { run: [ls], ms: 1, expect: 2 }",
      "        - crash: { code: 3 }",
      "        - crash: { signal: SIGKILL }",
      "        - hang: {}",
    ),
  );
  expect((await loadScenario(name)).steps["planning/architect"]?.[0]?.do).toHaveLength(11);
});

test("a scenario that is not there is a mistake of the person's", async () => {
  const error: unknown = await loadScenario("/nowhere/s.yaml").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({
    code: "NO_SCENARIO",
    message: "the scenario /nowhere/s.yaml cannot be read",
  });
});

test("text that is no YAML is told with its line", async () => {
  expect((await mistakesIn("name: test\nsteps: [\n"))[0]).toMatch(/^[23]: /);
});

test("an action that does not exist is told at its line, with those that do", async () => {
  expect(await mistakesIn(step("        - think: { ms: 1 }", "        - fly: {}"))).toEqual([
    "6: steps.planning/architect.0.do.1: no such action; there are think, read, copy, write, edit, delete, shell, crash and hang, each with its own fields",
  ]);
});

test.each([
  "write: { path: a.js }",
  "write: { path: a.js, text: x, file: y }",
  "edit: { path: a.js, find: '', replace: x }",
  "shell: { run: [] }",
  "shell: { run: ls }",
  "think: { ms: -1 }",
  "think: { ms: 1.5 }",
  "crash: { code: 0 }",
  "crash: { signal: SIGSTOP }",
  "hang: { ms: 1 }",
  "delete: { path: '' }",
])("an action with the wrong fields is told at its line: %s", async (action) => {
  const mistakes = await mistakesIn(step(`        - ${action}`));
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toMatch(/^5: /);
});

test.each(["/etc/passwd", "../x", "a/../../x", "..", "a/.."])(
  "a path that leaves the tree is a mistake: %s",
  async (target) => {
    expect(await mistakesIn(step(`        - delete: { path: ${target} }`))).toHaveLength(1);
  },
);

test("names that only look like a way out are fine", async () => {
  const scenario = await loadScenario(await file(step("        - delete: { path: a/..b/...c }")));
  expect(scenario.steps["planning/architect"]).toHaveLength(1);
});

test("a step must be called as the engine calls it, and have at least one part", async () => {
  expect(await mistakesIn("name: test\nsteps:\n  architect:\n    - say: x\n")).toEqual([
    expect.stringContaining("3: steps.architect: "),
  ]);
  expect(await mistakesIn("name: test\nsteps:\n  planning/architect: []\n")).toEqual([
    expect.stringContaining("3: steps.planning/architect: "),
  ]);
});

test("every mistake is told at once, unknown keys too", async () => {
  const lines = await mistakesIn(
    "nam: test\nsteps:\n  planning/architect:\n    - tell: x\n      usage: { costUsd: -1 }\n",
  );
  expect(lines.map((line) => line.split(":").slice(0, 2).join(":")).sort()).toEqual([
    "1: nam",
    "1: name",
    "4: steps.planning/architect.0.tell",
    "5: steps.planning/architect.0.usage.costUsd",
  ]);
});

test("each file that a scenario names must be there, and is told at its line", async () => {
  const text = `${step(
    "        - copy: { from: new, to: src }",
    "        - write: { path: a.js, file: scenario.yaml }",
    "        - write: { path: a.js, file: missing.js }",
  )}\n      say: { file: said.md }\n`;
  expect(await mistakesIn(text, checkScenario)).toEqual([
    "5: there is no file new",
    "7: there is no file missing.js",
    "8: there is no file said.md",
  ]);
});

test("a scenario whose files are all there passes", async () => {
  const name = await file(
    `${step("        - write: { path: a.js, file: ./scenario.yaml }")}\n      say: Fine.\n`,
  );
  expect((await checkScenario(name)).name).toBe("test");
});
