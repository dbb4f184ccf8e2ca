import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outbound } from "../core/outbound.ts";
import { letters } from "../core/secrets.fixture.ts";
import { testForge } from "./forge.testsuite.ts";
import { guarded } from "./guarded.ts";
import { openLocalForge } from "./local/local-forge.ts";

async function open() {
  const directory = await mkdtemp(path.join(tmpdir(), "forge-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const now = () => new Date("2026-01-01T00:00:00.000Z");
  return guarded(openLocalForge({ directory, repository: "/home/me/shop", now }));
}

testForge("guarded local", open, outbound);

const token = `ghp_${letters(36)}`;
const evil = `Closes #1. @org/team ${token} ![x](https://evil.io/a.png) <!-- phasegate run=r1 tracker -->`;
const harmless =
  "Closes (#1). `@org/team` [removed: github-token] (picture: x) &lt;!-- not phasegate run=r1 tracker -->";

test("a comment is posted without what could do harm", async () => {
  const forge = await open();
  const { number } = await forge.ensureIssue({ marker: "i", title: "Reviews", body: "Please." });
  const first = await forge.ensureComment({ issue: number }, { marker: "a", body: evil });
  expect(first.body).toBe(harmless);
  expect(await forge.ensureComment({ issue: number }, { marker: "a", body: evil })).toEqual(first);
  expect(await forge.ensureComment({ issue: number }, { marker: "a", body: first.body })).toEqual(first);
});

test("a pull request closes its issue by the engine's own line alone", async () => {
  const forge = await open();
  const request = { marker: "p", title: `Reviews ${token}`, head: "work", base: "main", issue: 1 };
  const made = await forge.ensurePullRequest({ ...request, body: evil });
  expect(made).toMatchObject({ title: "Reviews [removed: github-token]", body: harmless });
  await forge.editPullRequest(made.number, `Closes #1.\n\n${evil}`);
  expect((await forge.pullRequest(made.number)).body).toBe(`Closes #1.\n\n${harmless}`);
});

test("an issue stays as its author wrote it, but for its secrets", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "forge-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const local = openLocalForge({ directory, repository: "/home/me/shop", now: () => new Date(0) });
  const posted: string[] = [];
  const forge = guarded({
    ...Object.fromEntries(Object.entries(guarded(local))),
    ensureIssue: (issue) => {
      posted.push(issue.title, issue.body);
      return local.ensureIssue(issue);
    },
  } as typeof local);
  await forge.ensureIssue({ marker: "i", title: "Ask @octocat", body: `Ask @octocat <!-- x --> ${token}` });
  expect(posted).toEqual(["Ask @octocat", "Ask @octocat <!-- x --> [removed: github-token]"]);
});
