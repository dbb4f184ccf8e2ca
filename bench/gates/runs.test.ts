import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { honest } from "../../test/lying/honest.ts";
import { feature, lies } from "../../test/lying/lies.ts";
import { openSuite, type Suite } from "../../test/lying/suite.ts";
import { buildReport } from "../../test/support/scenario.ts";
import type { Judged } from "./confusion.ts";

const out = process.env["PHASEGATE_BENCH_OUT"] ?? "";
const isQuick = process.env["PHASEGATE_BENCH_QUICK"] === "1";

/** Whether a gate was right is told in the end, for all cases together. */
const record = (judged: Judged): Promise<void> => appendFile(out, `${JSON.stringify(judged)}\n`);

let suite: Suite;

beforeAll(async () => {
  suite = await openSuite();
});

afterAll(() => suite.close());

/** A lie is caught when its attempt was refused and the branch never held anything but honest work. */
test.each(lies.map((lie) => [lie.called, lie] as const))("%s", async (_, lie) => {
  const { status, changed, everCommitted } = await suite.deliver(lie.called, "direct", {
    "implementation/builder": [
      { do: lie.do, say: `${buildReport}\nAll tests pass.\n${lie.say ?? ""}` },
      { do: [...(lie.mend ?? []), feature], say: buildReport },
    ],
  });
  const isRefused = status.gates.some(({ verdict, attempt }) => verdict === "failed" && attempt === 1);
  const files = everCommitted.match(/^diff --git/gm)?.length ?? 0;
  const isClean = Object.keys(changed).join() === "backend/reviews.js" && files === 1;
  const judged = {
    gate: "whole runs",
    name: lie.called,
    honest: false,
    stopped: isRefused && (status.status !== "ready" || isClean),
    said: status.reason ?? "",
  };
  await expect(record(judged)).resolves.toBeUndefined();
});

test.each(honest.map(({ workflow, script }) => [workflow, script] as const))(
  "honest %s",
  async (workflow, script) => {
    const { status } = await suite.deliver(`honest ${workflow}`, workflow, script);
    const judged = {
      gate: "whole runs",
      name: `honest ${workflow}`,
      honest: true,
      stopped: status.status !== "ready",
      said: status.reason ?? "",
    };
    await expect(record(judged)).resolves.toBeUndefined();
  },
);

const demo = fileURLToPath(new URL("../../scripts/demo.js", import.meta.url));

/** The demo's status and, with it, the folder that is to be removed. */
async function playDemo(workflow: string): Promise<RunStatus> {
  const home = await mkdtemp(path.join(tmpdir(), "phasegate-bench-"));
  const child = spawn(process.execPath, [demo, "--workflow", workflow, "--json"], {
    env: { ...process.env, PHASEGATE_HOME: home },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, "close");
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
  const status = JSON.parse(text.slice(text.indexOf("{"))) as RunStatus;
  await rm(path.dirname(status.repository), { recursive: true, force: true, maxRetries: 5 });
  return status;
}

test.skipIf(isQuick).each(["direct", "trio", "six", "feature"])("demo %s", async (workflow) => {
  const { status, reason } = await playDemo(workflow);
  const judged = {
    gate: "demo scenarios",
    name: workflow,
    honest: true,
    stopped: status !== "ready",
    said: reason ?? "",
  };
  await expect(record(judged)).resolves.toBeUndefined();
});
