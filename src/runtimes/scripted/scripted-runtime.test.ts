import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { writeFiles } from "../../../test/support/project.ts";
import type { Assignment } from "../../core/agent.ts";
import {
  type Arrange,
  denialsOf,
  endOf,
  eventsOf,
  makeStage,
  type Stage,
  testRuntime,
  type Wish,
  withShell,
} from "../runtime.testsuite.ts";
import type { Action } from "./scenario.ts";
import { scriptedRuntime } from "./scripted-runtime.ts";

type Part = { do?: Action[]; say?: string | { file: string }; usage?: object };

async function choose(folder: string, parts: readonly Part[], more: object = {}) {
  const scenario = path.join(folder, "scenario.yaml");
  await writeFile(
    scenario,
    stringify({ name: "test", ...more, steps: { "implementation/developer": parts } }),
  );
  return { name: "scripted", options: { scenario } };
}

const arrange: Arrange = async (wishes, folder) => ({
  runtime: await choose(folder, wishes.map(partOf)),
  prompts: wishes.map(() => "Do it."),
});

function partOf(wish: Wish): Part {
  switch (wish.do) {
    case "say":
      return { say: wish.text };
    case "write":
      return { do: [{ write: { path: wish.path, text: wish.text } }], say: wish.say };
    case "shell":
      return { do: [{ shell: { run: wish.command } }], say: wish.say };
    case "hang":
      return { do: [{ hang: {} }] };
  }
}

testRuntime(scriptedRuntime, arrange);

/** The events of one part, in a tree of its own. */
async function play(parts: readonly Part[], changes: Partial<Assignment> = {}, more: object = {}) {
  const stage = await makeStage();
  const assignment = stage.assignment(await choose(stage.folder, parts, more), changes);
  return { ...stage, events: await eventsOf(scriptedRuntime, assignment) };
}

const textOf = ({ tree }: Stage, file: string): Promise<string> => readFile(path.join(tree, file), "utf8");

test("an edit replaces what it finds, once and literally", async () => {
  const stage = await play([{ do: [{ edit: { path: "src/a.js", find: "a", replace: "$& and $1" } }] }]);
  expect(await textOf(stage, "src/a.js")).toBe("$& and $1\n");
});

test("an edit that finds nothing ends badly and leaves the file", async () => {
  const stage = await play([
    { do: [{ edit: { path: "src/a.js", find: "zzz", replace: "b" } }], say: "Done." },
  ]);
  expect(stage.events).toContainEqual({
    type: "tool.ended",
    id: "0",
    ok: false,
    output: "src/a.js does not hold what is to be replaced",
  });
  expect(await textOf(stage, "src/a.js")).toBe("a\n");
  expect(endOf(stage.events)).toEqual([{ kind: "completed", text: "Done." }]);
});

test("a file is written from the scenario's folder, bytes and all", async () => {
  const stage = await makeStage();
  await writeFile(path.join(stage.folder, "blob"), Buffer.from([0, 255, 10]));
  const choice = await choose(stage.folder, [{ do: [{ write: { path: "src/deep/blob", file: "blob" } }] }]);
  await eventsOf(scriptedRuntime, stage.assignment(choice));
  expect(await readFile(path.join(stage.tree, "src/deep/blob"))).toEqual(Buffer.from([0, 255, 10]));
});

test("a folder is copied file by file, each through the policy", async () => {
  const stage = await makeStage();
  await writeFiles(stage.folder, {
    "new/one.js": "1\n",
    "new/deep/two.js": "2\n",
    "new/package-lock.json": "{}\n",
  });
  const choice = await choose(stage.folder, [{ do: [{ copy: { from: "new", to: "src", ms: 1 } }] }]);
  const events = await eventsOf(scriptedRuntime, stage.assignment(choice));
  expect(await textOf(stage, "src/one.js")).toBe("1\n");
  expect(await textOf(stage, "src/deep/two.js")).toBe("2\n");
  expect(existsSync(path.join(stage.tree, "src/package-lock.json"))).toBe(false);
  expect(denialsOf(events)).toHaveLength(1);
});

test("a single file can be copied", async () => {
  const stage = await makeStage();
  await writeFiles(stage.folder, { "one.js": "1\n" });
  const choice = await choose(stage.folder, [{ do: [{ copy: { from: "one.js", to: "src/uno.js" } }] }]);
  await eventsOf(scriptedRuntime, stage.assignment(choice));
  expect(await textOf(stage, "src/uno.js")).toBe("1\n");
});

test("a file can be deleted, and read, and one that is not there cannot be read", async () => {
  const reading: Action[] = [{ read: { path: "src/a.js" } }, { read: { path: "src/b.js" } }];
  const { events, tree } = await play([
    { do: [...reading, { delete: { path: "src/a.js" } }, { think: { ms: 1 } }] },
  ]);
  expect(events.flatMap((event) => (event.type === "tool.ended" ? [event.ok] : []))).toEqual([
    true,
    false,
    true,
  ]);
  expect(existsSync(path.join(tree, "src/a.js"))).toBe(false);
});

test("a command ends well when it ends as expected", async () => {
  const { events } = await play(
    [
      {
        do: [
          { shell: { run: ["false"] } },
          { shell: { run: ["false"], expect: 1, ms: 1 } },
          { shell: { run: ["echo", "hi"] } },
        ],
      },
    ],
    { policy: withShell },
  );
  expect(events.flatMap((event) => (event.type === "tool.ended" ? [[event.ok, event.output]] : []))).toEqual([
    [false, ""],
    [true, ""],
    [true, "hi\n"],
  ]);
});

test("a command that is aborted is ended, and the turn is interrupted", async () => {
  const stage = await makeStage();
  const abort = new AbortController();
  const choice = await choose(stage.folder, [
    { do: [{ shell: { run: ["sh", "-c", "touch begun; sleep 1000"] } }] },
  ]);
  const playing = eventsOf(scriptedRuntime, stage.assignment(choice, { policy: withShell }), {
    signal: abort.signal,
  });
  while (!existsSync(path.join(stage.tree, "begun"))) await new Promise(setImmediate);
  abort.abort();
  expect(endOf(await playing)).toEqual([{ kind: "interrupted" }]);
});

test.each([
  ["a folder that is a link out of the tree", "src/out/x.js"],
  ["a file that is a link", "src/link.js"],
  ["the throw-away .git", "src/.git/hooks/pre-commit"],
])("%s is not written through", async (_, target) => {
  const stage = await makeStage();
  await mkdir(path.join(stage.folder, "outside"));
  await writeFiles(stage.folder, { "outside/precious": "precious\n" });
  await symlink("../../outside", path.join(stage.tree, "src/out"));
  await symlink("../../outside/precious", path.join(stage.tree, "src/link.js"));
  const choice = await choose(stage.folder, [{ do: [{ write: { path: target, text: "evil\n" } }] }]);
  const events = await eventsOf(scriptedRuntime, stage.assignment(choice));
  expect(denialsOf(events)).toHaveLength(1);
  expect(await readFile(path.join(stage.folder, "outside/precious"), "utf8")).toBe("precious\n");
  expect(existsSync(path.join(stage.folder, "outside/x.js"))).toBe(false);
  expect(existsSync(path.join(stage.tree, "src/.git"))).toBe(false);
});

test("each attempt has its own part, and the last part is played again", async () => {
  const parts = [{ say: "first" }, { say: "second" }];
  const said = async (attempt: number) => endOf((await play(parts, { attempt })).events);
  expect(await said(1)).toEqual([{ kind: "completed", text: "first" }]);
  expect(await said(2)).toEqual([{ kind: "completed", text: "second" }]);
  expect(await said(5)).toEqual([{ kind: "completed", text: "second" }]);
});

test("what is said can come from a file, and usage is told under the attempt's name", async () => {
  const stage = await makeStage();
  await writeFiles(stage.folder, { "say.md": "# Said\n" });
  const part = { say: { file: "say.md" }, usage: { inputTokens: 10, costUsd: 0.5 } };
  const events = await eventsOf(scriptedRuntime, stage.assignment(await choose(stage.folder, [part])));
  expect(endOf(events)).toEqual([{ kind: "completed", text: "# Said\n" }]);
  expect(events).toContainEqual({
    type: "usage",
    message: "implementation/developer/1",
    model: "scripted",
    usage: { inputTokens: 10, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.5 },
  });
});

test("a step that the scenario does not know fails with its name", async () => {
  for (const step of ["quality/reviewer", "constructor"]) {
    const { events } = await play([{ say: "x" }], { step });
    expect(endOf(events)).toMatchObject([
      { kind: "failed", reason: `the scenario test says nothing of ${step}` },
    ]);
  }
});

test("a file that is missing while the scenario is played fails the turn", async () => {
  const { events } = await play([{ do: [{ write: { path: "src/x.js", file: "missing.js" } }] }]);
  expect(endOf(events)).toMatchObject([
    { kind: "failed", reason: expect.stringContaining("ENOENT") as unknown },
  ]);
});

test("the agent's own log has a line for each thing that it did", async () => {
  const { folder } = await play(
    [{ do: [{ read: { path: "src/a.js" } }], say: "x" }],
    {},
    { log: "agent.log" },
  );
  const log = await readFile(path.join(folder, "agent.log"), "utf8");
  expect(log.replaceAll(`pid=${process.pid}`, "pid=P")).toBe(
    "r1 implementation/developer 1 pid=P 0 read\nr1 implementation/developer 1 pid=P end\n",
  );
});
