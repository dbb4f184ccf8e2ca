import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { git } from "../../test/support/project.ts";
import { GitError } from "./git.ts";
import { type GitServer, type Instead, makeHub, onlyWith, serveGit } from "./git-server.fixture.ts";
import { PushRefused } from "./push-refusal.ts";
import { NonFastForward, openRepository } from "./repository.ts";
import { facts, makePlace, type Place } from "./workspace.fixture.ts";

const token = "c2VjcmV0LXRva2Vu";
const header = `Basic ${token}`;

interface Served extends Place {
  hub: string;
  remote: string;
  commit: string;
  requests: GitServer["requests"];
  loseReply: GitServer["loseReply"];
}

/** A hub behind HTTP that wants the token, and a repository of the engine that has it and one commit. */
async function served(options: { hook?: string; instead?: Instead } = {}): Promise<Served> {
  const place = await makePlace();
  const { root, user, base } = place;
  const hub = await makeHub(root, user, options.hook === undefined ? {} : { hook: options.hook });
  const { url, ...server } = await serveGit(root, options.instead ?? onlyWith(header));
  const repository = await openRepository(path.join(root, "private.git"), async () => header);
  const commit = await repository.commit(facts(await repository.treeOf(base), base));
  return { ...place, repository, hub, remote: url("hub.git"), commit, ...server };
}

/** The refusal of a push; fails when there is none. */
async function refusal({ repository, remote, commit }: Served): Promise<PushRefused> {
  const error: unknown = await repository.push(remote, "work", commit).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PushRefused)) throw new Error(`no refusal: ${inspect(error)}`);
  return error;
}

const printing = (...lines: string[]): string => `cat >&2 <<'END'\n${lines.join("\n")}\nEND\nexit 1\n`;

test("pushing, looking and bringing show the token to the remote, at every request", async () => {
  const { repository, remote, commit, hub, user, requests, root } = await served();
  await repository.push(remote, "work", commit);
  expect(await git(hub, "rev-parse", "work")).toBe(commit);
  expect(await repository.remoteBranch(remote, "work")).toBe(commit);
  expect(await repository.remoteBranch(remote, "nothing")).toBeNull();
  const other = await openRepository(path.join(root, "other.git"), async () => header);
  await other.bring(remote, commit);
  expect(await other.isAncestor(commit, commit)).toBe(true);
  expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set([header]));
  expect(await git(user, "branch", "--list", "work")).toBe("");
});

test("the token is asked for again at each call, so that one that was renewed is used", async () => {
  const { remote, requests, root } = await served({ instead: () => null });
  const headers = ["Basic b25l", "Basic dHdv"];
  const repository = await openRepository(path.join(root, "third.git"), async () => headers.shift() ?? null);
  await repository.remoteBranch(remote, "main");
  await repository.remoteBranch(remote, "main");
  await repository.remoteBranch(remote, "main");
  const shown = new Set(requests.map(({ authorization }) => authorization));
  expect([...shown]).toEqual(["Basic b25l", "Basic dHdv", undefined]);
});

test("no argument of any process holds the token while git pushes, and no file of the repository does", async () => {
  const list = "{ ps axww -o args; cat /proc/[0-9]*/cmdline | tr '\\0' ' '; } > ../processes 2>/dev/null";
  const place = await served({ hook: `${list}\nexit 0\n` });
  await place.repository.push(place.remote, "work", place.commit);
  const processes = await readFile(path.join(place.root, "processes"), "utf8");
  expect(processes).toContain(`${place.commit}:refs/heads/work`);
  expect(processes).not.toContain(token);
  expect(await readFile(path.join(place.repository.gitDir, "config"), "utf8")).not.toContain(token);
});

test("no error shows the token, whatever part of it is looked at", async () => {
  const gone = await served({ instead: onlyWith("Basic of-somebody-else") });
  const error = await refusal(gone);
  expect(error.kind).toBe("login");
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(token);
});

test("a token that is not accepted is told as that, and what mends it, wherever it is shown", async () => {
  const place = await served({ instead: onlyWith("Basic of-somebody-else") });
  expect(await refusal(place)).toMatchObject({
    message: "The remote does not accept the token: it is wrong, has expired or was revoked.",
    remedy: "give a valid token, and resume the run",
  });
  await expect(place.repository.remoteBranch(place.remote, "work")).rejects.toMatchObject({ kind: "login" });
  await expect(place.repository.bring(place.remote, "1".repeat(40))).rejects.toMatchObject({ kind: "login" });
});

test("a token that may only read is told as that", async () => {
  const instead: Instead = ({ url }) =>
    url?.includes("receive-pack")
      ? { status: 403, text: "Permission to me/shop.git denied to somebody.\n" }
      : null;
  const place = await served({ instead });
  expect(await refusal(place)).toMatchObject({
    kind: "forbidden",
    message: expect.stringContaining("Permission to me/shop.git denied to somebody."),
  });
  expect(await place.repository.remoteBranch(place.remote, "work")).toBeNull();
});

test("a repository that does not exist is told as that", async () => {
  const place = await served();
  const missing = { ...place, remote: place.remote.replace("hub.git", "nothing.git") };
  expect(await refusal(missing)).toMatchObject({ kind: "missing" });
});

test("an archived repository is told as that, though it answers like one that forbids", async () => {
  const text = "This repository was archived so it is read-only.\n";
  const place = await served({ instead: () => ({ status: 403, text }) });
  expect(await refusal(place)).toMatchObject({ kind: "archived" });
});

test("a server that is down, or breaks, may mend by itself: that is no refusal", async () => {
  const place = await served({ instead: () => ({ status: 503, text: "" }) });
  const { repository, remote, commit } = place;
  await expect(repository.push(remote, "work", commit)).rejects.toThrow(GitError);
  await expect(repository.push("http://127.0.0.1:9/hub.git", "work", commit)).rejects.toThrow(GitError);
});

test("a push whose reply was lost is found to be done, and is nobody else's", async () => {
  const { repository, remote, commit, hub, loseReply } = await served();
  loseReply();
  await repository.push(remote, "work", commit).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error; // may mend by itself
  });
  expect(await git(hub, "rev-parse", "work")).toBe(commit);
  await repository.push(remote, "work", commit);
  expect(await git(hub, "rev-parse", "work")).toBe(commit);
});

test("a redirect is not followed: the token goes nowhere but to the remote", async () => {
  const place = await served();
  const other = await serveGit(place.root);
  const moved = await serveGit(place.root, ({ url }) => ({
    status: 301,
    text: "",
    headers: { location: `${other.url("")}${url?.slice(1)}` },
  }));
  expect(await refusal({ ...place, remote: moved.url("hub.git") })).toMatchObject({ kind: "moved" });
  expect(moved.requests).toHaveLength(1);
  expect(other.requests).toEqual([]);
});

test("without encryption the token is not even asked for, but on this machine", async () => {
  const { root, base } = await makePlace();
  let asked = 0;
  const repository = await openRepository(path.join(root, "private.git"), async () => {
    asked++;
    return header;
  });
  const remote = "http://forge.example/me/shop.git";
  await expect(repository.push(remote, "work", base)).rejects.toMatchObject({ kind: "plain" });
  await expect(repository.remoteBranch(remote, "work")).rejects.toMatchObject({ kind: "plain" });
  expect(asked).toBe(0);
});

test("a remote whose name only looks like this machine is none", async () => {
  const { root, base } = await makePlace();
  const repository = await openRepository(path.join(root, "private.git"), async () => header);
  for (const remote of ["http://127.0.0.1.example/x.git", "http://127.0.0.1@forge.example/x.git"]) {
    await expect(repository.push(remote, "work", base)).rejects.toMatchObject({ kind: "plain" });
  }
});

test("a path needs no token", async () => {
  const place = await makePlace();
  const hub = await makeHub(place.root, place.user);
  const repository = await openRepository(place.repository.gitDir, async () => {
    throw new Error("nobody asks");
  });
  await repository.push(hub, "work", place.base);
  expect(await repository.remoteBranch(hub, "work")).toBe(place.base);
});

test("F07: commits that somebody else pushed over HTTP are never overwritten", async () => {
  const { repository, remote, commit, base, hub } = await served();
  const theirs = await repository.commit(
    facts(await repository.treeOf(base), base, { message: "Of a person\n" }),
  );
  await repository.push(remote, "work", theirs);
  await expect(repository.push(remote, "work", commit)).rejects.toThrow(NonFastForward);
  expect(await git(hub, "rev-parse", "work")).toBe(theirs);
});

test("a protected branch is told with the rules that it has", async () => {
  const place = await served({
    hook: printing(
      "error: GH006: Protected branch update failed for refs/heads/work.",
      "",
      "- Changes must be made through a pull request.",
    ),
  });
  expect(await refusal(place)).toMatchObject({
    kind: "protected",
    message: [
      "The branch is protected at the remote, which refuses this push. It says:",
      "error: GH006: Protected branch update failed for refs/heads/work.",
      "- Changes must be made through a pull request.",
    ].join("\n"),
  });
});

test("a hook is heard in its own words, without what a terminal would obey", async () => {
  const place = await served({ hook: "printf 'Ticket \\033[31mmissing\\033[0m\\n' >&2\nexit 1\n" });
  const error = await refusal(place);
  expect(error.kind).toBe("hook");
  expect(error.message).toContain("Ticket [31mmissing[0m");
});

test("words that sound like somebody else's push are still the hook's", async () => {
  const place = await served({ hook: printing("error: [rejected] (non-fast-forward), fetch first") });
  expect(await refusal(place)).toMatchObject({ kind: "hook" });
});

test("a name that another branch is in the way of is told as that; a lock of the remote may go away", async () => {
  const { repository, remote, commit, hub, base } = await served();
  await repository.push(remote, "work/deeper", base);
  await expect(repository.push(remote, "work", commit)).rejects.toMatchObject({ kind: "name" });
  await writeFile(path.join(hub, "refs", "heads", "locked.lock"), "");
  await expect(repository.push(remote, "locked", commit)).rejects.toThrow(GitError);
});
