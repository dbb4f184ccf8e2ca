import { createSign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ask, client, clone, type Clone, pushed } from "./ask.fixture.ts";
import { longestBody } from "./operations/limits.ts";
import { type GitHub, startGitHub } from "./server.ts";

let github: GitHub;
let octocat: Ask;
let writer: Ask;
let reader: Ask;
let stranger: Ask;
let work: Clone;

beforeAll(async () => {
  github = await startGitHub();
  const token = github.token("octocat");
  work = await clone(github, token);
  octocat = client(github, token);
  writer = client(github, github.token("writer"));
  reader = client(github, github.token("reader"));
  stranger = client(github, github.token("stranger"));
});

afterAll(async () => {
  await work.remove();
  await github.close();
});

/** What this deed is blamed for; the list is empty again afterwards. */
async function blamed(deed: () => Promise<unknown>): Promise<string[]> {
  await deed();
  return github.violations.splice(0);
}

const opened = async (title: string): Promise<number> =>
  (await github.api("octocat").openIssue(title)).number;

async function said(number: number, body: string, ask = octocat): Promise<number> {
  return Number((await ask("POST", `/issues/${number}/comments`, { body })).body.id);
}

describe("who may ask", () => {
  test("a token that nobody has is refused, whatever is asked", async () => {
    for (const ask of [client(github, "ghp_unknown"), client(github, "")])
      expect((await ask("GET", "/issues")).status).toBe(401);
  });

  test("nobody reads what is public and writes nothing", async () => {
    const nobody = client(github, null);
    expect((await nobody("GET", "")).status).toBe(200);
    expect((await nobody("POST", "/issues", { title: "x" })).status).toBe(401);
  });

  test("a token without the scope may not write, and is told which scope it lacks", async () => {
    const weak = client(github, github.token("octocat", { scopes: ["read:user"] }));
    const reply = await weak("POST", "/issues", { title: "x" });
    expect(reply.status).toBe(403);
    expect(reply.headers.get("x-accepted-oauth-scopes")).toBe("public_repo, repo");
  });

  test("everybody may comment; labels, others' comments and locks need the right to write", async () => {
    const number = await opened("Rights");
    const own = await said(number, "mine", stranger);
    const other = await said(number, "octocat's");
    expect((await stranger("PATCH", `/issues/comments/${own}`, { body: "still mine" })).status).toBe(200);
    expect((await reader("PATCH", `/issues/comments/${other}`, { body: "?" })).status).toBe(403);
    expect((await reader("DELETE", `/issues/comments/${other}`)).status).toBe(403);
    expect((await reader("POST", `/issues/${number}/labels`, { labels: ["bug"] })).status).toBe(403);
    expect((await reader("PUT", `/issues/${number}/lock`)).status).toBe(403);
    expect((await reader("PATCH", `/issues/${number}`, { title: "?" })).status).toBe(403);
    expect((await writer("PATCH", `/issues/comments/${other}`, { body: "writer's" })).status).toBe(200);
    expect((await writer("POST", `/issues/${number}/labels`, { labels: ["bug"] })).status).toBe(200);
  });

  test("on a locked issue only those who may write go on talking", async () => {
    const number = await opened("Locked");
    await github.api("octocat").lock(number);
    const reply = await reader("POST", `/issues/${number}/comments`, { body: "but" });
    expect([reply.status, reply.body.message]).toEqual([
      403,
      "Unable to create comment because issue is locked.",
    ]);
    expect((await writer("POST", `/issues/${number}/comments`, { body: "yes" })).status).toBe(201);
    expect((await octocat("GET", `/issues/${number}`)).body.locked).toBe(true);
  });

  test("a private repository is not there for who may not read it", async () => {
    const hidden = await startGitHub({ private: true });
    const ask = (login: string, scopes = ["repo"]) =>
      client(hidden, hidden.token(login, { scopes }))("GET", "");
    expect((await ask("reader")).status).toBe(200);
    expect((await ask("stranger")).status).toBe(404);
    expect((await ask("octocat", ["public_repo"])).status).toBe(404);
    expect(hidden.violations).toEqual([]);
    await hidden.close();
  });

  test("the right of a person is told to those who may push", async () => {
    const roles = async (login: string) =>
      (await octocat("GET", `/collaborators/${login}/permission`)).body.permission;
    expect(await Promise.all(["octocat", "writer", "reader", "stranger"].map(roles))).toEqual([
      "admin",
      "write",
      "read",
      "read",
    ]);
    expect((await octocat("GET", "/collaborators/ghost-of-nobody/permission")).status).toBe(404);
    expect((await reader("GET", "/collaborators/octocat/permission")).status).toBe(403);
  });

  test("an App signs in for a short time and speaks as its bot", async () => {
    const jwt = (seconds: number) => signed(github.app, seconds);
    const found = await client(github, jwt(540))("GET", "/installation");
    expect(found.status).toBe(200);
    const target = `//app/installations/${String(found.body.id)}/access_tokens`;
    expect((await client(github, jwt(3600))("POST", target)).status).toBe(401);
    const { body } = await client(github, jwt(540))("POST", target);
    const bot = client(github, String(body.token));
    const reply = await bot("POST", `/issues/${await opened("Bot")}/comments`, { body: "hello" });
    expect((reply.body.user as { login: string }).login).toBe("crew[bot]");
    expect((await bot("POST", "/statuses/main", { state: "success" })).status).toBe(403);
    expect((await bot("GET", "//user")).status).toBe(403);
  });
});

function signed(app: GitHub["app"], seconds: number): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 60, exp: now + seconds, iss: String(app.id) })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(app.privateKey, "base64url")}`;
}

describe("what GitHub's description says of a request", () => {
  test("an operation that the product is not known to use is a violation", async () => {
    expect(await blamed(() => octocat("GET", "/milestones"))).toEqual([
      expect.stringContaining("no operation"),
    ]);
  });

  test("so is an address outside of the API", async () => {
    expect(await blamed(() => fetch(`${github.url}/repos/acme/shop`))).toEqual([
      expect.stringContaining("no address"),
    ]);
  });

  test.each([
    ["a field that nobody knows", { title: "x", colour: "red" }, 'knows no field "colour"'],
    ["a wrong type", { title: "x", body: 7 }, "must be string"],
    ["a missing field", { body: "x" }, "required property 'title'"],
  ])("%s in a body is a violation and changes nothing", async (_, body, wrong) => {
    const before = (await github.items()).length;
    expect(await blamed(() => octocat("POST", "/issues", body))).toEqual([expect.stringContaining(wrong)]);
    expect(await github.items()).toHaveLength(before);
  });

  test("a query parameter that nobody knows is a violation", async () => {
    expect(await blamed(() => octocat("GET", "/issues?author=me"))).toEqual([
      expect.stringContaining('"author"'),
    ]);
  });

  test("whether a pull request is a draft cannot be patched", async () => {
    const number = await pullRequest("draft-patch");
    const wrong = await blamed(() => octocat("PATCH", `/pulls/${number}`, { draft: false }));
    expect(wrong).toEqual([expect.stringContaining('"draft"')]);
    expect((await octocat("GET", `/pulls/${number}`)).body.draft).toBe(true);
  });
});

async function pullRequest(branch: string): Promise<number> {
  await pushed(work, branch);
  const { body } = await octocat("POST", "/pulls", {
    title: branch,
    head: branch,
    base: "main",
    draft: true,
  });
  return Number(body.number);
}

describe("what people write", () => {
  test("a body may have 65536 characters and not one more", async () => {
    const number = await opened("Long");
    const send = (length: number) =>
      octocat("POST", `/issues/${number}/comments`, { body: "x".repeat(length) });
    expect((await send(longestBody)).status).toBe(201);
    const { status, body } = await send(longestBody + 1);
    expect([status, body.message]).toEqual([422, "Validation Failed"]);
    expect(JSON.stringify(body.errors)).toContain("body is too long (maximum is 65536 characters)");
    const id = await said(number, "short");
    expect(
      (await octocat("PATCH", `/issues/comments/${id}`, { body: "x".repeat(longestBody + 1) })).status,
    ).toBe(422);
    expect((await octocat("PATCH", `/issues/${number}`, { body: "x".repeat(longestBody + 1) })).status).toBe(
      422,
    );
  });

  test("an edit shows in its time, however soon it comes; the same text is none", async () => {
    const number = await opened("Edited");
    const id = await said(number, "one");
    const times = async () =>
      (await github.conversation(number)).comments.map((one) => one.updatedAt === one.createdAt);
    await octocat("PATCH", `/issues/comments/${id}`, { body: "one" });
    expect(await times()).toEqual([true]);
    await octocat("PATCH", `/issues/comments/${id}`, { body: "two" });
    expect(await times()).toEqual([false]);
  });

  test("a deleted comment is gone", async () => {
    const number = await opened("Deleted");
    const id = await said(number, "one");
    await github.api("octocat").deleteComment(id);
    expect((await octocat("PATCH", `/issues/comments/${id}`, { body: "two" })).status).toBe(404);
    expect((await github.conversation(number)).comments).toEqual([]);
  });

  test("a reaction is made once", async () => {
    const id = await said(await opened("Reactions"), "one");
    const react = async () =>
      (await octocat("POST", `/issues/comments/${id}/reactions`, { content: "eyes" })).status;
    expect([await react(), await react()]).toEqual([201, 200]);
    expect((await octocat("GET", `/issues/comments/${id}`)).body.reactions).toMatchObject({
      eyes: 1,
      total_count: 1,
    });
  });

  test("comments come in pages, oldest first, and only those since a time", async () => {
    const number = await opened("Pages");
    for (const body of ["a", "b", "c"]) await said(number, body);
    const first = await octocat("GET", `/issues/${number}/comments?per_page=2`);
    expect(first.list.map(({ body }) => body)).toEqual(["a", "b"]);
    expect(first.headers.get("link")).toContain('page=2>; rel="next"');
    const second = await octocat("GET", `/issues/${number}/comments?per_page=2&page=2`);
    expect(second.list.map(({ body }) => body)).toEqual(["c"]);
    expect(second.headers.get("link")).not.toContain("next");
    const since = String(first.list[1]?.updated_at);
    const newer = await octocat("GET", `/issues/comments?since=${since}&sort=updated&direction=asc`);
    expect(newer.list.map(({ body }) => body)).toEqual(["b", "c"]);
  });

  test("a pull request is an issue too, in lists, comments and labels", async () => {
    const number = await pullRequest("also-an-issue");
    await said(number, "on a pull request");
    await github.api("writer").label(number, "bug");
    const { item, comments, labels } = await github.conversation(number);
    expect(item.pull_request).toBeDefined();
    expect([comments.length, labels]).toEqual([1, ["bug"]]);
    const listed = (await octocat("GET", "/issues?labels=bug")).list.map((one) => one.number);
    expect(listed).toContain(number);
    expect((await octocat("DELETE", `/issues/${number}/labels/bug`)).status).toBe(200);
    expect((await octocat("DELETE", `/issues/${number}/labels/bug`)).status).toBe(404);
  });

  test("where issues are turned off none is opened", async () => {
    const without = await startGitHub({ issues: false });
    const reply = await client(without, without.token("octocat"))("POST", "/issues", { title: "x" });
    expect(reply.status).toBe(410);
    await without.close();
  });
});

describe("conditional requests and the hour's limit", () => {
  test("what did not change is answered 304 and costs nothing", async () => {
    const first = await octocat("GET", "/issues");
    const etag = String(first.headers.get("etag"));
    const again = await octocat("GET", "/issues", undefined, { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(again.headers.get("x-ratelimit-remaining")).toBe(first.headers.get("x-ratelimit-remaining"));
    await opened("Changed");
    expect((await octocat("GET", "/issues", undefined, { "if-none-match": etag })).status).toBe(200);
  });

  test("every reply counts down, and at the end nothing is answered", async () => {
    const small = await startGitHub({ rateLimit: 2 });
    const ask = client(small, small.token("octocat"));
    const left = async () => (await ask("GET", "")).headers.get("x-ratelimit-remaining");
    expect([await left(), await left()]).toEqual(["1", "0"]);
    expect((await ask("GET", "")).status).toBe(403);
    await small.close();
  });
});

test("in all this, nothing was said that GitHub's description does not allow", () => {
  expect(github.violations).toEqual([]);
});
