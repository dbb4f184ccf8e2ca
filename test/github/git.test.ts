import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ask, client, clone, type Clone, pushed } from "./ask.fixture.ts";
import { type PushRefusalName, pushRefusals } from "./push-refusals.ts";
import { type GitHub, startGitHub } from "./server.ts";

let github: GitHub;
let octocat: Ask;
let token: string;
let work: Clone;

beforeAll(async () => {
  github = await startGitHub({ from: { "README.md": "# Shop\n", "src/main.ts": "export {};\n" } });
  token = github.token("octocat");
  octocat = client(github, token);
  work = await clone(github, token);
});

afterAll(async () => {
  await work.remove();
  await github.close();
});

const headOf = async (number: number) =>
  (await octocat("GET", `/pulls/${number}`)).body.head as { sha: string };

async function pullRequest(branch: string): Promise<number> {
  await pushed(work, branch);
  const reply = await octocat("POST", "/pulls", { title: branch, head: branch, base: "main", draft: true });
  return Number(reply.body.number);
}

describe("git over HTTP", () => {
  test("shows a pushed branch at once in the API", async () => {
    const sha = await pushed(work, "work/one");
    const { body } = await octocat("GET", "/branches/work%2Fone");
    expect((body.commit as { sha: string }).sha).toBe(sha);
    expect((await octocat("GET", "/git/ref/heads/work/one")).status).toBe(200);
    expect((await octocat("GET", "/branches/work%2Ftwo")).status).toBe(404);
  });

  test("takes any reference but those of pull requests", async () => {
    await work.commit("record.txt");
    expect((await work.git("push", "origin", "HEAD:refs/phasegate/run-1")).ok).toBe(true);
    expect((await work.git("push", "origin", "HEAD:refs/pull/1/head")).said).toContain("hidden ref");
    const { list } = await octocat("GET", "/git/matching-refs/phasegate");
    expect(list.map(({ ref }) => ref)).toEqual(["refs/phasegate/run-1"]);
  });

  test.each([
    [
      "somebody who may only read",
      () => github.token("reader"),
      "Permission to acme/shop.git denied to reader.",
    ],
    [
      "a token without the scope",
      () => github.token("octocat", { scopes: [] }),
      "Write access to repository not granted.",
    ],
    ["a token that nobody has", () => "ghp_unknown", "could not read Username"],
    ["nobody", () => null, "could not read Username"],
  ])("takes no push from %s", async (_, who, words) => {
    const theirs = await clone(github, who());
    await theirs.commit("theirs.txt");
    const { ok, said } = await theirs.git("push", `${github.url}/acme/shop.git`, "HEAD:refs/heads/theirs");
    await theirs.remove();
    expect([ok, said]).toEqual([false, expect.stringContaining(words)]);
  });

  test("remembers what was pushed, and what was forced", async () => {
    const pushes = github.pushes.length;
    const sha = await work.commit("first.txt");
    await work.git("push", "origin", "HEAD:refs/heads/forced");
    await work.git("commit", "--amend", "-m", "Another");
    expect((await work.git("push", "origin", "HEAD:refs/heads/forced")).said).toContain("non-fast-forward");
    await work.git("push", "--force", "origin", "HEAD:refs/heads/forced");
    const [first, second] = github.pushes.slice(pushes);
    expect(first).toMatchObject({
      ref: "refs/heads/forced",
      before: null,
      after: sha,
      forced: false,
      login: "octocat",
    });
    expect(second).toMatchObject({ before: sha, forced: true });
  });
});

describe("a rejected push", () => {
  test.each(Object.keys(pushRefusals) as PushRefusalName[])("for %s has GitHub's words", async (name) => {
    await github.refusePush(name, "refs/heads/");
    await work.commit(`${name}.txt`);
    const { ok, said } = await work.git("push", "origin", "HEAD:refs/heads/rejected");
    await github.allowPush();
    expect(ok).toBe(false);
    expect(said).toContain(`(${pushRefusals[name].reason})`);
    for (const line of pushRefusals[name].remote)
      expect(said).toContain(`remote: ${line.replaceAll("{ref}", "refs/heads/rejected")}`.trimEnd());
    expect((await octocat("GET", "/branches/rejected")).status).toBe(404);
  });

  test("leaves other references alone, and is over when it is allowed again", async () => {
    await github.refusePush("protected", "refs/heads/main");
    await work.commit("elsewhere.txt");
    expect((await work.git("push", "origin", "HEAD:refs/heads/elsewhere")).ok).toBe(true);
    expect((await work.git("push", "origin", "HEAD:refs/heads/main")).said).toContain("GH006");
    await github.allowPush();
    expect((await work.git("push", "origin", "HEAD:refs/heads/main")).ok).toBe(true);
    await work.git("pull", "--quiet", "origin", "main");
  });
});

describe("a pull request", () => {
  test("needs its branch, something new on it, and is opened once", async () => {
    const open = (head: string) => octocat("POST", "/pulls", { title: "x", head, base: "main" });
    expect((await open("never-pushed")).status).toBe(422);
    expect(JSON.stringify((await open("main")).body)).toContain("No commits between main and main");
    await pullRequest("once");
    expect(JSON.stringify((await open("once")).body)).toContain(
      "A pull request already exists for acme:once.",
    );
  });

  test("follows its branch", async () => {
    const number = await pullRequest("followed");
    const before = await headOf(number);
    await work.git("fetch", "--quiet", "origin", "followed");
    await work.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
    const sha = await work.commit("more.txt");
    await work.git("push", "origin", "HEAD:refs/heads/followed");
    expect(await headOf(number)).toMatchObject({ sha });
    expect(before.sha).not.toBe(sha);
  });

  test("is closed when its branch is deleted, and opens again only with it", async () => {
    const number = await pullRequest("short-lived");
    const { sha } = await headOf(number);
    await work.git("push", "origin", ":refs/heads/short-lived");
    const { body } = await octocat("GET", `/pulls/${number}`);
    expect([body.state, body.closed_at]).toEqual(["closed", expect.stringContaining("T")]);
    expect((await octocat("PATCH", `/pulls/${number}`, { state: "open" })).status).toBe(422);
    await octocat("POST", "/git/refs", { ref: "refs/heads/short-lived", sha });
    expect((await octocat("PATCH", `/pulls/${number}`, { state: "open" })).status).toBe(200);
  });

  test("is merged by a real merge, but no draft", async () => {
    const draft = await pullRequest("draft");
    await expect(github.api("octocat").merge(draft)).rejects.toThrow("still a draft");
    await work.commit("merged.txt");
    await work.git("push", "origin", "HEAD:refs/heads/merged");
    const { body } = await octocat("POST", "/pulls", { title: "merged", head: "merged", base: "main" });
    await github.api("octocat").merge(Number(body.number));
    const { list } = await octocat("GET", "/pulls?state=closed&head=acme:merged");
    expect(list[0]?.merged_at).toEqual(expect.stringContaining("T"));
    await work.git("fetch", "--quiet", "origin", "main");
    expect((await work.git("ls-tree", "--name-only", "FETCH_HEAD")).said).toContain("merged.txt");
  });

  test("can come from a fork of somebody who may not push", async () => {
    await github.api("stranger").fork();
    const theirs = await clone(github, github.token("stranger"));
    await theirs.commit("from-fork.txt");
    const to = `${github.url}/stranger/shop.git`;
    expect((await theirs.git("push", to, "HEAD:refs/heads/from-fork")).ok).toBe(true);
    await theirs.remove();
    const stranger = client(github, github.token("stranger"));
    const reply = await stranger("POST", "/pulls", {
      title: "x",
      head: "stranger:from-fork",
      base: "main",
      draft: true,
    });
    expect(reply.status).toBe(201);
    expect((await stranger("GET", "/pulls?head=stranger:from-fork")).list).toHaveLength(1);
    expect((await stranger("PATCH", `/pulls/${String(reply.body.number)}`, { body: "mine" })).status).toBe(
      200,
    );
    expect(existsSync(github.fork("stranger"))).toBe(true);
  });
});

test("checks of the repository's own CI are read, and set by nobody else", async () => {
  const sha = await pushed(work, "checked");
  const conclusions = async () => {
    const { body } = await octocat("GET", `/commits/${sha}/check-runs`);
    return (body.check_runs as { name: string; conclusion: string | null }[]).map((one) => [
      one.name,
      one.conclusion,
    ]);
  };
  expect(await conclusions()).toEqual([]);
  await github.check(sha, { name: "ci" });
  expect(await conclusions()).toEqual([["ci", null]]);
  await github.check(sha, { name: "ci", conclusion: "failure" });
  expect(await conclusions()).toEqual([["ci", "failure"]]);
  expect((await octocat("POST", "/check-runs", { name: "ci", head_sha: sha })).status).toBe(403);
  await octocat("POST", `/statuses/${sha}`, { state: "pending", context: "old ci" });
  expect((await octocat("GET", `/commits/${sha}/status`)).body).toMatchObject({
    state: "pending",
    total_count: 1,
  });
});

test("in all this, nothing was said that GitHub's description does not allow", () => {
  expect(github.violations).toEqual([]);
});
