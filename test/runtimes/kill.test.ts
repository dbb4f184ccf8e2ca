import { describe, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { ledgerOf, requestsOf } from "../model-server/model-server.ts";
import { agentOf, bringTo, hostOf, kill, type KillWorld, moments, session } from "./support/kill.ts";
import { runtimeNames } from "./support/programs.ts";

/** Asserted in every cell: the work is done, nothing is left, and our count is the model's. */
async function expectWhole(world: KillWorld, status: RunStatus): Promise<void> {
  expect(status).toMatchObject({ status: "ready", unconfined: [] });
  expect(await world.living()).toEqual([]);
  const { costUsd: _, ...usage } = status.usage;
  expect(usage).toEqual(ledgerOf(world.server));
  const files = await world.git("ls-tree", "-r", "--name-only", status.branch, "backend");
  expect(files).toContain("backend/before.js");
  expect(files).toContain("backend/after.js");
  expect(files).not.toContain("backend/inside");
}

const stepsAsked = ({ server }: KillWorld): number[] => requestsOf(server, session).map(({ step }) => step);

describe.each(runtimeNames)("with %s", { timeout: 300_000 }, (runtime) => {
  describe.each(Object.entries(moments))("while its agent is %s", (_, moment) => {
    test("an engine that is killed loses nothing: its agent goes on, and is found again", async () => {
      const world = await bringTo(runtime, moment);
      const [host, agent] = [await hostOf(world), await agentOf(world)];
      world.running.kill("SIGKILL");
      await world.running.ended;
      expect(await agentOf(world), "the agent lives on").toEqual(agent);
      await moment.release(world);
      world.goOn();
      world.server.release();
      const { stdout } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
      const status = JSON.parse(stdout) as RunStatus;
      expect(stepsAsked(world), "nothing was asked twice").toEqual([0, 1, 2, 3]);
      await expectWhole(world, status);
      expect(status.steps.map(({ attempts }) => attempts)).toEqual([1]);
      expect(await hostOf(world)).toEqual(host);
    });

    test.each(["agent", "host"])(
      "its %s is killed, and a new one goes on in the same session",
      async (victim) => {
        const world = await bringTo(runtime, moment);
        const victims = victim === "host" ? [(await hostOf(world)).pid] : await agentOf(world);
        expect(victims).not.toEqual([]);
        for (const pid of victims) kill(pid);
        world.goOn();
        const { stdout, stderr } = await world.running.ended;
        expect(stderr).toContain("attempt 1 failed by infrastructure");
        await expectWhole(world, JSON.parse(stdout) as RunStatus);
        const last = JSON.stringify(requestsOf(world.server, session).at(-1)?.body);
        expect(last, "what was said before is known").toContain("backend/before.js");
        expect(last).toContain("cut short from outside");
      },
    );
  });
});
