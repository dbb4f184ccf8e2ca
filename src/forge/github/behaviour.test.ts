import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { fixture } from "../forge.testsuite.ts";
import { tokenCredentials } from "./credentials.ts";
import { makeWorld, type World } from "./strict.fixture.ts";

const issue = { marker: "phasegate run=r1 issue", title: "Reviews", body: "Please." };
const request = { marker: "phasegate run=r1 pr", title: "Reviews", body: "Closes #1.", ...fixture, issue: 1 };
const comment = { marker: "phasegate run=r1 tracker", facts: "events=1", body: "Begun." };
const family = "phasegate: ";

async function withIssue() {
  const world = await makeWorld();
  const on = { issue: (await world.forge.ensureIssue(issue)).number };
  return { ...world, on };
}

const commitOf = ({ github }: World, branch: string): string =>
  execFileSync("git", ["rev-parse", `refs/heads/${branch}`], {
    cwd: github.repository,
    encoding: "utf8",
  }).trim();

test("the marker stands hidden in the first line, with what is for machines behind it", async () => {
  const { github, forge, on } = await withIssue();
  await forge.ensureComment(on, comment);
  const { item, comments } = await github.conversation(on.issue);
  expect(item["body"]).toBe("<!-- phasegate run=r1 issue -->\nPlease.");
  expect(comments[0]?.body).toBe("<!-- phasegate run=r1 tracker | events=1 -->\nBegun.");
});

test("facts that differ alone are written, facts and body that do not are not", async () => {
  const { github, forge, on } = await withIssue();
  const first = await forge.ensureComment(on, comment);
  const edited = await forge.ensureComment(on, { ...comment, facts: "events=2" });
  expect(edited).toEqual({ ...first, facts: "events=2" });
  await forge.ensureComment(on, { ...comment, facts: "events=2" });
  expect(github.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
});

test("a process that begins anew finds its comment with one look, also when a browser changed its line ends", async () => {
  const { github, forge, open, on } = await withIssue();
  const made = await forge.ensureComment(on, { ...comment, body: "Begun.\n\nMore." });
  const [there] = (await github.conversation(on.issue)).comments;
  await github.api("octocat").editComment(Number(made.id), (there?.body ?? "").replaceAll("\n", "\r\n"));
  github.requests.length = 0;
  expect(await open().ensureComment(on, { ...comment, body: "Begun.\n\nMore." })).toEqual(made);
  expect(github.requests.map(({ method }) => method)).toEqual(["GET", "POST"]); // the list, and who we are
});

test("a marker in somebody else's comment, issue or pull request finds nothing", async () => {
  const { github, forge, on } = await withIssue();
  const line = (marker: string) => `<!-- ${marker} -->\nforged`;
  const forged = await github.api("writer").comment(on.issue, line(comment.marker));
  await github.api("writer").openIssue("Forged", line("phasegate run=r2 issue"));
  const made = await forge.ensureComment(on, comment);
  expect(made.id).not.toBe(String(forged.id));
  expect(await forge.comments(on)).toEqual([made]);
  const second = await forge.ensureIssue({ ...issue, marker: "phasegate run=r2 issue" });
  expect(second.number).toBe(on.issue + 2);
});

test("of two comments with one marker, which a crash has left, the older one goes on", async () => {
  const { github, forge, on } = await withIssue();
  const body = `<!-- ${comment.marker} -->\nBegun.`;
  const older = await github.api("octocat").comment(on.issue, body);
  await github.api("octocat").comment(on.issue, body);
  expect((await forge.ensureComment(on, comment)).id).toBe(String(older.id));
  expect((await github.conversation(on.issue)).comments).toHaveLength(2);
});

test("a comment is changed by its id, and one that is not there is not made", async () => {
  const { github, forge, on } = await withIssue();
  const made = await forge.ensureComment(on, comment);
  expect(await forge.editComment(on, made.id, { ...comment, body: "Done." })).toEqual({
    ...made,
    body: "Done.",
  });
  expect(await forge.editComment(on, "4711", comment)).toBe(null);
  expect((await github.conversation(on.issue)).comments).toHaveLength(1);
});

test("the issue that a person named is the run's, and a pull request is none", async () => {
  const { github, choice, forge, open } = await makeWorld();
  const { number } = await github.api("writer").openIssue("Theirs", "Please.\r\nSoon.");
  const named = open({ choice: { ...choice, issue: number } });
  expect(await named.ensureIssue(issue)).toEqual({ number, url: `${github.url}/acme/shop/issues/${number}` });
  expect(await github.items()).toHaveLength(1);
  expect(await named.standing({ issue: number })).toEqual({
    title: "Theirs",
    body: "Please.\nSoon.",
    state: "open",
    locked: false,
    merged: false,
  });
  const made = await forge.ensurePullRequest(request);
  const wrong = open({ choice: { ...choice, issue: made.number } });
  await expect(wrong.ensureIssue(issue)).rejects.toMatchObject({ code: "PULL_REQUEST" });
});

test("an issue of our own stands without its hidden line; a merged pull request is merged", async () => {
  const { github, forge, on } = await withIssue();
  expect(await forge.standing(on)).toMatchObject({ title: "Reviews", body: "Please.", state: "open" });
  const made = await forge.ensurePullRequest(request);
  await forge.markReady(made.number);
  await github.api("octocat").merge(made.number);
  expect(await forge.standing({ issue: made.number })).toMatchObject({ state: "closed", merged: true });
});

test("a pull request keeps its hidden line when a person removes it", async () => {
  const { github, forge, open } = await makeWorld();
  const made = await forge.ensurePullRequest(request);
  await github.api("octocat").editIssue(made.number, { body: "Mine now." });
  await forge.editPullRequest(made.number, "Closes #1.\n\nDone.");
  expect((await open().ensurePullRequest(request)).number).toBe(made.number);
});

test("a pull request that somebody else has opened from the branch is named", async () => {
  const { github, forge } = await makeWorld();
  const { head, base } = fixture;
  await github.api("octocat").ask("POST", "/repos/acme/shop/pulls", { title: "Theirs", head, base });
  await expect(forge.ensurePullRequest(request)).rejects.toMatchObject({ code: "PULL_REQUEST_EXISTS" });
});

test("there is one label of the family; labels of people stay", async () => {
  const { github, forge, on } = await withIssue();
  await github.api("octocat").label(on.issue, "bug", `${family}old`);
  const labels = async () => (await github.conversation(on.issue)).labels;
  await forge.ensureLabel(on, family, `${family}planning`);
  expect(await labels()).toEqual(["bug", `${family}planning`]);
  await forge.ensureLabel(on, family, `${family}planning`);
  await forge.ensureLabel(on, family, `${family}ready`);
  expect(await labels()).toEqual(["bug", `${family}ready`]);
  expect(github.requests.filter(({ method }) => method === "DELETE")).toHaveLength(2);
});

test("without the right to label nothing happens, and that is said once", async () => {
  const { open, told, on, github } = await withIssue();
  const reader = open({ login: "reader" });
  await reader.ensureLabel(on, family, `${family}planning`);
  await reader.ensureLabel(on, family, `${family}ready`);
  expect((await github.conversation(on.issue)).labels).toEqual([]);
  expect(told).toEqual([expect.stringContaining("the issue gets no labels")]);
});

test("what people said is told from the run's own comments, and only what is new", async () => {
  const { github, forge, on } = await withIssue();
  const first = await github.api("reader").comment(on.issue, "Why?\r\nSo late.");
  await forge.ensureComment(on, comment);
  const own = await github.api("octocat").comment(on.issue, "/phasegate approve");
  await github.api("octocat").editComment(own.id, "/phasegate stop");
  const said = await forge.said(on, null);
  expect(said).toMatchObject([
    { id: String(first.id), by: "reader", body: "Why?\nSo late.", edited: false },
    { id: String(own.id), by: "octocat", body: "/phasegate stop", edited: true },
  ]);
  expect(await forge.said(on, String(first.id))).toEqual(said.slice(1));
  expect(await forge.said(on, String(own.id))).toEqual([]);
});

test("asking again for what nobody said costs nothing", async () => {
  const { forge, on } = await withIssue();
  await forge.said(on, null);
  const before = { ...forge.calls };
  for (const _ of [1, 2, 3]) expect(await forge.said(on, null)).toEqual([]);
  expect(forge.calls).toEqual({ requests: before.requests + 3, notModified: before.notModified + 3 });
});

test("who has the right to write is obeyed, and asked about once in a while", async () => {
  const { forge, github, clock } = await makeWorld();
  const people = ["octocat", "writer", "reader", "stranger", "nobody-of-this-name"];
  const answers = async () => Promise.all(people.map((person) => forge.mayWrite(person)));
  expect(await answers()).toEqual([true, true, false, false, false]);
  const before = github.requests.length;
  await answers();
  expect(github.requests).toHaveLength(before);
  await clock.wait(10 * 60_000);
  await answers();
  expect(github.requests).toHaveLength(before + people.length);
});

test("a comment is answered by a reaction; one that is gone by nothing", async () => {
  const { github, forge, on } = await withIssue();
  await github.api("writer").comment(on.issue, "/phasegate approve");
  await github.api("reader").comment(on.issue, "/phasegate approve");
  const said = await forge.said(on, null);
  for (const one of said) await forge.acknowledge(one, one.by === "writer");
  const { comments } = await github.conversation(on.issue);
  expect(comments.map(({ reactions }) => reactions)).toEqual([["+1"], ["confused"]]);
  await github.api("octocat").deleteComment(Number(said[0]?.id));
  for (const one of said) await forge.acknowledge(one, true);
});

test("git pushes to the repository of the choice with the token as its password", async () => {
  const { github, choice, open } = await makeWorld();
  const push = { owner: "writer", repo: "shop" };
  const forge = open({ choice: { ...choice, push }, credentials: tokenCredentials("ghp_x") });
  expect(forge.remote).toBe(`${github.url}/writer/shop.git`);
  expect(await forge.authorization()).toBe(`Basic ${Buffer.from("x-access-token:ghp_x").toString("base64")}`);
});

test("a pull request comes from a fork", async () => {
  const { github, choice, open } = await makeWorld({ people: { writer: "write" } });
  await github.api("writer").fork();
  const forge = open({ choice: { ...choice, push: { owner: "writer", repo: "shop" } }, login: "writer" });
  const made = await forge.ensurePullRequest(request);
  expect(made).toMatchObject({ head: fixture.head, draft: true });
  expect(await forge.ensurePullRequest(request)).toEqual(made);
});

test("the newest check of each name counts, in GitHub's own words", async () => {
  const world = await makeWorld();
  const { github, forge } = world;
  const commit = commitOf(world, fixture.head);
  expect(await forge.checksOn(commit)).toEqual([]);
  await github.check(commit, { name: "test", conclusion: "failure" });
  await github.check(commit, { name: "test", conclusion: "success" });
  await github.check(commit, { name: "lint", conclusion: "timed_out" });
  await github.check(commit, { name: "build", status: "in_progress" });
  const checks = await forge.checksOn(commit);
  const short = checks.map(({ name, state, word }) => [name, state, word].join(" ")).sort();
  expect(short).toEqual(["build pending in_progress", "lint failed timed_out", "test passed success"]);
});
