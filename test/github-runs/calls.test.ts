import { expect, test } from "vitest";
import { trioScript } from "../support/scenario.ts";
import { githubWorld } from "./world.fixture.ts";

const said =
  /the forge was asked (\d+) times by this process for the run; (\d+) answers? said that nothing is new/;

test("a run says in the end how often GitHub was asked for it", async () => {
  const world = await githubWorld({ script: trioScript });
  const { stdout } = await world.phasegate(world.deliver("direct"));
  const [, times, unchanged] = (said.exec(stdout) ?? []).map(Number);
  const asked = world.github.requests.filter(({ path }) => !path.includes(".git/"));
  const lastOfCommand = asked.findIndex(({ operation }) => operation === "git/get-ref");
  const ofRun = asked.slice(lastOfCommand + 1);
  expect(times).toBe(ofRun.length);
  expect(unchanged).toBe(ofRun.filter(({ status }) => status === 304).length);
});
