import { expect, test } from "vitest";
import { git } from "../support/project.ts";
import { trioScript } from "../support/scenario.ts";
import { onGitHub, otherMachine } from "../github-runs/lost.fixture.ts";
import { githubWorld, statusIn } from "../github-runs/world.fixture.ts";

/** A run in the smallest workflow that died at a failpoint. */
async function died(failpoint: string) {
  const world = await githubWorld({ script: trioScript });
  const { signal } = await world.start(world.deliver("direct"), { PHASEGATE_FAILPOINT: failpoint });
  expect(signal).toBe("SIGKILL");
  return world;
}

const once = { comments: [["tracker"], ["artifact=build-report"]], items: 2 };

test.for(["record.written", "record.pushed"])(
  "an engine killed at %s keeps one record, in which each event is once",
  async (failpoint) => {
    const world = await died(failpoint);
    const answer = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
    const status = statusIn(answer);
    expect(status.status).toBe("ready");
    const there = await onGitHub(world, status);
    expect(there).toMatchObject({ ...once, branch: status.head });
    expect(there.tracker).toContain(`record=${there.record}`);
    const text = await git(world.github.repository, "show", `${there.record}:events.jsonl`);
    const events = text.split("\n").map((line) => JSON.parse(line) as { key: string; event: object });
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
    expect(events.at(-1)?.event).toEqual({ type: "run.ended", status: "ready", reason: "every gate passed" });
    expect(world.github.violations).toEqual([]);
  },
);

test("an engine that comes back after its run was carried on elsewhere stops it, and overwrites nothing", async () => {
  const world = await died("finish.body");
  const restored = await (await otherMachine(world)).restore(String(world.issue));
  const status = statusIn(restored);
  expect(status.status).toBe("ready");
  const there = await onGitHub(world, status);
  const back = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(back.exitCode).toBe(4);
  expect(statusIn(back).reason).toMatch(/carried on elsewhere/);
  expect(await onGitHub(world, status)).toEqual(there);
  expect(there).toMatchObject(once);
});
