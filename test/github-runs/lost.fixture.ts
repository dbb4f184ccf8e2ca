import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { copyDatabase, type CliAnswer } from "../support/cli.ts";
import { git } from "../support/project.ts";
import { type GitHubWorld, markersOn } from "./world.fixture.ts";

/** Another machine, which has the same clone and none of the state. */
export interface Machine {
  phasegate(args: readonly string[]): Promise<CliAnswer>;
  /** `resume --from-forge` of an address or a number. */
  restore(text: string): Promise<CliAnswer>;
  runs(): Promise<unknown>;
}

export async function otherMachine(world: GitHubWorld): Promise<Machine> {
  const home = await mkdtemp(path.join(world.root, "home-"));
  await copyDatabase(home);
  const phasegate: Machine["phasegate"] = (args) => world.phasegate(args, { PHASEGATE_HOME: home });
  const more = ["--runtime", "scripted:scenario.yaml", "--repo", world.repository, "--json"];
  return {
    phasegate,
    restore: (text) => phasegate(["resume", "--from-forge", text, ...more]),
    runs: async () => JSON.parse((await phasegate(["list", "--json"])).stdout) as unknown,
  };
}

/** Steps and attempts that an agent was asked for, in order. */
export const askedIn = async (world: GitHubWorld): Promise<string[]> =>
  (await world.agentLog()).map((line) => line.split(" ").slice(1, 3).join(" "));

/** What GitHub has of a run, so that a difference is a thing made twice, overwritten or lost. */
export async function onGitHub(world: GitHubWorld, run: { id: string; branch: string }) {
  const { github, issue } = world;
  const request = await world.request();
  const { comments } = await github.conversation(issue);
  return {
    comments: [await markersOn(world, issue), await markersOn(world, request)],
    tracker: comments.find(({ body }) => body.includes(" tracker "))?.body,
    branch: await git(github.repository, "rev-parse", run.branch),
    record: await git(github.repository, "rev-parse", `refs/phasegate/${run.id}`),
    items: (await github.items()).length,
  };
}
