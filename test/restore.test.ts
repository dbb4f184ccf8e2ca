import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { sweep } from "../src/workspace/process.ts";
import { copyDatabase, makeWorld, type World } from "./support/cli.ts";
import { git } from "./support/project.ts";
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

/** Steps and attempts that an agent was asked for, each once. */
const asked = async (world: World): Promise<string[]> =>
  (await world.agentLog()).map((line) => line.split(" ").slice(1, 3).join(" "));

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

test("a run that was lost with its home goes on from its record, and no accepted step is made again", async () => {
  const world = await makeWorld({ script: trioScript });
  const { signal } = await world.start(world.runArgs("trio"), { PHASEGATE_FAILPOINT: "record.pushed:2" });
  expect(signal).toBe("SIGKILL");
  await loseHome(world);
  expect(await runsIn(world)).toEqual([]);
  const before = await asked(world);
  const { exitCode, stdout, stderr } = await world.phasegate(restoreArgs(world));
  expect(stderr).toContain("is restored with 1 artifact");
  expect(exitCode).toBe(0);
  const status = JSON.parse(stdout) as RunStatus;
  expect(status.status).toBe("ready");
  const after = (await asked(world)).slice(before.length);
  expect(before.filter((line) => line.includes("planner"))).toHaveLength(1);
  expect(after.filter((line) => line.includes("planner"))).toEqual([]);
  expect(new Set(after.map((line) => line.split(" ")[0]))).toEqual(
    new Set(["implementation/builder", "quality/code-reviewer"]),
  );
  const trailers = await git(
    world.repository,
    "log",
    "--format=%(trailers:key=Phasegate-Run,valueonly,separator=)",
    `main..${status.branch}`,
  );
  expect(new Set(trailers.split("\n"))).toEqual(new Set([status.id]));
});

test("a run that was ready is ready again, and nothing is asked or checked", async () => {
  const { world, run } = await readyWorld();
  const before = await asked(world);
  const head = await git(world.repository, "rev-parse", run.branch);
  const { exitCode, stdout } = await world.phasegate(restoreArgs(world));
  expect(exitCode).toBe(0);
  const again = JSON.parse(stdout) as RunStatus;
  expect(again.status).toBe("ready");
  expect(again.steps.map(({ id, status, attempts }) => [id, status, attempts])).toEqual(
    run.steps.map(({ id, status, attempts }) => [id, status, attempts]),
  );
  expect(again.usage).toEqual(run.usage);
  expect(await asked(world)).toEqual(before);
  expect(await git(world.repository, "rev-parse", run.branch)).toBe(head);
  const twice = await world.phasegate(restoreArgs(world));
  expect(twice.exitCode).toBe(2);
  expect(errorOf(twice.stdout)).toMatchObject({ code: "RUN_IS_HERE" });
});

test("without its record a run is not restored; what is left of it is named", async () => {
  const { world, run } = await readyWorld();
  await git(world.repository, "update-ref", "-d", `refs/phasegate/${run.id}`);
  const { exitCode, stdout } = await world.phasegate(restoreArgs(world));
  expect(exitCode).toBe(2);
  const { code, message } = errorOf(stdout);
  expect(code).toBe("NO_RECORD");
  expect(message).toContain(`the forge has no refs/phasegate/${run.id}`);
  expect(message).toContain("comments with plan");
  expect(message).toContain("with 1 commits of the run");
  expect(await runsIn(world)).toEqual([]);
});

test("a record that the branch contradicts is refused, and nothing is stored", async () => {
  const { world, run } = await readyWorld();
  await git(world.repository, "update-ref", `refs/heads/${run.branch}`, "main");
  const { exitCode, stdout } = await world.phasegate(restoreArgs(world));
  expect(exitCode).toBe(2);
  expect(errorOf(stdout)).toMatchObject({ code: "RECORD_REFUSED" });
  expect(errorOf(stdout).message).toMatch(/commit \w+ of implementation\/builder is not on /);
  expect(await runsIn(world)).toEqual([]);
});
