import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, writeFiles } from "../../test/support/project.ts";
import { openRepository } from "./repository.ts";
import { prepareAgentTree } from "./tree.ts";
import { makePlace, tempFolder } from "./workspace.fixture.ts";

test("an agent finds the commit's files and a clean git status", async () => {
  const { root, repository, base } = await makePlace({ "a.txt": "one\n", "src/b.js": "b\n" });
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  expect(await readFile(path.join(tree, "src/b.js"), "utf8")).toBe("b\n");
  expect(await git(tree, "status", "--porcelain")).toBe("");
  expect(await git(tree, "log", "--format=%s")).toBe("The state that this step begins from");
  expect(await git(tree, "branch", "--show-current")).toBe("work");
  expect(await git(tree, "remote")).toBe("");
});

test("an agent sees its own changes, and those alone", async () => {
  const { root, repository, base } = await makePlace({ "a.txt": "one\n", ".gitignore": "*.log\n" });
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  await writeFiles(tree, { "a.txt": "two\n", "x.log": "x\n" });
  expect(await git(tree, "diff", "--stat")).toContain("a.txt | 2 +-");
  expect(await git(tree, "status", "--porcelain")).toBe(" M a.txt");
});

test("a tracked file that is ignored, a link and an odd line ending leave the status clean", async () => {
  const root = await tempFolder();
  const user = await makeRepository(path.join(root, "user"), {
    ".gitignore": "*.log\n",
    ".gitattributes": "*.bat text eol=crlf\n",
    "run.bat": "echo\r\n",
    "dos.txt": "dos\r\n",
  });
  await writeFiles(user, { "kept.log": "kept\n" });
  await symlink("kept.log", path.join(user, "link"));
  await git(user, "add", "--force", "--all");
  await git(user, "commit", "--quiet", "--message=More");
  const base = await git(user, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "private.git"));
  await repository.fetch(user, base);
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  expect(await git(tree, "status", "--porcelain")).toBe("");
  expect(await repository.snapshot(tree, base)).toBe(await repository.treeOf(base));
});

test("a tree that exists is left as it is", async () => {
  const { root, repository, base } = await makePlace();
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  await writeFiles(tree, { "a.txt": "of the agent\n", "new.txt": "new\n" });
  await prepareAgentTree(repository, base, tree);
  expect(await readFile(path.join(tree, "a.txt"), "utf8")).toBe("of the agent\n");
  expect((await readdir(tree)).sort()).toEqual([".git", "a.txt", "new.txt"]);
});

test("a tree that cannot be made leaves nothing behind", async () => {
  const { root, repository } = await makePlace();
  await mkdir(path.join(root, "trees"));
  const tree = path.join(root, "trees/tree");
  await expect(prepareAgentTree(repository, "1".repeat(40), tree)).rejects.toThrow("git read-tree");
  expect(await readdir(path.join(root, "trees"))).toEqual([]);
});

test("a half-made tree is never seen under its name", async () => {
  const { root, repository, base } = await makePlace({ "a.txt": "one\n", "src/b.js": "b\n" });
  const trees = path.join(root, "trees");
  await mkdir(trees);
  const tree = path.join(trees, "tree");
  const progress = { isMade: false };
  const made = prepareAgentTree(repository, base, tree).finally(() => {
    progress.isMade = true;
  });
  const seen = new Set<string>();
  while (!progress.isMade) {
    const names: string[] = await readdir(tree).catch(() => []);
    if (names.length > 0) seen.add(names.toSorted().join(" "));
  }
  await made;
  seen.add((await readdir(tree)).toSorted().join(" "));
  expect([...seen]).toEqual([".git a.txt src"]);
  expect(await readdir(trees)).toEqual(["tree"]);
});

test("an empty repository makes an empty tree", async () => {
  const { root, repository, base } = await makePlace({});
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  expect(await readdir(tree)).toEqual([".git"]);
  expect(await git(tree, "status", "--porcelain")).toBe("");
});
