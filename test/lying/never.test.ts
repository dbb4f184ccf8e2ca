import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { carriers } from "../../src/workspace/process.ts";
import { makeWorld, type World } from "../support/cli.ts";
import { git } from "../support/project.ts";
import { buildReport, plan } from "../support/scenario.ts";
import { page } from "./suite.ts";

let world: World;
let waiting: RunStatus;
let exitCode: number;
const cleanUps: (() => Promise<void>)[] = [];

const usage = { inputTokens: 1000, outputTokens: 100, costUsd: 0.01 };

beforeAll(async () => {
  world = await makeWorld({
    script: {
      "planning/planner": [{ ...plan, usage }],
      "implementation/builder": [
        {
          do: [{ write: { path: "backend/reviews.js", text: "// BAD-test\n" } }],
          say: `${buildReport}\nAll tests pass.\n`,
          usage,
        },
      ],
    },
    atEnd: (cleanUp) => cleanUps.push(cleanUp),
  });
  const answer = await world.phasegate(world.runArgs("trio", "--json"));
  exitCode = answer.exitCode;
  waiting = JSON.parse(answer.stdout) as RunStatus;
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

test("a run that can never pass ends by asking a person, within its caps", () => {
  expect({ exitCode, status: waiting.status }).toEqual({ exitCode: 3, status: "waiting" });
  const builder = waiting.steps.find(({ role }) => role === "builder");
  expect(builder?.attempts).toBeGreaterThan(1);
  expect(builder?.attempts).toBeLessThanOrEqual(6);
});

test("its reason says in words what was tried, what was seen and how to answer", async () => {
  expect(waiting.reason).toContain("was not accepted");
  expect(waiting.reason).toContain("reviews.js:1: test does not like this line");
  const issue = await page(waiting.issue?.url);
  expect(issue).toContain(`phasegate answer ${waiting.id}`);
  expect(issue).toMatch(/^\s*1\. /m);
});

test("nothing of it reached the branch, and the pull request stays a draft", async () => {
  expect(await git(world.repository, "rev-parse", waiting.branch)).toBe(waiting.base);
  expect(waiting.pullRequest?.draft).toBe(true);
});

test("while it waits there is no process, no new try and no new cost, however often one looks", async () => {
  const log = await world.agentLog();
  await world.phasegate(["list"]);
  const later = await world.status();
  expect(later.usage).toEqual(waiting.usage);
  expect(later.steps.map(({ attempts }) => attempts)).toEqual(waiting.steps.map(({ attempts }) => attempts));
  expect(await world.agentLog()).toEqual(log);
  expect(await carriers(`HOME=${world.home}/sandbox-home`)).toEqual([]);
  expect(await carriers(`PHASEGATE_HOME=${world.home}`)).toEqual([]);
});
