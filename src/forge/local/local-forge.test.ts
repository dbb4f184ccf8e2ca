import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { testForge } from "../forge.testsuite.ts";
import { openLocalForge } from "./local-forge.ts";

async function makeForge() {
  const directory = await mkdtemp(path.join(tmpdir(), "forge-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  let second = 0;
  const open = () =>
    openLocalForge({
      directory,
      repository: "/home/me/shop",
      now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)),
    });
  return { directory, open, forge: open() };
}

testForge("local", async () => (await makeForge()).forge);

const issue = { marker: "run=r1", title: "Reviews", body: "Customers review products." };

const request = {
  marker: "run=r1:pr",
  title: "Reviews of products",
  body: "To come.",
  head: "phasegate/reviews",
  base: "main",
  issue: 1,
};

const pageOf = (url: string): Promise<string> => readFile(fileURLToPath(url.replace(/#.*/, "")), "utf8");

test("branches are pushed to the user's own repository", async () => {
  expect((await makeForge()).forge.remote).toBe("/home/me/shop");
});

test("the URL of an issue is a page that a person can read", async () => {
  const { forge } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  await forge.ensureComment({ issue: number }, { marker: "tracker", body: "Step one is done." });
  const page = await pageOf(url);
  expect(
    page.startsWith("<!-- run=r1 -->\n# Reviews\n\n_Issue #1 · open · 2026-01-01T00:00:00.000Z_\n"),
  ).toBe(true);
  expect(page).toContain("\nCustomers review products.\n");
  expect(page).toContain(
    "\n---\n\n<!-- tracker -->\n_Comment 1 · 2026-01-01T00:00:01.000Z_\n\nStep one is done.\n",
  );
});

test("the URL of a comment is its place on the page", async () => {
  const { forge } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  const comment = await forge.ensureComment({ issue: number }, { marker: "a", body: "x" });
  expect(comment.url).toBe(`${url}#comment-1`);
  expect(await pageOf(comment.url)).toBe(await pageOf(url));
});

test("the page of a pull request says what it is and where it goes", async () => {
  const { forge } = await makeForge();
  await forge.ensureIssue(issue);
  const { number, url } = await forge.ensurePullRequest(request);
  expect(await pageOf(url)).toContain("_Pull request #2 · draft · ");
  expect(await pageOf(url)).toContain("`phasegate/reviews` → `main` · issue #1");
  await forge.editPullRequest(number, "The report.");
  await forge.markReady(number);
  expect(await pageOf(url)).toContain("_Pull request #2 · ready for review · ");
  expect(await pageOf(url)).toContain("The report.");
});

test("what a comment said before it was edited is kept", async () => {
  const { forge, directory } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  for (const body of ["first", "second", "third"])
    await forge.ensureComment({ issue: number }, { marker: "tracker", body });
  const history = await readFile(path.join(directory, "items/1/comments/0001.history.jsonl"), "utf8");
  const bodies = history
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { body: string });
  expect(bodies.map(({ body }) => body)).toEqual(["first", "second"]);
  expect(await pageOf(url)).toContain("edited 2 times");
});

test("facts are hidden behind the marker, and written when nothing else differs", async () => {
  const { forge, open } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  const comment = { marker: "tracker", facts: "version=1", body: "x" };
  expect(await forge.ensureComment({ issue: number }, comment)).toMatchObject(comment);
  const edited = await forge.ensureComment({ issue: number }, { ...comment, facts: "version=2" });
  expect(await open().comments({ issue: number })).toEqual([edited]);
  expect(edited.facts).toBe("version=2");
  expect(await pageOf(url)).toContain("<!-- tracker version=2 -->\n");
});

test("a forge that is opened again knows all that was there", async () => {
  const { forge, open } = await makeForge();
  const made = await forge.ensureIssue(issue);
  const pull = await forge.ensurePullRequest(request);
  const comment = await forge.ensureComment({ issue: made.number }, { marker: "tracker", body: "x" });
  await forge.markReady(pull.number);
  const again = open();
  expect(await again.ensureIssue(issue)).toEqual(made);
  expect(await again.ensurePullRequest(request)).toEqual({ ...pull, draft: false });
  expect(await again.ensureComment({ issue: made.number }, { marker: "tracker", body: "x" })).toEqual(
    comment,
  );
  expect((await again.ensureIssue({ ...issue, marker: "other" })).number).toBe(3);
});

test("a number that was taken by an engine that died at once is not used again", async () => {
  const { forge, directory } = await makeForge();
  await mkdir(path.join(directory, "items/1"), { recursive: true });
  expect((await forge.ensureIssue(issue)).number).toBe(2);
  expect((await forge.ensureIssue(issue)).number).toBe(2);
});

test("a page that an engine died before writing is written when the thing is ensured again", async () => {
  const { forge, open } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  const comment = { marker: "tracker", body: "Step one is done." };
  await forge.ensureComment({ issue: number }, comment);
  const pull = await forge.ensurePullRequest(request);
  await forge.markReady(pull.number);
  const whole = [await pageOf(url), await pageOf(pull.url)];
  for (const again of [
    () => open().ensureIssue(issue),
    () => open().ensureComment({ issue: number }, comment),
  ]) {
    await rm(fileURLToPath(url));
    await again();
    expect(await pageOf(url)).toBe(whole[0]);
  }
  for (const again of [
    () => open().ensurePullRequest(request),
    () => open().markReady(pull.number),
    () => open().editPullRequest(pull.number, request.body),
  ]) {
    await rm(fileURLToPath(pull.url));
    await again();
    expect(await pageOf(pull.url)).toBe(whole[1]);
  }
});

test("half-written files are never seen, and none are left", async () => {
  const { forge, directory } = await makeForge();
  const { number, url } = await forge.ensureIssue(issue);
  const bodies = ["a", "b"].map((letter) => letter.repeat(200_000));
  await forge.ensureComment({ issue: number }, { marker: "big", body: bodies[1] ?? "" });
  const progress = { isDone: false };
  const writing = (async () => {
    for (let index = 0; index < 20; index++)
      await forge.ensureComment({ issue: number }, { marker: "big", body: bodies[index % 2] ?? "" });
    progress.isDone = true;
  })();
  const seen = new Set<string>();
  while (!progress.isDone) {
    seen.add((await pageOf(url)).trim().split("\n").at(-1) ?? "");
    const record = await readFile(path.join(directory, "items/1/comments/0001.json"), "utf8");
    seen.add((JSON.parse(record) as { body: string }).body);
  }
  await writing;
  for (const body of seen) expect(bodies.includes(body)).toBe(true);
  const left = await readdir(directory, { recursive: true });
  expect(left.filter((name) => path.basename(name).startsWith("."))).toEqual([]);
});
