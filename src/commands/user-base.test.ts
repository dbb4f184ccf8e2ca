import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { git, makeRepository } from "../../test/support/project.ts";
import { makeHub, onlyWith, serveGit } from "../workspace/git-server.fixture.ts";
import { bringCommit, commitsBeyond, hasCommit } from "./user-base.ts";

const header = "Basic Z2VoZWlt";
const authorization = () => Promise.resolve(header);

/** A clone whose remote has one commit more; the remote lets in only who shows the header. */
async function cloneBehind() {
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-base-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const clone = await makeRepository(path.join(root, "clone"), { "a.txt": "one\n" });
  const hub = await makeHub(root, clone);
  const other = path.join(root, "other");
  await git(root, "clone", "--quiet", hub, other);
  await writeFile(path.join(other, "a.txt"), "two\n");
  await git(other, "commit", "--quiet", "--all", "--message=Second");
  await git(other, "tag", "v2");
  await git(other, "push", "--quiet", "--tags", "origin", "main");
  const commit = await git(other, "rev-parse", "HEAD");
  const server = await serveGit(root, onlyWith(header));
  return { root, clone, commit, remote: server.url("hub.git"), server };
}

/** All of a clone that a person sees or works with: every file but the objects, and the working tree. */
async function everythingBut(clone: string, left: RegExp): Promise<Record<string, string>> {
  const names = await readdir(clone, { recursive: true, withFileTypes: true });
  const files = names.flatMap((entry) => {
    const file = path.relative(clone, path.join(entry.parentPath, entry.name));
    return entry.isFile() && !left.test(file) ? [file] : [];
  });
  const texts = await Promise.all(files.map((file) => readFile(path.join(clone, file), "base64")));
  return Object.fromEntries(files.map((file, at) => [file, texts[at] ?? ""]));
}

test("a commit is brought into the clone, and nothing but its objects has changed", async () => {
  const { clone, commit, remote } = await cloneBehind();
  await writeFile(path.join(clone, "a.txt"), "not committed\n");
  const before = await everythingBut(clone, /^\.git\/objects\//);
  expect(await hasCommit(clone, commit)).toBe(false);
  expect(await bringCommit(clone, { remote, commit }, authorization)).toBeNull();
  expect(await hasCommit(clone, commit)).toBe(true);
  expect(await everythingBut(clone, /^\.git\/objects\//)).toEqual(before);
});

test("settings of the clone start no program and get no token", async () => {
  const { root, clone, commit, remote, server } = await cloneBehind();
  const owned = path.join(root, "owned");
  const program = `touch ${owned}`;
  await git(clone, "config", "credential.helper", `!${program}`);
  await git(clone, "config", "core.askPass", program);
  await git(clone, "config", "core.fsmonitor", program);
  await git(clone, "config", "uploadpack.packObjectsHook", program);
  await writeFile(path.join(clone, ".git", "hooks", "reference-transaction"), `#!/bin/sh\n${program}\n`, {
    mode: 0o755,
  });
  const refused = await bringCommit(clone, { remote, commit }, () => Promise.resolve("Basic ZmFsc2No"));
  expect(refused).toMatch(/Authentication failed|could not read Username|terminal prompts disabled/i);
  const elsewhere = await serveGit(root, () => ({ status: 404, text: "" }));
  await git(clone, "config", `url.${elsewhere.url("")}.insteadOf`, remote.replace("hub.git", ""));
  expect(await bringCommit(clone, { remote, commit }, authorization)).not.toBeNull();
  expect(elsewhere.requests.map((request) => request.authorization)).toEqual([undefined]);
  await git(clone, "config", `url.ext::sh -c ${program.replaceAll(" ", "% ")}.insteadOf`, remote);
  expect(await bringCommit(clone, { remote, commit }, authorization)).toMatch(/'ext' not allowed/);
  expect(await readdir(root)).not.toContain("owned");
  expect(server.requests.map((request) => request.authorization)).not.toContain(header);
});

test("a commit that the remote does not have is said in git's words", async () => {
  const { clone, remote } = await cloneBehind();
  const commit = "1234567890123456789012345678901234567890";
  expect(await bringCommit(clone, { remote, commit }, authorization)).toMatch(/not our ref|no such|1234567/);
});

test("commits of the branch that the base does not have are counted", async () => {
  const { clone, commit, remote } = await cloneBehind();
  await bringCommit(clone, { remote, commit }, authorization);
  expect(await commitsBeyond(clone, commit)).toBe(0);
  await git(clone, "commit", "--quiet", "--allow-empty", "--message=Own");
  expect(await commitsBeyond(clone, commit)).toBe(1);
});
