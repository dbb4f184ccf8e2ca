import { expect, onTestFinished } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { type GitHub, type GitHubOptions, startGitHub } from "../github/server.ts";
import { makeWorld, type World, type WorldOptions } from "../support/cli.ts";
import { git } from "../support/project.ts";

/** A clone of a repository on a GitHub of our own, with an issue in it that waits to be delivered. */
export interface GitHubWorld extends World {
  github: GitHub;
  issue: number;
  /** `run` of the issue. */
  deliver(workflow: string, ...more: string[]): string[];
  /** The pull request that the run has made. */
  request(): Promise<number>;
}

export const issueTitle = "Reviews of products";

export async function githubWorld(
  options: WorldOptions = {},
  site: Omit<GitHubOptions, "from"> = {},
): Promise<GitHubWorld> {
  const world = await makeWorld(options);
  const { repository } = world;
  const github = await startGitHub({ ...site, from: repository });
  (options.atEnd ?? onTestFinished)(() => github.close());
  await git(repository, "remote", "add", "origin", `${github.url}/acme/shop.git`);
  world.env["GH_TOKEN"] = github.token("octocat");
  world.env["GH_HOST"] = github.url;
  const { number: issue } = await github
    .api("octocat")
    .openIssue(issueTitle, "Customers review products. They can read the reviews of others.\n");
  return {
    ...world,
    github,
    issue,
    deliver: (workflow, ...more) => [
      "run",
      String(issue),
      "--repo",
      repository,
      "--workflow",
      workflow,
      "--runtime",
      "scripted:scenario.yaml",
      ...more,
    ],
    async request() {
      const request = (await github.items()).find((item) => item["pull_request"]);
      return Number(request?.["number"]);
    },
  };
}

/** A world in which people are heard at once. */
export async function listeningWorld(options: WorldOptions): Promise<GitHubWorld> {
  const world = await githubWorld(options);
  world.env["PHASEGATE_POLL_SECONDS"] = "0.2";
  return world;
}

/** The one object that a command printed. */
export const statusIn = ({ stdout, stderr }: { stdout: string; stderr: string }): RunStatus => {
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as RunStatus;
};

/** Markers of all comments of an issue or a pull request that the run wrote, sorted; a marker twice is a duplicate. */
export async function markersOn({ github }: GitHubWorld, number: number): Promise<string[]> {
  const { comments } = await github.conversation(number);
  return comments
    .flatMap(({ body }) => /^<!-- phasegate run=\S+ ([^|>]*?)\s*(?:\|.*)?-->/.exec(body)?.[1] ?? [])
    .sort();
}

/** Resolves with the body of the comment that asks this question, once it is on the issue. */
export async function questionOn({ github, issue }: GitHubWorld, number: number): Promise<string> {
  const find = async () =>
    (await github.conversation(issue)).comments.find(({ body }) => body.includes(`question=${number} `))
      ?.body;
  await expect.poll(find, { timeout: 60_000 }).toContain("/phasegate answer");
  return String(await find());
}
