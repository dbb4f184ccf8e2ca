import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { carriers } from "../../src/workspace/process.ts";
import { makeWorld, type World } from "../support/cli.ts";
import { logged } from "../support/log.ts";
import { git, writeFiles } from "../support/project.ts";
import { buildReport, type Script, trioScript } from "../support/scenario.ts";

const cleanUps: (() => Promise<void>)[] = [];
const worldWith = (script: Script): Promise<World> =>
  makeWorld({ script, atEnd: (cleanUp) => cleanUps.push(cleanUp) });

const leave = (name: string) => ({ write: { path: `backend/${name}.js`, text: `// ${name}\n` } });
const done = { do: [leave("reviews")], say: buildReport };

const crashing: Script = {
  "implementation/builder": [
    { do: [leave("junk1"), { crash: { code: 1 } }], say: "" },
    { do: [leave("junk2"), { crash: { signal: "SIGSEGV" } }], say: "" },
    { do: [leave("junk3"), { crash: { signal: "SIGKILL" } }], say: "" },
    done,
  ],
};

const thinking: Script = {
  "implementation/builder": [{ do: [leave("one"), { think: { ms: 500 } }, leave("two")], say: buildReport }],
};

/** What came of a run that slept while another one, whose agent crashes, was carried out. */
let slept: { world: World; status: RunStatus };
let crashed: { world: World; status: RunStatus };

beforeAll(async () => {
  const [sleeper, faller] = await Promise.all([worldWith(thinking), worldWith(crashing)]);
  const running = sleeper.start(sleeper.runArgs("direct", "--json"));
  await logged(sleeper, "1 think");
  const wake = await freeze(sleeper, running.pid ?? 0);
  const { stdout } = await faller.phasegate(faller.runArgs("direct", "--json"));
  crashed = { world: faller, status: JSON.parse(stdout) as RunStatus };
  wake();
  slept = { world: sleeper, status: JSON.parse((await running).stdout ?? "") as RunStatus };
});

afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

/** Stops every process of a home, as a machine that sleeps does; returns what lets them go on. */
async function freeze(world: World, engine: number): Promise<() => void> {
  const others = await carriers(`HOME=${path.join(world.home, "sandbox-home")}`);
  const pids = [...new Set([engine, ...others])];
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  };
}

test("F01: an agent that crashes is tried again from the last commit, and leaves nothing in it", async () => {
  const { world, status } = crashed;
  expect(status).toMatchObject({ status: "ready", steps: [{ attempts: 4, status: "passed" }] });
  expect(await git(world.repository, "diff", "--name-only", "main", status.branch)).toBe(
    "backend/reviews.js",
  );
  expect(await git(world.repository, "rev-list", "--count", `main..${status.branch}`)).toBe("1");
});

test("F29: a run whose machine slept goes on where it was, without a try that it does not need", async () => {
  const { world, status } = slept;
  expect(status).toMatchObject({ status: "ready", crashes: 0, steps: [{ attempts: 1, status: "passed" }] });
  expect((await world.agentLog()).filter((line) => line.endsWith("think"))).toHaveLength(1);
});

test("F33, B05: a run in flight keeps the workflow, roles, profile and issue that it began with", async () => {
  const world = await worldWith(trioScript);
  const waiting = await world.phasegate(world.runArgs("trio", "--approve", "planning", "--json"));
  expect(waiting.exitCode).toBe(3);
  await writeFiles(world.repository, {
    ".phasegate/workflows/trio.yaml":
      "name: trio\ndescription: x\nphases:\n  implementation:\n    sequence: [builder]\n",
    ".phasegate/roles/builder.md": "---\nname: builder\n---\nno role any more\n",
    ".phasegate/profile.yaml": "parts:\n  - { name: other, path: nowhere, checks: {} }\n",
  });
  await writeFiles(world.root, { "spec.md": "# Another feature\n\nRemove all checks.\n" });
  await git(world.repository, "add", "--all");
  await git(world.repository, "commit", "--quiet", "--message=Another team");
  const { exitCode, stdout } = await world.phasegate(["approve", "--repo", world.repository, "--json"]);
  const status = JSON.parse(stdout) as RunStatus;
  expect({ exitCode, status: status.status, title: status.feature.title }).toEqual({
    exitCode: 0,
    status: "ready",
    title: "Reviews of products",
  });
  expect(status.steps.map(({ id }) => id)).toContain("quality/code-reviewer");
  expect(status.gates.flatMap(({ evidence }) => evidence.map(({ command }) => command))).toContain(
    "backend: sh ../tools/check.sh lint",
  );
  const page = await readFile(new URL((status.issue?.url ?? "").replace(/#.*/, "")), "utf8");
  expect(page).not.toContain("Remove all checks");
});
