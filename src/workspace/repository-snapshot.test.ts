import { chmod, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, writeFiles } from "../../test/support/project.ts";
import { GitError } from "./git.ts";
import { openRepository, TreeRefused } from "./repository.ts";
import { prepareAgentTree } from "./tree.ts";
import { commitOf, facts, makePlace, tempFolder } from "./workspace.fixture.ts";

/** A place with an agent's tree at the base commit. */
async function placeWithTree(files?: Record<string, string>) {
  const place = await makePlace(files);
  const tree = path.join(place.root, "tree");
  await prepareAgentTree(place.repository, place.base, tree);
  const changes = async () =>
    place.repository.changes(place.base, await place.repository.snapshot(tree, place.base));
  return { ...place, tree, changes };
}

test("a commit and its history are brought from the user's repository", async () => {
  const { root, user } = await makePlace();
  await writeFiles(user, { "a.txt": "two\n" });
  await git(user, "commit", "--quiet", "--all", "--message=Second");
  const head = await git(user, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "other.git"));
  await repository.fetch(user, head);
  expect(await repository.file(head, "a.txt")).toBe("two\n");
  expect(await repository.file(`${head}^`, "a.txt")).toBe("one\n");
  await repository.fetch(user, head);
  expect(await repository.files(head)).toEqual(["a.txt"]);
});

test("a commit that no branch points at can be fetched", async () => {
  const { root, user } = await makePlace();
  await git(user, "commit", "--quiet", "--allow-empty", "--message=Loose");
  const loose = await git(user, "rev-parse", "HEAD");
  await git(user, "reset", "--quiet", "--hard", "HEAD^");
  const repository = await openRepository(path.join(root, "other.git"));
  await repository.fetch(user, loose);
  expect(await repository.files(loose)).toEqual(["a.txt"]);
});

test("a shallow clone is good enough to fetch from", async () => {
  const { root, user } = await makePlace();
  await git(user, "commit", "--quiet", "--allow-empty", "--message=Second");
  await git(root, "clone", "--quiet", "--depth=1", `file://${user}`, "shallow");
  const shallow = path.join(root, "shallow");
  const head = await git(shallow, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "other.git"));
  await repository.fetch(shallow, head);
  expect(await repository.files(head)).toEqual(["a.txt"]);
});

test("fetching a commit that does not exist fails with git's word", async () => {
  const { user, repository } = await makePlace();
  await expect(repository.fetch(user, "1".repeat(40))).rejects.toThrow(GitError);
});

test("opening a repository twice, or twice at once, gives the same one", async () => {
  const root = await tempFolder();
  const gitDir = path.join(root, "private.git");
  const all = await Promise.all([1, 2, 3].map(() => openRepository(gitDir)));
  expect(all.map((each) => each.gitDir)).toEqual([gitDir, gitDir, gitDir]);
  const again = await openRepository(gitDir);
  expect(await again.branch("main")).toBeNull();
});

test("a tree in which nothing happened is the base's own tree", async () => {
  const { repository, base, tree } = await placeWithTree({ "a.txt": "one\n", "b/c.txt": "c\n" });
  expect(await repository.snapshot(tree, base)).toBe(await repository.treeOf(base));
});

test("added, modified and deleted files are seen, renames as both", async () => {
  const { tree, changes } = await placeWithTree({ "a.txt": "one\n", "b.txt": "b\n", "c.txt": "c\n" });
  await writeFiles(tree, { "a.txt": "changed\n", "new/d.txt": "b\n" });
  await rm(path.join(tree, "b.txt"));
  expect(await changes()).toEqual([
    { path: "a.txt", kind: "modified", mode: "100644" },
    { path: "b.txt", kind: "deleted", mode: "100644" },
    { path: "new/d.txt", kind: "added", mode: "100644" },
  ]);
});

test("ignored files stay out, but a tracked file that is ignored is still followed", async () => {
  const { root } = await makePlace();
  const user = await makeRepository(path.join(root, "user2"), { ".gitignore": "*.log\nbuild/\n" });
  await writeFiles(user, { "kept.log": "kept\n" });
  await git(user, "add", "--force", "kept.log");
  await git(user, "commit", "--quiet", "--message=Keep a log");
  const base = await git(user, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "two.git"));
  await repository.fetch(user, base);
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  await writeFiles(tree, { "new.log": "x\n", "build/out.js": "x\n", "kept.log": "more\n", "src.js": "x\n" });
  const changed = await repository.changes(base, await repository.snapshot(tree, base));
  expect(changed.map((change) => change.path)).toEqual(["kept.log", "src.js"]);
});

test("executable bits and symbolic links are kept as they are", async () => {
  const { repository, base, tree, changes } = await placeWithTree({
    "run.sh": "#!/bin/sh\n",
    "a.txt": "a\n",
  });
  await chmod(path.join(tree, "run.sh"), 0o755);
  await symlink("a.txt", path.join(tree, "link"));
  await symlink("/nowhere/at/all", path.join(tree, "dangling"));
  expect(await changes()).toEqual([
    { path: "dangling", kind: "added", mode: "120000" },
    { path: "link", kind: "added", mode: "120000" },
    { path: "run.sh", kind: "modified", mode: "100755" },
  ]);
  const commit = await commitOf(repository, tree, base);
  expect(await repository.file(commit, "link")).toBe("a.txt");
});

test("a file that becomes a folder, and a folder that becomes a link, are seen as what they are now", async () => {
  const { tree, changes } = await placeWithTree({ thing: "file\n", "dir/a.txt": "a\n" });
  await rm(path.join(tree, "thing"));
  await writeFiles(tree, { "thing/inside.txt": "x\n" });
  await rm(path.join(tree, "dir"), { recursive: true });
  await symlink("/tmp", path.join(tree, "dir"));
  expect(await changes()).toEqual([
    { path: "dir", kind: "added", mode: "120000" },
    { path: "dir/a.txt", kind: "deleted", mode: "100644" },
    { path: "thing", kind: "deleted", mode: "100644" },
    { path: "thing/inside.txt", kind: "added", mode: "100644" },
  ]);
});

const strange = [
  "with space.txt",
  "with 'quotes' and \"double\".txt",
  "new\nline.txt",
  "tab\there.txt",
  "größe-日本-🎉.txt",
  "-leading-dash.txt",
  "--help",
  ":(top)magic.txt",
  "*.glob",
  "back\\slash.txt",
  "#hash",
  "!bang",
];

test("file names may be as strange as the file system allows", async () => {
  const { root, repository, base, tree, changes } = await placeWithTree();
  await writeFiles(tree, Object.fromEntries(strange.map((name) => [name, `${name}\n`])));
  expect((await changes()).map((change) => change.path).sort()).toEqual([...strange].sort());
  const commit = await commitOf(repository, tree, base);
  expect((await repository.files(commit)).sort()).toEqual(["a.txt", ...strange].sort());
  const other = path.join(root, "checkout");
  await repository.checkout(commit, other, []);
  for (const name of strange) {
    expect(await readFile(path.join(other, name), "utf8")).toBe(`${name}\n`);
    expect(await repository.file(commit, name)).toBe(`${name}\n`);
  }
});

test("whatever the agent does with its throw-away .git, only files count", async () => {
  const { repository, base, tree, changes } = await placeWithTree();
  await git(tree, "config", "user.name", "Agent");
  await writeFiles(tree, { "b.txt": "b\n" });
  await git(tree, "add", "--all");
  await git(tree, "commit", "--quiet", "--message=Mine");
  await git(tree, "checkout", "--quiet", "-b", "other");
  await writeFiles(tree, { ".git/info/exclude": "*\n", ".git/index": "garbage" });
  expect((await changes()).map((change) => change.path)).toEqual(["b.txt"]);
  await rm(path.join(tree, ".git"), { recursive: true });
  await writeFile(path.join(tree, ".git"), "gitdir: /nowhere\n");
  expect((await changes()).map((change) => change.path)).toEqual(["b.txt"]);
  expect(await repository.snapshot(tree, base)).not.toBe(await repository.treeOf(base));
});

test("a git repository without a commit inside the tree is refused with a reason", async () => {
  const { repository, base, tree } = await placeWithTree();
  await mkdir(path.join(tree, "vendor"));
  await git(path.join(tree, "vendor"), "init", "--quiet");
  await writeFiles(tree, { "vendor/a.txt": "a\n" });
  await expect(repository.snapshot(tree, base)).rejects.toThrow(TreeRefused);
  await expect(repository.snapshot(tree, base)).rejects.toThrow(/vendor/);
});

test("a git repository with commits inside the tree shows as what it is, for the scope gate to refuse", async () => {
  const { tree, changes } = await placeWithTree();
  await makeRepository(path.join(tree, "vendor"), { "a.txt": "a\n" });
  expect(await changes()).toEqual([{ path: "vendor", kind: "added", mode: "160000" }]);
});

test("a submodule of the user's stays where it is", async () => {
  const { root, user } = await makePlace();
  const library = await makeRepository(path.join(root, "library"), { "l.txt": "l\n" });
  await git(user, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "library");
  await git(user, "commit", "--quiet", "--message=Add a submodule");
  const base = await git(user, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "two.git"));
  await repository.fetch(user, base);
  const tree = path.join(root, "tree");
  await prepareAgentTree(repository, base, tree);
  expect(await repository.snapshot(tree, base)).toBe(await repository.treeOf(base));
});

test("a commit made again is the same object", async () => {
  const { repository, base, tree } = await placeWithTree();
  await writeFiles(tree, { "b.txt": "b\n" });
  const object = await repository.snapshot(tree, base);
  const message = "Añade b\n\nPhasegate-Run: r1\n";
  const first = await repository.commit(facts(object, base, { message }));
  expect(await repository.commit(facts(object, base, { message }))).toBe(first);
  expect(await repository.commit(facts(object, base, { message, atSeconds: 1 }))).not.toBe(first);
  expect(await repository.treeOf(first)).toBe(object);
  await repository.setBranch("work", first);
  expect(await repository.branch("work")).toBe(first);
  const shown = await git(repository.gitDir, "log", "-1", "--format=%an|%ae|%ct|%B", first);
  expect(shown).toBe("Agent|agent@localhost|1700000000|Añade b\n\nPhasegate-Run: r1\n");
});

test("a diff is cut at its limit, and says so", async () => {
  const { repository, base, tree } = await placeWithTree();
  await writeFiles(tree, { "big.txt": "x".repeat(5_000) });
  const commit = await commitOf(repository, tree, base);
  const whole = await repository.diff(base, commit, 100_000);
  expect(whole).toContain(`+${"x".repeat(5_000)}`);
  const cut = await repository.diff(base, commit, 100);
  expect(cut.startsWith(whole.slice(0, 100))).toBe(true);
  expect(cut).toContain(`[the diff goes on for ${whole.length - 100} more characters]`);
});

test("a file or branch that does not exist is null", async () => {
  const { repository, base, user } = await makePlace({ "a.txt": "a\n", "dir/b.txt": "b\n" });
  expect(await repository.file(base, "missing.txt")).toBeNull();
  expect(await repository.file(base, "dir")).toBeNull();
  expect(await repository.branch("missing")).toBeNull();
  expect(await repository.remoteBranch(user, "missing")).toBeNull();
  expect(await repository.remoteBranch(user, "main")).toBe(base);
});
