import { readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../test/support/project.ts";
import { type DependencyCall, ensureDependencies } from "./dependencies.ts";
import { runProcess } from "./process.ts";
import { tempFolder } from "./workspace.fixture.ts";

/** Installs what the lock file says, and counts how often. */
const installer = [
  "set -e",
  'echo x >> "$COUNT"',
  "mkdir -p node_modules/lib app/node_modules/lib",
  "cp lock.json node_modules/lib/index.js",
  "cp lock.json app/node_modules/lib/index.js",
  "ln -sfn ../app node_modules/app",
].join("\n");

async function makeCalls(setup: Partial<DependencyCall["setup"]> = {}) {
  const root = await tempFolder();
  const count = path.join(root, "home/count");
  const call = async (name: string, lock = "1"): Promise<DependencyCall> => {
    const directory = path.join(root, name);
    await writeFiles(directory, { "lock.json": lock, "app/index.js": "app\n" });
    return {
      setup: {
        command: ["sh", "-c", installer],
        lockFiles: ["lock.json"],
        dependencies: ["node_modules", "app/node_modules"],
        ...setup,
      },
      directory,
      store: path.join(root, "store"),
      environment: { PATH: process.env["PATH"] ?? "", HOME: path.join(root, "home"), COUNT: count },
    };
  };
  const installs = async () => (await readFile(count, "utf8").catch(() => "")).split("\n").length - 1;
  return { root, call, installs };
}

test("dependencies are installed once, copied for the next tree, and present the second time", async () => {
  const { root, call, installs } = await makeCalls();
  expect(await ensureDependencies(await call("one"))).toBe("installed");
  expect(await ensureDependencies(await call("one"))).toBe("present");
  expect(await ensureDependencies(await call("two"))).toBe("copied");
  expect(await ensureDependencies(await call("two"))).toBe("present");
  expect(await installs()).toBe(1);
  for (const file of ["node_modules/lib/index.js", "app/node_modules/lib/index.js"])
    expect(await readFile(path.join(root, "two", file), "utf8")).toBe("1");
  expect(await readlink(path.join(root, "two/node_modules/app"))).toBe("../app");
});

test("a new lock file installs again, and the old one finds its own again", async () => {
  const { root, call, installs } = await makeCalls();
  await ensureDependencies(await call("one", "1"));
  expect(await ensureDependencies(await call("one", "2"))).toBe("installed");
  expect(await readFile(path.join(root, "one/node_modules/lib/index.js"), "utf8")).toBe("2");
  expect(await ensureDependencies(await call("one", "1"))).toBe("copied");
  expect(await readFile(path.join(root, "one/node_modules/lib/index.js"), "utf8")).toBe("1");
  expect(await installs()).toBe(2);
});

test("another setup command installs again", async () => {
  const { call } = await makeCalls();
  const first = await call("one");
  await ensureDependencies(first);
  const other = { ...first, setup: { ...first.setup, command: [...first.setup.command, "now otherwise"] } };
  expect(await ensureDependencies(other)).toBe("installed");
});

test("what a tree changes in its dependencies does not reach the next one", async () => {
  const { root, call } = await makeCalls();
  await ensureDependencies(await call("one"));
  await writeFile(path.join(root, "one/node_modules/lib/index.js"), "poisoned");
  expect(await ensureDependencies(await call("two"))).toBe("copied");
  expect(await readFile(path.join(root, "two/node_modules/lib/index.js"), "utf8")).toBe("1");
});

test.each([
  ["a changed file, with its old times", "echo evil > lib/index.js; touch -d 2001-01-01 lib/index.js"],
  ["a new file", "echo evil > lib/other.js"],
  ["a file moved over another", "cp lib/index.js other; mv other lib/index.js"],
  ["folders that have changed places", "cp -a lib more; mv lib away; mv more lib"],
  [
    "a new mark of what is installed",
    "echo evil > lib/index.js; cat .phasegate-setup > x; mv x .phasegate-setup",
  ],
])("dependencies are put in place anew after %s", async (_, script) => {
  const { root, call, installs } = await makeCalls();
  await ensureDependencies(await call("one"));
  const cwd = path.join(root, "one/node_modules");
  await runProcess({ command: ["sh", "-c", script], cwd, env: { HOME: root }, timeoutMs: 60_000 });
  expect(await ensureDependencies(await call("one"))).toBe("copied");
  expect(await readFile(path.join(cwd, "lib/index.js"), "utf8")).toBe("1");
  expect(await ensureDependencies(await call("one"))).toBe("present");
  expect(await installs()).toBe(1);
});

test("caches in dependencies are no change, and are not kept", async () => {
  const { root, call } = await makeCalls();
  await ensureDependencies(await call("one"));
  await writeFiles(path.join(root, "one/node_modules"), { ".vite/x": "x", ".cache/y/z": "x" });
  expect(await ensureDependencies(await call("one"))).toBe("present");
  expect((await readdir(path.join(root, "one/node_modules"))).sort()).toEqual([
    ".phasegate-setup",
    "app",
    "lib",
  ]);
});

test("old dependencies are gone before new ones come", async () => {
  const { root, call } = await makeCalls();
  await ensureDependencies(await call("one", "1"));
  await writeFiles(path.join(root, "one"), { "node_modules/left-over/index.js": "x" });
  await ensureDependencies(await call("one", "2"));
  expect((await readdir(path.join(root, "one/node_modules"))).sort()).toEqual([
    ".phasegate-setup",
    "app",
    "lib",
  ]);
});

test("a setup that fails throws with what it said, and is tried again the next time", async () => {
  const { root, call } = await makeCalls({
    command: ["sh", "-c", "mkdir node_modules; echo no network; exit 3"],
  });
  await expect(ensureDependencies(await call("one"))).rejects.toThrow(
    /setup failed: sh -c .* ended with 3\nno network/s,
  );
  await expect(ensureDependencies(await call("one"))).rejects.toThrow(/no network/);
  expect(await readdir(path.join(root, "store")).catch(() => [])).toEqual([]);
});

test("a setup without dependency folders is done for every tree", async () => {
  const { call, installs } = await makeCalls({
    command: ["sh", "-c", 'echo x >> "$COUNT"'],
    dependencies: [],
  });
  await ensureDependencies(await call("one"));
  await ensureDependencies(await call("two"));
  expect(await installs()).toBe(2);
});

test("a lock file that is missing is no mistake", async () => {
  const { root, call } = await makeCalls({ lockFiles: ["lock.json", "other.json"] });
  expect(await ensureDependencies(await call("one"))).toBe("installed");
  await writeFiles(path.join(root, "one"), { "other.json": "" });
  expect(await ensureDependencies(await call("one"))).toBe("present");
});

test("of two trees that install at once both get what they need", async () => {
  const { root, call } = await makeCalls();
  await Promise.all([ensureDependencies(await call("one")), ensureDependencies(await call("two"))]);
  for (const name of ["one", "two"])
    expect(await readFile(path.join(root, name, "node_modules/lib/index.js"), "utf8")).toBe("1");
  const kept = await readdir(path.join(root, "store"));
  expect(kept.length).toBe(1);
});

test("B27: dependencies that are a link to elsewhere are replaced, and nothing elsewhere is removed", async () => {
  const { root, call } = await makeCalls();
  const elsewhere = path.join(root, "elsewhere");
  await writeFiles(elsewhere, { "precious.txt": "x" });
  const one = await call("one");
  await symlink(elsewhere, path.join(one.directory, "node_modules"));
  await ensureDependencies(one);
  expect(await readdir(elsewhere)).toEqual(["precious.txt"]);
  await rm(elsewhere, { recursive: true });
});

test.each(["app", "node_modules"])(
  "a link to elsewhere in place of %s leads nothing of the engine there",
  async (name) => {
    const { root, call } = await makeCalls();
    const one = await call("one");
    await ensureDependencies(one);
    const stamp = await readFile(path.join(one.directory, "node_modules/.phasegate-setup"), "utf8");
    const elsewhere = {
      ".phasegate-setup": stamp,
      ".cache/x": "x",
      "node_modules/x": "x",
      "node_modules/.cache/x": "x",
    };
    await writeFiles(path.join(root, "elsewhere"), elsewhere);
    const before = await readdir(path.join(root, "elsewhere"), { recursive: true });
    await rm(path.join(one.directory, name), { recursive: true });
    await symlink(path.join(root, "elsewhere"), path.join(one.directory, name));
    expect(await ensureDependencies(one)).toBe("copied");
    expect((await readdir(path.join(root, "elsewhere"), { recursive: true })).sort()).toEqual(before.sort());
  },
);
