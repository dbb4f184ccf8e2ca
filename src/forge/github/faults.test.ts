import { describe, expect, test } from "vitest";
import type { Kind, Seen } from "../../../test/github/faults.ts";
import { fixture } from "../forge.testsuite.ts";
import { ForgeClosed, ForgeUnavailable } from "../forge.ts";
import type { GitHubForge } from "./github-forge.ts";
import { makeWorld, type World } from "./strict.fixture.ts";

const issue = { marker: "phasegate run=r1 issue", title: "Reviews", body: "Please." };
const request = { marker: "phasegate run=r1 pr", title: "Reviews", body: "Closes #1.", ...fixture, issue: 1 };
const comment = { marker: "phasegate run=r1 tracker", facts: "events=1", body: "Begun." };

const writing =
  (method: string, path: RegExp) =>
  (seen: Seen): boolean =>
    seen.method === method && path.test(seen.path);

const posts = {
  issue: writing("POST", /\/issues$/),
  comment: writing("POST", /\/comments$/),
  "pull request": writing("POST", /\/pulls$/),
};

/** Make one of each. */
async function makeAll(forge: GitHubForge): Promise<void> {
  const { number } = await forge.ensureIssue(issue);
  const made = await forge.ensurePullRequest(request);
  await forge.ensureComment({ issue: number }, comment);
  await forge.ensureComment({ issue: made.number }, comment);
}

async function expectOneOfEach({ github }: World): Promise<void> {
  expect(github.faultsLeft()).toBe(0);
  const items = await github.items();
  expect(items.filter(({ pull_request: pull }) => pull)).toHaveLength(1);
  expect(items).toHaveLength(2);
  for (const { number } of items)
    expect((await github.conversation(Number(number))).comments).toHaveLength(1);
}

describe.each(Object.entries(posts))("when making the %s", (_name, match) => {
  test.each<Kind>([
    { kind: "lost" },
    { kind: "lost-behind-gateway" },
    { kind: "status", status: 500 },
    { kind: "status", status: 502 },
    { kind: "status", status: 503 },
    { kind: "secondary", status: 403 },
    { kind: "secondary", status: 429, retryAfter: 90 },
    { kind: "secondary", status: 403, retryAfter: 7 },
  ])("ends in $kind $status, there is one of each in the end", async (kind) => {
    const world = await makeWorld();
    world.github.fault({ ...kind, match });
    await makeAll(world.forge);
    await expectOneOfEach(world);
  });

  test.each([403, 429] as const)(
    "the hour's requests are used up (%s), its end is waited for",
    async (status) => {
      const world = await makeWorld();
      const resetAt = world.clock.now().getTime() + 40 * 60_000;
      world.github.fault({ kind: "primary", status, resetAt, match });
      await makeAll(world.forge);
      await expectOneOfEach(world);
      expect(world.clock.now().getTime()).toBeGreaterThanOrEqual(resetAt);
      expect(world.told).toEqual([expect.stringMatching(/^GitHub asks to wait until \d\d:\d\d$/)]);
    },
  );
});

test("a reply that does not come is not waited for", async () => {
  const world = await makeWorld();
  const match = writing("POST", /\/comments$/);
  world.github.fault({ kind: "silent", match });
  const forge = world.open({ timeoutMs: 300 });
  await makeAll(forge);
  await expectOneOfEach(world);
});

test("reads and edits are repeated after each failure, and nothing is lost", async () => {
  const world = await makeWorld();
  const { number } = await world.forge.ensureIssue(issue);
  await world.forge.ensureComment({ issue: number }, comment);
  world.github.fault({ kind: "status", status: 502, times: 3, match: ({ method }) => method === "GET" });
  world.github.fault({ kind: "lost", match: ({ method }) => method === "PATCH" });
  world.github.fault({ kind: "status", status: 503, match: ({ method }) => method === "PATCH" });
  const edited = await world.open().ensureComment({ issue: number }, { ...comment, body: "Done." });
  expect(edited.body).toBe("Done.");
  const { comments } = await world.github.conversation(number);
  expect(comments.map(({ body }) => body)).toEqual([`<!-- ${comment.marker} | events=1 -->\nDone.`]);
  expect(world.github.faultsLeft()).toBe(0);
});

test("the mutation that makes a draft ready is looked after when its reply is lost", async () => {
  const world = await makeWorld();
  const made = await world.forge.ensurePullRequest(request);
  const match = (seen: Seen): boolean => seen.path === "/graphql" && seen.write;
  world.github.fault({ kind: "lost", match });
  world.github.fault({ kind: "secondary", status: 403, retryAfter: 3, match });
  await world.forge.markReady(made.number);
  expect(await world.forge.pullRequest(made.number)).toMatchObject({ draft: false });
});

test("a GitHub that is down for ten minutes is unavailable, and nothing is made twice when it is back", async () => {
  const world = await makeWorld();
  const { number } = await world.forge.ensureIssue(issue);
  await world.forge.comments({ issue: number });
  const down = { kind: "status", status: 502, match: () => true, times: 40 } as const;
  world.github.fault(down);
  const began = world.clock.now().getTime();
  await expect(world.forge.ensureComment({ issue: number }, comment)).rejects.toThrow(ForgeUnavailable);
  expect(world.clock.now().getTime() - began).toBeLessThanOrEqual(21 * 60_000);
  expect(world.told).toEqual([expect.stringContaining("asked again for ten minutes")]);
  while (world.github.faultsLeft() > 0)
    await world.forge.ensureComment({ issue: number }, comment).catch(() => undefined);
  await world.forge.ensureComment({ issue: number }, comment);
  expect((await world.github.conversation(number)).comments).toHaveLength(1);
});

test("a comment that a person deleted is made again once", async () => {
  const { forge, github } = await makeWorld();
  const on = { issue: (await forge.ensureIssue(issue)).number };
  const first = await forge.ensureComment(on, comment);
  await github.api("octocat").deleteComment(Number(first.id));
  const again = await forge.ensureComment(on, { ...comment, body: "Done." });
  expect(again).toMatchObject({ body: "Done.", marker: comment.marker, facts: "events=1" });
  expect(again.id).not.toBe(first.id);
  expect((await github.conversation(on.issue)).comments).toHaveLength(1);
  await github.api("octocat").deleteComment(Number(again.id));
  expect(await forge.editComment(on, again.id, comment)).toBe(null);
});

test("a body that is too long is a mistake that says so, and the next one is written", async () => {
  const { forge } = await makeWorld();
  const on = { issue: (await forge.ensureIssue(issue)).number };
  const long = forge.ensureComment(on, { ...comment, body: "x".repeat(65_537) });
  await expect(long).rejects.toMatchObject({ code: "BODY_TOO_LONG", status: 422 });
  const longest = "x".repeat(forge.capabilities.maxBody ?? 0);
  expect((await forge.ensureComment(on, { ...comment, body: longest })).body).toHaveLength(65_000);
});

test("a locked conversation is closed to who may not write there", async () => {
  const { open, forge, github } = await makeWorld();
  const on = { issue: (await forge.ensureIssue(issue)).number };
  await github.api("octocat").lock(on.issue);
  expect(await forge.standing(on)).toMatchObject({ locked: true });
  await expect(open({ login: "reader" }).ensureComment(on, comment)).rejects.toThrow(ForgeClosed);
});

test("a pull request that a person closed is not made again", async () => {
  const { open, forge, github } = await makeWorld();
  const { number } = await forge.ensurePullRequest(request);
  await github.api("octocat").close(number);
  for (const one of [forge, open()])
    await expect(one.ensurePullRequest(request)).rejects.toThrow(`pull request #${number} was closed`);
  await expect(forge.markReady(number)).rejects.toThrow(ForgeClosed);
  expect(await forge.standing({ issue: number })).toMatchObject({ state: "closed", merged: false });
});
