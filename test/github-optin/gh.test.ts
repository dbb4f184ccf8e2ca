import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { trioScript } from "../support/scenario.ts";
import { type GitHubWorld, githubWorld, issueTitle, statusIn } from "../github-runs/world.fixture.ts";

/** GitHub's own client of one person, with settings of its own; resolves with all that it says. */
async function clientOf({ root, github }: GitHubWorld, login: string) {
  const home = path.join(root, `gh-${login}`);
  await mkdir(home, { recursive: true });
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, GH_TOKEN: github.token(login), NO_COLOR: "1" };
  const say = async (...args: string[]): Promise<string> => {
    const { all } = await execa("gh", args, { env, extendEnv: false, cwd: root, all: true });
    return all;
  };
  await say("config", "set", "http_unix_socket", github.socket);
  const gh = (...args: string[]) => say(...args, "--repo", "acme/shop");
  return {
    gh,
    api: (...args: string[]) => say("api", ...args),
    view: async (kind: "issue" | "pr", number: number, ...fields: string[]): Promise<unknown> =>
      JSON.parse(await gh(kind, "view", String(number), "--json", fields.join(","))),
  };
}

interface Commented {
  comments: { body: string }[];
}

const bodies = async (viewed: Promise<unknown>): Promise<string[]> =>
  ((await viewed) as Commented).comments.map(({ body }) => body.replace(/^<!--.*-->\n/, ""));

/** A run that waits for its plan to be approved, and a writer with GitHub's own client. */
async function waitingRun() {
  const world = await githubWorld({ script: trioScript });
  const waiting = await world.phasegate(world.deliver("trio", "--approve", "planning", "--json"));
  const status = statusIn(waiting);
  expect(status).toMatchObject({ status: "waiting", cause: "approval" });
  return { world, status, request: await world.request(), client: await clientOf(world, "writer") };
}

test("GitHub's own client shows a run that waits, and a person answers with it", async () => {
  const { world, status, request, client } = await waitingRun();
  const { github, issue } = world;
  expect(await client.view("pr", request, "isDraft", "state", "title", "headRefName", "baseRefName")).toEqual(
    {
      isDraft: true,
      state: "OPEN",
      title: issueTitle,
      headRefName: status.branch,
      baseRefName: "main",
    },
  );
  expect(await client.gh("pr", "list")).toContain("DRAFT");
  expect(await client.view("issue", issue, "labels", "state")).toMatchObject({
    labels: [{ name: "phasegate: planning" }],
    state: "OPEN",
  });
  expect(await client.gh("issue", "view", String(issue), "--comments")).toContain("/phasegate approve");

  const comments = `repos/acme/shop/issues/${issue}/comments`;
  const reply = await client.api(
    "-X",
    "POST",
    comments,
    "-f",
    "body=/phasegate approve",
    "--jq",
    ".user.login",
  );
  expect(reply.trim()).toBe("writer");
  const resumed = statusIn(await world.phasegate(["resume", "--repo", world.repository, "--json"]));
  expect(resumed.status).toBe("ready");
  expect(resumed.approvals).toMatchObject([{ phase: "planning", answer: { approved: true, by: "writer" } }]);
  const reactions = await client.api(comments, "--jq", '[.[] | .reactions."+1"] | add');
  expect(reactions.trim()).toBe("1");
  expect(github.violations).toEqual([]);
});

test("GitHub's own client shows what a run has delivered, each thing once", async () => {
  const world = await githubWorld({ script: trioScript });
  const { github, issue } = world;
  const status = statusIn(await world.phasegate(world.deliver("trio", "--json")));
  expect(status.status).toBe("ready");
  const request = await world.request();
  const client = await clientOf(world, "octocat");

  const shown = await client.view("pr", request, "isDraft", "state", "title", "body", "labels");
  expect(shown).toMatchObject({ isDraft: false, state: "OPEN", title: issueTitle });
  expect((shown as { body: string }).body).toContain(`Closes #${issue}.`);
  expect(await client.gh("pr", "ready", String(request))).toContain("already");
  expect(await bodies(client.view("pr", request, "comments"))).toEqual([
    expect.stringContaining("build-report"),
    expect.stringContaining("code-review"),
  ]);

  expect(await client.view("issue", issue, "title", "labels")).toMatchObject({
    title: issueTitle,
    labels: [{ name: "phasegate: ready" }],
  });
  const onIssue = await bodies(client.view("issue", issue, "comments"));
  expect(onIssue).toHaveLength(2);
  expect(onIssue.filter((body) => body.startsWith("### Phasegate: ready"))).toHaveLength(1);
  expect(await client.gh("issue", "view", String(issue), "--comments")).toContain("### Phasegate: ready");
  const head = await client.api(`repos/acme/shop/pulls/${request}`, "--jq", ".head.sha");
  expect(head.trim()).toBe(status.head);
  expect(github.violations).toEqual([]);
});
