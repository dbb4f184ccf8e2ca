import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld } from "./support/cli.ts";
import { writeFiles } from "./support/project.ts";
import { approval, buildReport, plan, type Script } from "./support/scenario.ts";

const usage = { inputTokens: 1000, outputTokens: 100, costUsd: 0.01 };

/** Each turn costs a cent. */
const script: Script = {
  "planning/planner": [{ ...plan, usage }],
  "implementation/builder": [
    {
      do: [{ write: { path: "backend/reviews.js", text: "export const reviews = [];\n" } }],
      say: buildReport,
      usage,
    },
  ],
  "quality/code-reviewer": [{ say: approval, usage }],
};

test("F37: a run stops at its budget, shows who used it, and goes on with more", async () => {
  const world = await makeWorld({ script });
  const first = await world.phasegate(world.runArgs("trio", "--budget", "0.015", "--json"));
  expect(first).toMatchObject({ exitCode: 5 });
  const stopped = JSON.parse(first.stdout) as RunStatus;
  expect(stopped).toMatchObject({ status: "stopped", cause: "budget", budget: { usd: 0.015 } });
  expect(stopped.usage.costUsd, "at most the call in flight more").toBeCloseTo(0.02);

  const shown = await world.phasegate(["show", stopped.id, "usage", "--json"]);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    total: { inputTokens: 2000, outputTokens: 200 },
    roles: { planner: { outputTokens: 100 }, builder: { outputTokens: 100 } },
  });

  const more = await world.phasegate(["resume", stopped.id, "--budget", "1", "--json"]);
  expect(more).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(more.stdout) as RunStatus).toMatchObject({ status: "ready", budget: { usd: 1 } });
});

test("a role stops at the budget that the person's settings give it", async () => {
  const world = await makeWorld({ script });
  const settings = "roles: { builder: { budget: { tokens: 500 } } }\n";
  await writeFiles(world.home, { "settings.yaml": settings });
  const answer = await world.phasegate(world.runArgs("trio", "--json"));
  expect(answer).toMatchObject({ exitCode: 5 });
  const status = JSON.parse(answer.stdout) as RunStatus;
  expect(status.reason).toContain("implementation/builder was stopped: 1100 of 500 tokens are used");
});
