import { describe, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { ledgerOf, requestsOf } from "../model-server/model-server.ts";
import { agentOf, bringTo, hostOf, kill, type KillWorld, moments, session } from "./support/kill.ts";
import { runtimeNames } from "./support/world.ts";

/** Asserted in every cell: the work is done, nothing is left, and our count is the model's. */
async function expectWhole(world: KillWorld, status: RunStatus): Promise<void> {
  const { costUsd: _, ...usage } = status.usage;
    status.status,
    status.reason,
    JSON.stringify(status.steps.map((s) => [s.id, s.status, s.attempts])),
  );
    world.server
      .requests()
      .map((r) => `${r.index} ${r.scenario} ${r.step} ${r.status} ${JSON.stringify(r.told)}`)
      .join("\n"),
  );
  expect(status.status).toBe("ready");
  expect(await world.living()).toEqual([]);
  expect(usage).toEqual(ledgerOf(world.server));
  const files = await world.git("ls-tree", "-r", "--name-only", status.branch, "backend");
  expect(files).toContain("backend/before.js");
  expect(files).toContain("backend/after.js");
  expect(files).not.toContain("backend/inside");
}

describe.each(runtimeNames)("with %s", (runtime) => {
  describe.each(Object.entries(moments))("while its agent is %s", (_, moment) => {
    test("an engine that is killed loses nothing: its agent goes on, and is found again", async () => {
      const world = await bringTo(runtime, moment);
      const [host, agent] = [await hostOf(world), await agentOf(world)];
      world.running.kill("SIGKILL");
      await world.running.ended;
      expect(await agentOf(world), "the agent lives on").toEqual(agent);
      await moment.goOn(world);
      const { stdout, stderr } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
      await expectWhole(world, JSON.parse(stdout) as RunStatus);
      expect(await hostOf(world)).toEqual(host);
      const steps = requestsOf(world.server, session).map(({ step }) => step);
      expect(steps, "nothing was asked twice").toEqual([0, 1, 2, 3]);
    });

    test.each(["agent", "host"])(
      "its %s is killed, and a new one goes on in the same session",
      async (victim) => {
        const world = await bringTo(runtime, moment);
        const victims = victim === "host" ? [(await hostOf(world)).pid] : await agentOf(world);
        expect(victims).not.toEqual([]);
        for (const pid of victims) kill(pid);
        const { stdout, stderr } = await world.running.ended;
        await expectWhole(world, JSON.parse(stdout) as RunStatus);
        const last = JSON.stringify(requestsOf(world.server, session).at(-1)?.body);
        expect(last).toContain("backend/before.js");
        expect(last).toContain("cut short from outside");
      },
    );
  });
});
