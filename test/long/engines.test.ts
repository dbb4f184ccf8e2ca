import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { onGitHub, otherMachine } from "../github-runs/lost.fixture.ts";
import { type GitHubWorld, githubWorld, statusIn } from "../github-runs/world.fixture.ts";
import { logged } from "../support/log.ts";
import { buildReport, scenario, trioScript } from "../support/scenario.ts";

const trackerOf = async ({ github, issue }: GitHubWorld): Promise<string> =>
  String((await github.conversation(issue)).comments.find(({ body }) => body.includes(" tracker "))?.body);

test("of two engines with one run, the one whose record has been overtaken ends politely", async () => {
  const world = await githubWorld({
    script: {
      ...trioScript,
      "implementation/builder": [{ do: [{ hang: {} }], say: buildReport }],
    },
  });
  world.env["PHASEGATE_POLL_SECONDS"] = "0.5";
  const first = world.start(world.deliver("trio", "--json"));
  await logged(world, "implementation/builder");
  const run = await world.status();
  await expect.poll(() => trackerOf(world), { timeout: 60_000 }).toContain("record=");

  await writeFile(path.join(world.root, "scenario.yaml"), scenario(trioScript));
  const second = await (await otherMachine(world)).restore(String(world.issue));
  expect(statusIn(second)).toMatchObject({ id: run.id, status: "ready" });
  const there = await onGitHub(world, run);
  const { stdout, exitCode } = await first;
  expect(exitCode).toBe(4);
  const ended = JSON.parse(stdout) as RunStatus;
  expect(ended).toMatchObject({ status: "stopped", cause: "person" });
  expect(ended.reason).toMatch(/carried on elsewhere/);
  expect(await onGitHub(world, run)).toEqual(there);
  expect(there.tracker).toContain("ready");
  expect(world.github.violations).toEqual([]);
}, 300_000);
