import { chmod, mkdir, readFile, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, writeFiles } from "../../test/support/project.ts";
import { commitOf, makePlace } from "./workspace.fixture.ts";

const project = { "a.txt": "one\n", "src/b.js": "b\n", ".gitignore": "ignored/\nnode_modules\n" };

/** Two commits and a checkout of the second. */
async function checkedOut() {
  const place = await makePlace(project);
  const work = path.join(place.root, "work");
  await place.repository.checkout(place.base, work, []);
  await writeFiles(work, { "a.txt": "two\n", "src/c.js": "c\n" });
  await rm(path.join(work, "src/b.js"));
  const second = await commitOf(place.repository, work, place.base);
  const directory = path.join(place.root, "checkout");
  await place.repository.checkout(second, directory, []);
  return { ...place, second, directory };
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

test("a checkout is the commit's files and nothing else", async () => {
  const { repository, directory, second, base } = await checkedOut();
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
  await repository.checkout(base, directory, []);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/b.js"]);
  expect(await readFile(path.join(directory, "a.txt"), "utf8")).toBe("one\n");
  await repository.checkout(second, directory, []);
  expect(await readFile(path.join(directory, "a.txt"), "utf8")).toBe("two\n");
});

test("whatever checks left behind is gone after the next checkout", async () => {
  const { repository, directory, second } = await checkedOut();
  await writeFiles(directory, { "new.txt": "x\n", "ignored/x.txt": "x\n", "deep/er/y.txt": "y\n" });
  await mkdir(path.join(directory, "empty/folder"), { recursive: true });
  await makeRepository(path.join(directory, "nested"), { "n.txt": "n\n" });
  await symlink("/etc", path.join(directory, "out"));
  await repository.checkout(second, directory, []);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
  expect(await readdir(directory)).toEqual([".gitignore", "a.txt", "src"]);
});

test("a .git that checks left behind is gone after the next checkout", async () => {
  const { repository, directory, second } = await checkedOut();
  await git(directory, "init", "--quiet");
  await git(path.join(directory, "src"), "init", "--quiet");
  await repository.checkout(second, directory, []);
  expect(await readdir(directory)).toEqual([".gitignore", "a.txt", "src"]);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
});

test("a modified file is restored, even with its old size and times", async () => {
  const { repository, directory, second } = await checkedOut();
  const file = path.join(directory, "a.txt");
  const before = await stat(file);
  await writeFile(file, "2wo\n");
  await utimes(file, before.atime, before.mtime);
  await chmod(path.join(directory, "src/c.js"), 0o755);
  await repository.checkout(second, directory, []);
  expect(await readFile(file, "utf8")).toBe("two\n");
  expect((await stat(path.join(directory, "src/c.js"))).mode & 0o111).toBe(0);
});

test("a deleted file is restored", async () => {
  const { repository, directory, second } = await checkedOut();
  await rm(path.join(directory, "src"), { recursive: true });
  await repository.checkout(second, directory, []);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
});

test("named folders are kept, those of the same name elsewhere are not", async () => {
  const { repository, directory, second } = await checkedOut();
  await writeFiles(directory, {
    "node_modules/kept/index.js": "x\n",
    "src/node_modules/kept.js": "x\n",
    "other/node_modules/gone.js": "x\n",
    "other/gone.js": "x\n",
  });
  await repository.checkout(second, directory, ["/node_modules", "/src/node_modules"]);
  expect(await filesBelow(directory)).toEqual([
    ".gitignore",
    "a.txt",
    "node_modules/kept/index.js",
    "src/c.js",
    "src/node_modules/kept.js",
  ]);
});

test("B27: a folder that became a link to elsewhere is restored, and nothing elsewhere is touched", async () => {
  const { root, repository, directory, second } = await checkedOut();
  const elsewhere = path.join(root, "elsewhere");
  await writeFiles(elsewhere, { "c.js": "precious\n", "d.js": "precious\n" });
  await rm(path.join(directory, "src"), { recursive: true });
  await symlink(elsewhere, path.join(directory, "src"));
  await repository.checkout(second, directory, []);
  expect(await readFile(path.join(directory, "src/c.js"), "utf8")).toBe("c\n");
  expect(await readFile(path.join(elsewhere, "c.js"), "utf8")).toBe("precious\n");
  expect(await filesBelow(elsewhere)).toEqual(["c.js", "d.js"]);
  expect((await stat(path.join(directory, "src"))).isDirectory()).toBe(true);
});

test("the lock of a git that died with its engine does not stop the next checkout", async () => {
  const { repository, directory, second } = await checkedOut();
  for (const name of await readdir(repository.gitDir)) {
    if (name.startsWith("checkout-")) await writeFile(path.join(repository.gitDir, `${name}.lock`), "");
  }
  await repository.checkout(second, directory, []);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
});

test("a checkout that was removed is made again", async () => {
  const { repository, directory, second } = await checkedOut();
  await rm(directory, { recursive: true });
  await repository.checkout(second, directory, []);
  expect(await filesBelow(directory)).toEqual([".gitignore", "a.txt", "src/c.js"]);
});
