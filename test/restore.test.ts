import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { sweep } from "../src/workspace/process.ts";
import { copyDatabase, makeWorld, type World } from "./support/cli.ts";
import { trioScript } from "./support/scenario.ts";

/** The machine dies, with its agents, and its home is gone: only what the forge and the repository have is left. */
async function loseHome({ home }: World): Promise<void> {
  await sweep(`PHASEGATE_HOME=${home}`);
  await sweep(`HOME=${path.join(home, "sandbox-home")}`);
  for (const name of ["database", "runs", "owner", "sandbox-home"])
    await rm(path.join(home, name), { recursive: true, force: true, maxRetries: 5 });
  await copyDatabase(home);
}

const restoreArgs = ({ repository }: World, ...more: string[]): string[] => [
  "resume",
  "--from-forge",
  "1",
  "--runtime",
  "scripted:scenario.yaml",
  "--repo",
  repository,
  "--json",
  ...more,
];

const runsIn = async (world: World): Promise<unknown> =>
  JSON.parse((await world.phasegate(["list", "--json"])).stdout);

const errorOf = (stdout: string): { code: string; message: string } =>
  (JSON.parse(stdout) as { error: { code: string; message: string } }).error;

async function readyWorld(): Promise<{ world: World; run: RunStatus }> {
  const world = await makeWorld({ script: trioScript });
  const { exitCode } = await world.phasegate(world.runArgs("trio"));
  expect(exitCode).toBe(0);
  const run = await world.status();
  await loseHome(world);
  return { world, run };
}

test("without a record, as on the forge of files, a run is not restored; what is left of it is named", async () => {
  const { world, run } = await readyWorld();
  const { exitCode, stdout } = await world.phasegate(restoreArgs(world));
  expect(exitCode).toBe(2);
  const { code, message } = errorOf(stdout);
  expect(code).toBe("NO_RECORD");
  expect(message).toContain(`the forge has no refs/phasegate/${run.id}`);
  expect(message).toContain("comments with plan");
  expect(message).toContain("with 1 commits of the run");
  expect(await runsIn(world)).toEqual([]);
});
