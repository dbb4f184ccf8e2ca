import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository, writeFiles } from "../../test/support/project.ts";
import { GitError } from "./git.ts";
import { NonFastForward, openRepository } from "./repository.ts";
import { facts, makePlace, type Place } from "./workspace.fixture.ts";

/** A commit on `parent` whose file holds `text`. */
async function commitWith({ root, repository }: Place, parent: string, text: string): Promise<string> {
  const work = path.join(root, "work");
  await repository.checkout(parent, work, []);
  await writeFiles(work, { "work.txt": text });
  return repository.commit(facts(await repository.snapshot(work, parent), parent));
}

/** All that a person would notice in the repository, beside its branches. */
async function traits(user: string): Promise<unknown> {
  return {
    index: (await readFile(path.join(user, ".git/index"))).toString("hex"),
    head: await readFile(path.join(user, ".git/HEAD"), "utf8"),
    config: await readFile(path.join(user, ".git/config"), "utf8"),
    status: await git(user, "status", "--porcelain"),
    stash: await git(user, "stash", "list"),
    main: await git(user, "rev-parse", "main"),
    files: await readdir(user),
    gitFiles: (await readdir(path.join(user, ".git"))).sort(),
  };
}

test("pushing makes the branch at exactly the commit; pushing again is nothing", async () => {
  const place = await makePlace();
  const { repository, user, base } = place;
  const first = await commitWith(place, base, "1\n");
  await repository.push(user, "phasegate/work", first);
  expect(await git(user, "rev-parse", "phasegate/work")).toBe(first);
  await repository.push(user, "phasegate/work", first);
  const second = await commitWith(place, first, "2\n");
  await repository.push(user, "phasegate/work", second);
  expect(await repository.remoteBranch(user, "phasegate/work")).toBe(second);
  expect(await git(user, "rev-list", "--count", "phasegate/work")).toBe("3");
});

test("F07: commits that somebody else pushed are never overwritten", async () => {
  const place = await makePlace();
  const { repository, user, base } = place;
  const first = await commitWith(place, base, "1\n");
  await repository.push(user, "phasegate/work", first);
  await git(user, "checkout", "--quiet", "phasegate/work");
  await git(user, "commit", "--quiet", "--allow-empty", "--message=Of a person");
  const theirs = await git(user, "rev-parse", "HEAD");
  await git(user, "checkout", "--quiet", "main");
  const second = await commitWith(place, first, "2\n");
  await expect(repository.push(user, "phasegate/work", second)).rejects.toThrow(NonFastForward);
  expect(await repository.remoteBranch(user, "phasegate/work")).toBe(theirs);
});

test("a branch that went back, or elsewhere, is not moved by force either", async () => {
  const place = await makePlace();
  const { repository, user, base } = place;
  const first = await commitWith(place, base, "1\n");
  const other = await commitWith(place, base, "other\n");
  await repository.push(user, "phasegate/work", first);
  await expect(repository.push(user, "phasegate/work", other)).rejects.toThrow(NonFastForward);
  expect(await repository.remoteBranch(user, "phasegate/work")).toBe(first);
});

test("a branch that the user has checked out is not pulled away", async () => {
  const place = await makePlace();
  const { repository, user, base } = place;
  const first = await commitWith(place, base, "1\n");
  await expect(repository.push(user, "main", first)).rejects.toMatchObject({ kind: "checked-out" });
  expect(await git(user, "rev-parse", "main")).toBe(base);
});

test("the user's working tree, index, HEAD and settings stay as they are", async () => {
  const place = await makePlace({ "a.txt": "one\n", "b.txt": "b\n" });
  const { repository, user, base, root } = place;
  await writeFiles(user, { "a.txt": "half done\n", "staged.txt": "staged\n", "loose.txt": "loose\n" });
  await git(user, "add", "staged.txt");
  const before = await traits(user);
  const other = await openRepository(path.join(root, "other.git"));
  await other.fetch(user, base);
  const commit = await commitWith(place, base, "1\n");
  await repository.push(user, "phasegate/work", commit);
  await repository.remoteBranch(user, "phasegate/work");
  expect(await traits(user)).toEqual(before);
});

const hooks = [
  "pre-receive",
  "update",
  "post-receive",
  "post-update",
  "reference-transaction",
  "pre-push",
  "post-checkout",
  "post-index-change",
  "pre-commit",
  "pre-auto-gc",
  "push-to-checkout",
  "proc-receive",
];

async function installHooks(directory: string, proof: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const hook of hooks) {
    await writeFile(path.join(directory, hook), `#!/bin/sh\necho ${hook} >> '${proof}'\n`);
    await chmod(path.join(directory, hook), 0o755);
  }
}

const proofOf = (proof: string): Promise<string> => readFile(proof, "utf8").catch(() => "");

test("hooks of the user's repository are not run", async () => {
  const place = await makePlace();
  const { repository, user, base, root } = place;
  const proof = path.join(root, "proof");
  await installHooks(path.join(user, ".git/hooks"), proof);
  const other = await openRepository(path.join(root, "other.git"));
  await other.fetch(user, base);
  const commit = await commitWith(place, base, "1\n");
  await repository.push(user, "phasegate/work", commit);
  await repository.remoteBranch(user, "phasegate/work");
  expect(await proofOf(proof)).toBe("");
  await git(user, "branch", "proves-that-the-hooks-work");
  expect(await proofOf(proof)).toContain("reference-transaction");
});

test("a hooksPath in the settings of the user's repository is not honoured", async () => {
  const place = await makePlace();
  const { repository, user, base, root } = place;
  const proof = path.join(root, "proof");
  await installHooks(path.join(root, "hooks"), proof);
  await git(user, "config", "core.hooksPath", path.join(root, "hooks"));
  await git(user, "config", "core.fsmonitor", path.join(root, "hooks/update"));
  await git(user, "config", "uploadpack.packObjectsHook", path.join(root, "hooks/update"));
  const commit = await commitWith(place, base, "1\n");
  await repository.push(user, "phasegate/work", commit);
  const other = await openRepository(path.join(root, "other.git"));
  await other.fetch(user, commit);
  expect(await proofOf(proof)).toBe("");
});

test("a push to a bare repository works as well", async () => {
  const place = await makePlace();
  const { repository, user, base, root } = place;
  await git(root, "clone", "--quiet", "--bare", user, "hub.git");
  const hub = path.join(root, "hub.git");
  const commit = await commitWith(place, base, "1\n");
  await repository.push(hub, "phasegate/work", commit);
  expect(await repository.remoteBranch(hub, "phasegate/work")).toBe(commit);
});

test("a remote whose name begins with a dash is a name and no option", async () => {
  const place = await makePlace();
  const { repository, base, root } = place;
  const proof = path.join(root, "proof");
  const remote = `--upload-pack=touch ${proof};`;
  await expect(repository.fetch(remote, "1".repeat(40))).rejects.toThrow(GitError);
  await expect(repository.remoteBranch(remote, "main")).rejects.toThrow(GitError);
  await expect(repository.push(remote, "work", base)).rejects.toThrow(GitError);
  await expect(repository.fetch(`ext::touch ${proof}`, "1".repeat(40))).rejects.toThrow(/not allowed/);
  expect(await proofOf(proof)).toBe("");
});

test("a repository that is gone is told as that, and not as somebody else's push", async () => {
  const place = await makePlace();
  const { repository, base, root } = place;
  const missing = path.join(root, "missing");
  await expect(repository.push(missing, "work", base)).rejects.toMatchObject({ kind: "missing" });
  await makeRepository(missing, { "b.txt": "b\n" });
  await repository.push(missing, "work", base);
  expect(await repository.remoteBranch(missing, "work")).toBe(base);
});
