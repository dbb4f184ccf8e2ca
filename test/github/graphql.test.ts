import { afterAll, beforeAll, expect, test } from "vitest";
import type { Thing } from "./answer.ts";
import { type Ask, client, clone, pushed, queried } from "./ask.fixture.ts";
import { type GitHub, startGitHub } from "./server.ts";

let github: GitHub;
let octocat: Ask;
let token: string;
let pull: Thing;

beforeAll(async () => {
  github = await startGitHub();
  token = github.token("octocat");
  octocat = client(github, token);
  const work = await clone(github, token);
  await pushed(work, "work");
  await work.remove();
  pull = (await octocat("POST", "/pulls", { title: "Work", head: "work", base: "main", draft: true })).body;
});

afterAll(() => github.close());

const ready = `mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
const draft = `mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
const mark = (by: string, query = ready) => queried(github, by, query, { id: pull.node_id });
const isDraft = async () => (await octocat("GET", `/pulls/${String(pull.number)}`)).body.draft;

test("a draft is made ready by who may write, with the id that REST gave", async () => {
  const refused = await mark(github.token("reader"));
  expect(refused.body).toMatchObject({
    data: { markPullRequestReadyForReview: null },
    errors: [{ type: "FORBIDDEN" }],
  });
  expect((await mark(github.token("octocat", { scopes: [] }))).body).toMatchObject({
    errors: [{ type: "FORBIDDEN" }],
  });
  expect(await isDraft()).toBe(true);
  expect((await mark(token)).body).toEqual({
    data: { markPullRequestReadyForReview: { pullRequest: { isDraft: false } } },
  });
  expect(await isDraft()).toBe(false);
  expect((await mark(token)).body).toMatchObject({ errors: [{ type: "UNPROCESSABLE" }] });
  await mark(token, draft);
  expect(await isDraft()).toBe(true);
  expect(github.violations).toEqual([]);
});

test("an id or a repository that nobody has is not found", async () => {
  const reply = await queried(github, token, ready, { id: "nothing" });
  expect(reply.body).toMatchObject({ errors: [{ type: "NOT_FOUND" }] });
  const other = await queried(github, token, `{ repository(owner: "acme", name: "other") { id } }`);
  expect(other.body).toMatchObject({ data: { repository: null }, errors: [{ type: "NOT_FOUND" }] });
  expect(github.violations).toEqual([]);
});

test("a token that nobody has is refused", async () => {
  expect((await queried(github, "ghp_unknown", "{ viewer { login } }")).status).toBe(401);
});

test("issues and pull requests are read with their comments", async () => {
  const people = github.api("reader");
  const { number } = await people.openIssue("Broken", "It is.");
  const { id } = await people.comment(number, "Really.");
  await github.api("writer").editComment(id, "Really!");
  const fields = `title state author { login } comments(last: 1) { nodes { body includesCreatedEdit editor { login } } }`;
  const query = `{ repository(owner: "acme", name: "shop") { issue(number: ${number}) { ${fields} } } }`;
  expect((await queried(github, token, query)).body).toEqual({
    data: {
      repository: {
        issue: {
          title: "Broken",
          state: "OPEN",
          author: { login: "reader" },
          comments: { nodes: [{ body: "Really!", includesCreatedEdit: true, editor: { login: "writer" } }] },
        },
      },
    },
  });
});

test("what is not in GitHub's schema is a violation", async () => {
  const reply = await queried(github, token, "{ viewer { favouriteColour } }");
  expect(reply.body.errors).toHaveLength(1);
  expect(github.violations.splice(0)).toEqual([expect.stringContaining("favouriteColour")]);
});
