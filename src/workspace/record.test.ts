import path from "node:path";
import { expect, test } from "vitest";
import { git, makeRepository } from "../../test/support/project.ts";
import { onlyWith, serveGit } from "./git-server.fixture.ts";
import { PushRefused } from "./push-refusal.ts";
import {
  fetchRecord,
  pushRecord,
  readRecordFiles,
  type RecordDraft,
  recordHead,
  writeRecord,
} from "./record.ts";
import { NonFastForward, openRepository } from "./repository.ts";
import { makePlace, tempFolder } from "./workspace.fixture.ts";

const ref = "refs/phasegate/r1";
const files = { "events.jsonl": "{}\n", "artifacts/pm-spec@1.md": 'Größe\n日本 🎉 \\ " \n' };

const draft = (texts: Record<string, string> = files, atSeconds = 1_700_000_000): RecordDraft => ({
  ref,
  files: new Map(Object.entries(texts)),
  message: "Record of r1\n",
  identity: { name: "Me <me>", email: "me@example.org" },
  atSeconds,
});

const to = (remote: string) => ({ remote, authorization: () => Promise.resolve(null) });

test("a record is read as it was written, here and where it was pushed to", async () => {
  const { repository, user, root } = await makePlace();
  const commit = await writeRecord(repository, draft());
  await pushRecord(repository, to(user), ref);
  expect(await git(user, "rev-parse", ref)).toBe(commit);
  const elsewhere = await openRepository(path.join(root, "elsewhere.git"));
  expect(await fetchRecord(elsewhere, to(user), ref)).toBe(commit);
  expect(Object.fromEntries(await readRecordFiles(elsewhere, commit))).toEqual(files);
});

test("the same record is the same commit, in whatever repository it is made", async () => {
  const [one, two] = [await makePlace(), await makePlace()];
  const commit = await writeRecord(one.repository, draft());
  expect(await writeRecord(two.repository, draft())).toBe(commit);
  expect(await writeRecord(one.repository, draft(files, 1_800_000_000))).toBe(commit);
  expect(
    await git(one.repository.gitDir, "for-each-ref", "--format=%(refname)", "refs/phasegate-draft"),
  ).toBe("");
});

test("each record stands on the one before, and what is gone from it is gone", async () => {
  const { repository } = await makePlace();
  const first = await writeRecord(repository, draft());
  const second = await writeRecord(repository, draft({ "events.jsonl": "more" }));
  expect(await git(repository.gitDir, "rev-list", ref)).toBe(`${second}\n${first}`);
  expect([...(await readRecordFiles(repository, second)).keys()]).toEqual(["events.jsonl"]);
  expect(await git(repository.gitDir, "log", "-1", "--format=%an %ae %ct", ref)).toBe(
    "Me me me@example.org 1700000000",
  );
});

test("a run that goes on elsewhere too is noticed, and its record is not overwritten", async () => {
  const [one, two] = [await makePlace(), await makePlace()];
  const theirs = await writeRecord(two.repository, draft({ "events.jsonl": "theirs" }));
  await pushRecord(two.repository, to(one.user), ref);
  await writeRecord(one.repository, draft());
  await expect(pushRecord(one.repository, to(one.user), ref)).rejects.toThrow(NonFastForward);
  expect(await git(one.user, "rev-parse", ref)).toBe(theirs);
});

test("a server that takes no such refs says so", async () => {
  const { repository, user } = await makePlace();
  await git(user, "config", "receive.hideRefs", "refs/phasegate");
  await writeRecord(repository, draft());
  await expect(pushRecord(repository, to(user), ref)).rejects.toThrow(PushRefused);
});

test("pushing again what is there changes nothing", async () => {
  const { repository, user } = await makePlace();
  const commit = await writeRecord(repository, draft());
  await pushRecord(repository, to(user), ref);
  await pushRecord(repository, to(user), ref);
  expect(await git(user, "rev-parse", ref)).toBe(commit);
});

test("where there is no record, none is found, here or there", async () => {
  const { repository, user } = await makePlace();
  expect(await recordHead(repository, ref)).toBeNull();
  expect(await fetchRecord(repository, to(user), ref)).toBeNull();
});

test("over the network the header is shown, for reading and for writing", async () => {
  const root = await tempFolder();
  await git(
    await makeRepository(path.join(root, "user"), { "a.txt": "one\n" }),
    "clone",
    "--bare",
    ".",
    "../shop.git",
  );
  await git(path.join(root, "shop.git"), "config", "http.receivepack", "true");
  const server = await serveGit(root, onlyWith("Basic c2VjcmV0"));
  const remote = { remote: server.url("shop.git"), authorization: () => Promise.resolve("Basic c2VjcmV0") };
  const { repository } = await makePlace();
  const commit = await writeRecord(repository, draft());
  await pushRecord(repository, remote, ref);
  const elsewhere = await openRepository(path.join(root, "elsewhere.git"));
  expect(await fetchRecord(elsewhere, remote, ref)).toBe(commit);
});

test("links and programs in a stranger's record are not read", async () => {
  const { repository, user } = await makePlace({ "a.txt": "one\n" });
  await git(
    user,
    "update-index",
    "--add",
    "--cacheinfo",
    `120000,${await git(user, "rev-parse", "HEAD:a.txt")},link`,
  );
  await git(user, "commit", "--quiet", "--message", "A link");
  const commit = await git(user, "rev-parse", "HEAD");
  await repository.bring(user, commit);
  expect([...(await readRecordFiles(repository, commit)).keys()]).toEqual(["a.txt"]);
});
