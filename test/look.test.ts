import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { git, makeRepository, writeFiles } from "./support/project.ts";
import { trioScript } from "./support/scenario.ts";

let world: World;
let run: RunStatus;
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await makeWorld({ script: trioScript, atEnd: (cleanUp) => cleanUps.push(cleanUp) });
  const { stdout, exitCode, stderr } = await world.phasegate(world.runArgs("trio", "--json"));
  if (exitCode !== 0) throw new Error(stderr);
  run = JSON.parse(stdout) as RunStatus;
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

test("status shows where the repository's newest run stands, or the run whose id begins so", async () => {
  const newest = await world.phasegate(["status", "--repo", world.repository]);
  expect(newest.exitCode).toBe(0);
  for (const words of [run.id, "ready", "implementation/builder", run.branch])
    expect(newest.stdout).toContain(words);
  const byPrefix = await world.phasegate(["status", run.id.slice(0, 9)]);
  expect(byPrefix.stdout).toContain(run.id);
});

test("status --json has all that a program needs", async () => {
  const status = await world.status(run.id);
  expect(status).toMatchObject({
    id: run.id,
    repository: world.repository,
    feature: { title: "Reviews of products", source: path.join(world.root, "spec.md") },
    workflow: "trio",
    status: "ready",
    filesChanged: 2,
    crashes: 0,
    pullRequest: { draft: false },
  });
  expect(Object.keys(status.steps[0] ?? {})).toEqual(
    expect.arrayContaining([
      "id",
      "role",
      "phase",
      "status",
      "attempts",
      "artifact",
      "commit",
      "startedAt",
      "endedAt",
      "usage",
    ]),
  );
  const evidence = status.gates.flatMap((gate) => gate.evidence)[0];
  expect(Object.keys(evidence ?? {})).toEqual(
    expect.arrayContaining(["commit", "tree", "command", "exitCode", "durationMs", "outputSha256", "at"]),
  );
});

test("list --json is an array of runs without steps and gates", async () => {
  const runs = JSON.parse((await world.phasegate(["list", "--json"])).stdout) as Record<string, unknown>[];
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ id: run.id, status: "ready" });
  expect(runs[0]).not.toHaveProperty("steps");
  expect(runs[0]).not.toHaveProperty("gates");
});

test("show gives artifacts, one artifact, gates and the diff", async () => {
  expect((await world.phasegate(["show", run.id])).stdout).toContain("build-report");
  expect((await world.phasegate(["show", run.id, "plan"])).stdout).toContain("## Requirements");
  expect((await world.phasegate(["show", run.id, "gates"])).stdout).toContain("sh ../tools/check.sh lint");
  expect((await world.phasegate(["show", run.id, "diff"])).stdout).toContain("+export const reviews = [];");
  const unknown = await world.phasegate(["show", run.id, "nothing"]);
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("build-report") });
});

test("piped, a run prints one line for each event", async () => {
  const { stdout } = await world.phasegate(world.runArgs("direct"));
  expect(stdout).toMatch(/implementation +builder +attempt 1 refused by checks/);
  expect(stdout).toMatch(/implementation +builder +gate pushed passed/);
  expect(stdout).not.toContain("\u001B[");
});

test("doctor names what stands in a run's way, and what does not", async () => {
  const { exitCode, stdout } = await world.phasegate(["doctor", "--repo", world.repository]);
  expect(exitCode).toBe(0);
  for (const words of ["node", "git", "database", "sandbox"]) expect(stdout).toContain(words);
});

test("init writes a profile for a package.json project, once, and says what comes next", async () => {
  const app = await makeRepository(path.join(world.root, "app"), {
    "package.json": JSON.stringify({ name: "app", scripts: { lint: "true", test: "true" } }),
  });
  const first = await world.phasegate(["init", "--repo", app]);
  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("phasegate run") });
  expect(await readFile(path.join(app, ".phasegate/profile.yaml"), "utf8")).toContain("npm");
  expect(await world.phasegate(["init", "--repo", app])).toMatchObject({ exitCode: 2 });
  await git(app, "add", "--all");
  await git(app, "commit", "--quiet", "--message=Profile");
  await writeFiles(app, { "notes.md": "mine" });
  expect((await world.phasegate(["init", "--repo", app, "--force"])).exitCode).toBe(0);
});

test("workflow check proves the built-in workflows, and one by name or file", async () => {
  expect(await world.phasegate(["workflow", "check"])).toMatchObject({ exitCode: 0 });
  expect(await world.phasegate(["workflow", "check", "feature", "--repo", world.repository])).toMatchObject({
    exitCode: 0,
  });
  await writeFiles(world.root, {
    "mine.yaml": "name: mine\ndescription: x\nphases:\n  quality:\n    sequence: [nobody]\n",
  });
  const wrong = await world.phasegate(["workflow", "check", "mine.yaml"]);
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("mine.yaml:5:") });
});
