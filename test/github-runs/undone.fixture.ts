import { expect } from "vitest";
import type { Api } from "../github/person.ts";
import { logged } from "../support/log.ts";
import { writeFiles } from "../support/project.ts";
import { buildReport, scenario, type Script, trioScript } from "../support/scenario.ts";
import { type GitHubWorld, listeningWorld, statusIn } from "./world.fixture.ts";

export const slow: Script = {
  ...trioScript,
  "implementation/builder": [{ do: [{ hang: {} }], say: buildReport }],
};

export interface Scene {
  world: GitHubWorld;
  owner: Api;
  request: number;
  branch: string;
  head: string;
}

/** What somebody does to where a run lives, and how it is undone. */
export interface Undone {
  deed(scene: Scene): Promise<void>;
  undoing(scene: Scene): Promise<void>;
}

/** The deed stops the run politely; what is undone lets it go on. */
export async function expectUndone({ deed, undoing }: Undone): Promise<void> {
  const world = await listeningWorld({ script: slow });
  const run = world.start(world.deliver("trio", "--json"));
  await logged(world, "implementation/builder");
  const { branch, head } = await world.status();
  const owner = world.github.api("octocat");
  const scene = { world, owner, request: await world.request(), branch, head };
  await deed(scene);
  expect(statusIn(await run)).toMatchObject({ status: "stopped", cause: "person" });
  const refused = await world.phasegate(["resume", "--repo", world.repository]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toMatch(/closed|locked/);
  await undoing(scene);
  await writeFiles(world.root, { "scenario.yaml": scenario(trioScript) }); // the builder does not hang any more
  const resumed = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(statusIn(resumed)).toMatchObject({ status: "ready" });
  expect(await world.request()).toBe(scene.request);
  expect(world.github.pushes.filter(({ forced }) => forced)).toEqual([]);
  expect(world.github.violations).toEqual([]);
}
