import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Evidence } from "../../core/evidence.ts";
import { profileSchema } from "../../core/profile.ts";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import { commitOf, makePlace } from "../../workspace/workspace.fixture.ts";
import { type CheckParts, createChecks } from "./runner.ts";

const profile = profileSchema.parse({
  parts: [
    { name: "app", path: "app", checks: { lint: ["sh", "lint.sh"], test: ["sh", "test.sh"] } },
    { name: "page", path: "page", checks: { test: ["sh", "test.sh"] } },
  ],
});

const project: Files = {
  "app/lint.sh": "ls\n",
  "app/test.sh": "echo fine\n",
  "page/test.sh": "echo page:1: broken >&2; exit 3\n",
};

/** A runner on a real repository, with a memory that can be looked into. */
async function makeRunner(files: Files = project, changes: Partial<CheckParts> = {}) {
  const place = await makePlace(files);
  const memory = new Map<string, Evidence>();
  const parts: CheckParts = {
    repository: place.repository,
    profile,
    directory: path.join(place.root, "checkout"),
    store: path.join(place.root, "store"),
    environment: "test machine",
    home: path.join(place.root, "home"),
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    recall: (tree, part, kind) => Promise.resolve(memory.get(`${tree} ${part} ${kind}`) ?? null),
    remember: (part, kind, evidence) => {
      memory.set(`${evidence.tree} ${part} ${kind}`, evidence);
      return Promise.resolve();
    },
    timeoutMs: 60_000,
    ...changes,
  };
  const commit = async (changed: Files): Promise<string> => {
    const work = path.join(place.root, "work");
    await place.repository.checkout(place.base, work, []);
    await writeFiles(work, changed);
    return commitOf(place.repository, work, place.base);
  };
  return { ...place, parts, memory, commit, runner: createChecks(parts) };
}

test("a check is a real process in its part's folder of the commit, and its end is the evidence", async () => {
  const { runner, repository, base } = await makeRunner();
  expect(await runner.run(base, "page", "test")).toMatchObject({
    commit: base,
    tree: await repository.treeOf(base),
    command: "page: sh test.sh",
    exitCode: 3,
    outputTail: "page:1: broken\n",
    at: "2026-01-01T00:00:00.000Z",
    environment: "test machine, bubblewrap",
  });
  expect((await runner.run(base, "app", "lint")).outputTail).toBe("lint.sh\ntest.sh\n");
});

test("each commit is checked in a checkout of its own files, free of what the last check left", async () => {
  const { runner, base, commit } = await makeRunner({
    ...project,
    "app/lint.sh": "ls; touch left-over ../left-over\n",
  });
  await runner.run(base, "app", "lint");
  const next = await commit({ "app/new.js": "x\n" });
  expect((await runner.run(next, "app", "lint")).outputTail).toBe("lint.sh\nnew.js\ntest.sh\n");
});

test("a tree is checked once, whichever commit holds it", async () => {
  const { runner, base, repository, memory, root } = await makeRunner({
    ...project,
    "app/test.sh": `echo x >> "$HOME/count"\n`,
  });
  const first = await runner.run(base, "app", "test");
  const facts = { message: "Again\n", name: "A", email: "a@b", atSeconds: 5 };
  const again = await repository.commit({ tree: first.tree, parent: base, ...facts });
  expect(await runner.run(again, "app", "test")).toEqual(first);
  expect(await readFile(path.join(root, "home/count"), "utf8")).toBe("x\n");
  expect([...memory.keys()]).toEqual([`${first.tree} app test`]);
});

test("a check that failed is looked at anew, for it may have failed by chance", async () => {
  const script = 'echo x >> "$HOME/count"; test "$(cat $HOME/count)" != x';
  const { runner, base, memory } = await makeRunner({ ...project, "app/test.sh": script });
  expect((await runner.run(base, "app", "test")).exitCode).toBe(1);
  expect((await runner.run(base, "app", "test")).exitCode).toBe(0);
  expect([...memory.values()].map(({ exitCode }) => exitCode)).toEqual([0]);
});

test("the same check asked for twice at once runs once", async () => {
  const { runner, base, root } = await makeRunner({ ...project, "app/test.sh": `echo x >> "$HOME/count"\n` });
  const [one, two] = await Promise.all([runner.run(base, "app", "test"), runner.run(base, "app", "test")]);
  expect(one).toEqual(two);
  expect(await readFile(path.join(root, "home/count"), "utf8")).toBe("x\n");
});

test("checks of different parts and commits asked for at once all get their own commit", async () => {
  const { runner, base, commit } = await makeRunner({
    ...project,
    "app/lint.sh": "cat name\n",
    "app/name": "base\n",
  });
  const other = await commit({ "app/name": "other\n" });
  const seen = await Promise.all(
    [base, other].flatMap((each) => [runner.run(each, "app", "lint"), runner.run(each, "page", "test")]),
  );
  expect(seen.map(({ outputTail }) => outputTail)).toEqual([
    "base\n",
    "page:1: broken\n",
    "other\n",
    "page:1: broken\n",
  ]);
});

test("a check that the profile does not have is our bug", async () => {
  const { runner, base } = await makeRunner();
  await expect(runner.run(base, "page", "lint")).rejects.toThrow("no check lint of page");
  await expect(runner.run(base, "nothing", "lint")).rejects.toThrow("no check lint of nothing");
  await expect(runner.run(base, "app", "constructor")).rejects.toThrow("no check constructor of app");
});

test("a check that hangs is ended, and that is its evidence", async () => {
  const files = { ...project, "app/test.sh": "echo begun; sleep 1000\n" };
  const { runner, base } = await makeRunner(files, { timeoutMs: 300 });
  expect(await runner.run(base, "app", "test")).toMatchObject({
    exitCode: 124,
    outputTail: "begun\n\n[still running after 0.3 s]",
  });
});

test("a check sees the harmless part of the environment, in a home of its own", async () => {
  const { runner, base, parts } = await makeRunner({ ...project, "app/lint.sh": "env\n" });
  process.env["SOME_TOKEN"] = "secret";
  const { outputTail } = await runner.run(base, "app", "lint");
  delete process.env["SOME_TOKEN"];
  expect(outputTail).toContain(`HOME=${parts.home}\n`);
  expect(outputTail).toContain("CI=1\n");
  expect(outputTail).not.toContain("secret");
});

test("dependencies are there before a check, and stay from checkout to checkout", async () => {
  const setup = {
    command: ["sh", "-c", 'echo x >> "$HOME/installs"; mkdir -p node_modules; echo lib > node_modules/lib'],
    lockFiles: ["lock"],
    dependencies: ["node_modules"],
  };
  const files = { ...project, lock: "1\n", "app/lint.sh": "cat ../node_modules/lib\n" };
  const { runner, base, commit, root } = await makeRunner(files, { profile: { ...profile, setup } });
  expect((await runner.run(base, "app", "lint")).outputTail).toBe("lib\n");
  expect((await runner.run(await commit({ "a.txt": "a" }), "app", "lint")).outputTail).toBe("lib\n");
  expect(await readFile(path.join(root, "home/installs"), "utf8")).toBe("x\n");
});

test("a setup that fails is no verdict on the code: it is thrown, and nothing is remembered", async () => {
  const setup = { command: ["sh", "-c", "echo no network; exit 1"], lockFiles: [], dependencies: ["x"] };
  const { runner, base, memory } = await makeRunner(project, { profile: { ...profile, setup } });
  await expect(runner.run(base, "app", "test")).rejects.toThrow("no network");
  expect(memory.size).toBe(0);
});

test("a check leaves no process behind", async () => {
  const files = { ...project, "app/test.sh": 'setsid sh -c "sleep 2; touch $HOME/late" & echo done\n' };
  const { runner, base, root } = await makeRunner(files);
  expect((await runner.run(base, "app", "test")).exitCode).toBe(0);
  expect(existsSync(path.join(root, "home/late"))).toBe(false);
});

test("files that a failing check names are found, written from the top or from their part", async () => {
  const { runner } = await makeRunner();
  const files = ["app/a.js", "app/b.js", "app/deep/c.js", "page/a.css", "top.js", "app/d.js"];
  const output =
    "app/a.js:3:1: bad\n  deep/c.js(7): odd\n./top.js\nError in 'a.css'.\nab.js d.jsx xapp/d.js\n";
  expect(runner.failingPaths(output, files)).toEqual(["app/a.js", "app/deep/c.js", "page/a.css", "top.js"]);
  expect(runner.failingPaths("", files)).toEqual([]);
});

test("a test is what the profile says is one", async () => {
  const { runner } = await makeRunner();
  const tests = ["app/a.test.js", "app/test/x.js", "__tests__/.hidden", "app/deep/tests/y.js"];
  expect(tests.map((file) => runner.isTest(file))).toEqual([true, true, true, true]);
  expect(["app/a.js", "testing.js", "contest/x.js"].map((file) => runner.isTest(file))).toEqual([
    false,
    false,
    false,
  ]);
});
