import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { makeWorld } from "./support/cli.ts";
import { git } from "./support/project.ts";
import { trioScript } from "./support/scenario.ts";

test("a run ends with a ready pull request, and every commit of its branch has passed its gates", async () => {
  const world = await makeWorld({ script: trioScript });
  const answer = await world.phasegate(world.runArgs("trio", "--json"));
  expect(answer).toMatchObject({ exitCode: 0 });
  const status = JSON.parse(answer.stdout) as Awaited<ReturnType<typeof world.status>>;
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
  const world = await makeWorld({ script: trioScript });
  await world.phasegate(world.runArgs("trio"));
  const status = await world.status();
  const message = await git(world.repository, "log", "-1", "--format=%B", status.branch);
  expect(message).toContain(`Phasegate-Run: ${status.id}`);
  expect(message).toContain("Phasegate-Step: implementation/builder");
  expect(message).toContain("Phasegate-Role: builder");
});

test("the refusal, its evidence and the artifacts can be read on the forge", async () => {
  const world = await makeWorld({ script: trioScript });
  await world.phasegate(world.runArgs("trio"));
  const status = await world.status();
  const page = async (url: string | undefined) => readFile(new URL((url ?? "").replace(/#.*/, "")), "utf8");
  const issue = await page(status.issue?.url);
  expect(issue).toContain("## plan");
  expect(issue).toContain("Phasegate: ready");
  const pullRequest = await page(status.pullRequest?.url);
  expect(pullRequest).toContain("ready for review");
  expect(pullRequest).toContain("## build-report");
  expect(pullRequest).toContain("node ../tools/check.js lint");
  const refused = status.gates.find(({ verdict }) => verdict === "failed");
  expect(refused).toMatchObject({ name: "checks", step: "implementation/builder", attempt: 1 });
  expect(
    refused?.evidence.some(
      ({ exitCode, outputTail }) => exitCode === 1 && outputTail.includes("reviews.js:1: lint"),
    ),
  ).toBe(true);
});
