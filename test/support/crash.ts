import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { carriers } from "../../src/workspace/process.ts";
import { makeWorld, type World } from "./cli.ts";
import { git } from "./project.ts";
import { trioScript } from "./scenario.ts";

/** What must be the same however often the engine died: everything but times and names. */
async function outcomeOf(world: World, status: RunStatus) {
  return {
    status: status.status,
    tree: await git(world.repository, "rev-parse", `${status.branch}^{tree}`),
    commits: (await git(world.repository, "log", "--format=%s", `main..${status.branch}`)).split("\n"),
    steps: status.steps.map(({ id, status: state, attempts }) => [id, state, attempts]),
    gates: status.gates.map(({ name, step, attempt, verdict }) => [name, step, attempt, verdict].join(" ")),
    usage: status.usage,
    agent: (await world.agentLog()).map((line) => line.split(" ").toSpliced(0, 1).toSpliced(2, 1).join(" ")),
    forge: await conversationsOf(world.home),
  };
}

/** The markers of all issues, pull requests and comments, in order. */
async function conversationsOf(home: string): Promise<string[]> {
  const forge = path.join(home, "forge");
  const names = await readdir(forge, { recursive: true });
  const records = names.filter((name) => /(item|\d{4})\.json$/.test(name)).sort();
  const texts = await Promise.all(records.map((name) => readFile(path.join(forge, name), "utf8")));
  return texts.map((text) => (JSON.parse(text) as { marker: string }).marker.replace(/run=\S+/, "run"));
}

type Workflow = "trio" | "direct";

const references = new Map<Workflow, ReturnType<typeof referenceRun>>();

async function referenceRun(workflow: Workflow) {
  const world = await makeWorld({ script: trioScript });
  await world.phasegate(world.runArgs(workflow));
  return outcomeOf(world, await world.status());
}

/** Kill the engine at a failpoint, resume, and compare with a run that nobody disturbed. */
export async function expectSurvival(crash: string, workflow: Workflow): Promise<void> {
  const reference = references.get(workflow) ?? referenceRun(workflow);
  references.set(workflow, reference);
  const expected = await reference;
  const world = await makeWorld({ script: trioScript });
  const { signal } = await world.start(world.runArgs(workflow), { PHASEGATE_FAILPOINT: crash });
  expect(signal, "the engine died where it was to die").toBe("SIGKILL");
  const resumed = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  // A run whose end is recorded when the engine dies has nothing to resume.
  const status =
    crash === "finish.recorded" ? await world.status() : (JSON.parse(resumed.stdout) as RunStatus);
  expect(await outcomeOf(world, status)).toEqual(expected);
  const pids = new Map(
    (await world.agentLog()).map((line) => [line.split(" ").slice(1, 3).join(" "), new Set<string>()]),
  );
  for (const line of await world.agentLog())
    pids.get(line.split(" ").slice(1, 3).join(" "))?.add(line.split(" ")[3] ?? "");
  expect(
    [...pids.values()].every((each) => each.size === 1),
    "one agent for each attempt",
  ).toBe(true);
  expect(await carriers(`PHASEGATE_HOME=${world.home}`), "nothing is left alive").toEqual([]);
}
