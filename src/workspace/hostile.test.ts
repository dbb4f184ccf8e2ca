import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { git, writeFiles } from "../../test/support/project.ts";
import { prepareAgentTree } from "./tree.ts";
import { commitOf, makePlace, type Place } from "./workspace.fixture.ts";

/** A program that leaves a proof when anybody runs it, and passes its input on. */
async function trap(root: string): Promise<{ program: string; sprung: () => Promise<boolean> }> {
  const proof = path.join(root, "proof");
  const program = path.join(root, "trap.sh");
  await writeFile(program, `#!/bin/sh\necho "$0 $@" >> '${proof}'\ncat\n`);
  await chmod(program, 0o755);
  const sprung = () =>
    readFile(proof).then(
      () => true,
      () => false,
    );
  return { program, sprung };
}

/** All that the engine does with a tree. */
async function workWith({ repository, base, root, user }: Place, tree: string): Promise<string> {
  const commit = await commitOf(repository, tree, base);
  await repository.changes(base, commit);
  await repository.diff(base, commit, 10_000);
  await repository.checkout(commit, path.join(root, "checkout"), []);
  await repository.checkout(base, path.join(root, "checkout"), []);
  await repository.push(user, "phasegate/work", commit);
  return commit;
}

async function placeWithTree(files?: Record<string, string>): Promise<Place & { tree: string }> {
  const place = await makePlace(files);
  const tree = path.join(place.root, "tree");
  await prepareAgentTree(place.repository, place.base, tree);
  return { ...place, tree };
}

test("settings and hooks in the agent's own .git run nothing", async () => {
  const place = await placeWithTree();
  const { program, sprung } = await trap(place.root);
  await writeFiles(place.tree, { "b.txt": "b\n", ".gitattributes": "* filter=evil diff=evil merge=evil\n" });
  for (const name of [
    "core.fsmonitor",
    "core.pager",
    "core.sshCommand",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "credential.helper",
    "gpg.program",
    "uploadpack.packObjectsHook",
  ])
    await git(place.tree, "config", name, program);
  await git(place.tree, "config", "filter.evil.required", "true");
  for (const hook of ["post-checkout", "pre-commit", "post-index-change", "reference-transaction"]) {
    await mkdir(path.join(place.tree, ".git/hooks"), { recursive: true });
    await writeFile(path.join(place.tree, ".git/hooks", hook), `#!/bin/sh\n${program}\n`);
    await chmod(path.join(place.tree, ".git/hooks", hook), 0o755);
  }
  const commit = await workWith(place, place.tree);
  expect(await place.repository.file(commit, "b.txt")).toBe("b\n");
  expect(await sprung()).toBe(false);
});

test("filters, drivers and attributes that the project has committed run nothing", async () => {
  const attributes = "* filter=lfs diff=evil merge=evil ident\n*.txt filter=evil\n";
  const place = await placeWithTree({ ".gitattributes": attributes, "a.txt": "one\n" });
  const { program, sprung } = await trap(place.root);
  for (const name of ["filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "filter.lfs.process"])
    await git(place.user, "config", name, program);
  await writeFiles(place.tree, { "a.txt": "two\n" });
  const commit = await workWith(place, place.tree);
  expect(await place.repository.file(commit, "a.txt")).toBe("two\n");
  expect(await sprung()).toBe(false);
});

test("the settings of the person who runs the engine are not honoured", async () => {
  const place = await placeWithTree();
  const { program, sprung } = await trap(place.root);
  const home = path.join(place.root, "home");
  await mkdir(path.join(home, "hooks"), { recursive: true });
  for (const hook of ["pre-push", "post-checkout", "reference-transaction", "pre-receive", "update"]) {
    await writeFile(path.join(home, "hooks", hook), `#!/bin/sh\n${program}\n`);
    await chmod(path.join(home, "hooks", hook), 0o755);
  }
  await writeFile(
    path.join(home, ".gitconfig"),
    [
      `[core]\n\thooksPath = ${path.join(home, "hooks")}\n\tfsmonitor = ${program}\n\texcludesFile = ${home}/ignore\n\tautocrlf = true\n`,
      `[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${program}\n[diff]\n\texternal = ${program}\n`,
      `[url "/nowhere/"]\n\tinsteadOf = ${place.root}\n[init]\n\ttemplateDir = ${home}\n`,
    ].join(""),
  );
  await writeFile(path.join(home, "ignore"), "*.txt\n");
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env["HOME"] = home;
  process.env["XDG_CONFIG_HOME"] = home;
  process.env["GIT_CONFIG_GLOBAL"] = path.join(home, ".gitconfig");
  process.env["GIT_DIR"] = "/nowhere";
  process.env["GIT_WORK_TREE"] = "/nowhere";
  process.env["GIT_INDEX_FILE"] = "/nowhere";
  process.env["GIT_EXTERNAL_DIFF"] = program;
  process.env["GIT_SSH_COMMAND"] = program;
  process.env["GIT_CONFIG_COUNT"] = "1";
  process.env["GIT_CONFIG_KEY_0"] = "core.hooksPath";
  process.env["GIT_CONFIG_VALUE_0"] = path.join(home, "hooks");
  await writeFiles(place.tree, { "b.txt": "b\r\n" });
  const commit = await workWith(place, place.tree);
  expect(await place.repository.file(commit, "b.txt")).toBe("b\r\n");
  expect(await place.repository.remoteBranch(place.user, "phasegate/work")).toBe(commit);
  expect(await sprung()).toBe(false);
});

test("a replaced object does not change what a commit holds", async () => {
  const place = await placeWithTree();
  await writeFiles(place.tree, { "a.txt": "evil\n" });
  const evil = await commitOf(place.repository, place.tree, place.base);
  await git(place.repository.gitDir, "replace", place.base, evil);
  expect(await place.repository.file(place.base, "a.txt")).toBe("one\n");
});
