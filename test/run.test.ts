import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { git } from "./support/project.ts";
import { trioScript } from "./support/scenario.ts";

let world: World;
let status: RunStatus;
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await makeWorld({ script: trioScript, atEnd: (cleanUp) => cleanUps.push(cleanUp) });
  const { stdout, exitCode, stderr } = await world.phasegate(world.runArgs("trio", "--json"));
  if (exitCode !== 0) throw new Error(stderr);
  status = JSON.parse(stdout) as RunStatus;
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

test("a run ends with a ready pull request, and every commit of its branch has passed its gates", async () => {
  expect(status).toMatchObject({ status: "ready", workflow: "trio", filesChanged: 2, crashes: 0 });
  expect(status.pullRequest?.draft).toBe(false);
  expect(status.steps.map(({ id, status: state, attempts }) => [id, state, attempts])).toEqual([
    ["planning/planner", "passed", 1],
    ["implementation/builder", "passed", 2],
    ["quality/code-reviewer", "passed", 1],
  ]);
  expect(status.usage).toMatchObject({ inputTokens: 4000, outputTokens: 400 });
  expect(await git(world.repository, "rev-parse", status.branch)).toBe(status.head);
  expect(await git(world.repository, "status", "--porcelain")).toBe("");
  expect(await git(world.repository, "rev-parse", "--abbrev-ref", "HEAD")).toBe("main");
});

test("the accepted commit names its run, step and role", async () => {
  const message = await git(world.repository, "log", "-1", "--format=%B", status.branch);
  expect(message).toContain(`Phasegate-Run: ${status.id}`);
  expect(message).toContain("Phasegate-Step: implementation/builder");
  expect(message).toContain("Phasegate-Role: builder");
});

test("the refusal, its evidence and the artifacts can be read on the forge", async () => {
  const page = async (url: string | undefined) => readFile(new URL((url ?? "").replace(/#.*/, "")), "utf8");
  const issue = await page(status.issue?.url);
  expect(issue).toContain("## plan");
  expect(issue).toContain("Phasegate: ready");
  const pullRequest = await page(status.pullRequest?.url);
  expect(pullRequest).toContain("ready for review");
  expect(pullRequest).toContain("## build-report");
  expect(pullRequest).toContain("sh ../tools/check.sh lint");
  const refused = status.gates.find(({ verdict }) => verdict === "failed");
  expect(refused).toMatchObject({ name: "checks", step: "implementation/builder", attempt: 1 });
  expect(
    refused?.evidence.some(
      ({ exitCode, outputTail }) => exitCode === 1 && outputTail.includes("reviews.js:1: lint"),
    ),
  ).toBe(true);
});

test("a ready run leaves no tree and no checkout behind, only what was said and done", async () => {
  const names = await readdir(path.join(world.home, "runs", status.id), { recursive: true });
  expect(names.filter((name) => /(^|\/)(tree-\d+|checkout)$/.test(name))).toEqual([]);
  expect(names.some((name) => name.endsWith("events.jsonl"))).toBe(true);
});
