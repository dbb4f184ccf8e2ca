import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { carriers } from "../src/workspace/process.ts";
import { makeWorld } from "./support/cli.ts";
import { logged } from "./support/log.ts";
import { git } from "./support/project.ts";
import { approval, buildReport, plan, type Script, trioScript } from "./support/scenario.ts";

/** A builder that thinks for `ms` in the middle of its work. */
const slowScript = (ms: number): Script => ({
  "planning/planner": [plan],
  "implementation/builder": [
    {
      do: [
        { write: { path: "backend/one.js", text: "// one\n" } },
        { think: { ms } },
        { write: { path: "backend/two.js", text: "// two\n" } },
      ],
      say: buildReport,
    },
  ],
  "quality/code-reviewer": [{ say: approval }],
});

const hanging: Script = {
  ...slowScript(0),
  "implementation/builder": [
    { do: [{ write: { path: "backend/one.js", text: "// one\n" } }, { hang: {} }], say: buildReport },
    { do: [{ write: { path: "backend/one.js", text: "// one\n" } }], say: buildReport },
  ],
};

test("F03: an engine that is killed in the middle of a step loses none of the agent's work", async () => {
  const world = await makeWorld({ script: slowScript(4_000) });
  const first = world.start(world.runArgs("trio"));
  await logged(world, "builder 1 pid");
  await logged(world, "1 think");
  first.kill("SIGKILL");
  await first;
  const { exitCode, stdout } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: "ready", crashes: 1 });
  const builder = (await world.agentLog())
    .filter((line) => line.includes("builder"))
    .map((line) => line.split(" ").slice(3));
  const pid = builder[0]?.[0] ?? "";
  expect(builder).toEqual([
    [pid, "0", "write"],
    [pid, "1", "think"],
    [pid, "2", "write"],
    [pid, "end"],
  ]);
});

test("Ctrl-C leaves a run that can be resumed, says how, and leaves no process behind", async () => {
  const world = await makeWorld({ script: hanging });
  const running = world.start(world.runArgs("trio"));
  await logged(world, "1 hang");
  running.kill("SIGINT");
  const { exitCode, stderr } = await running;
  expect(exitCode).toBe(130);
  const status = await world.status();
  expect(status.status).toBe("stopped");
  expect(stderr).toContain(`phasegate resume ${status.id}`);
  expect(await carriers(`HOME=${path.join(world.home, "sandbox-home")}`)).toEqual([]);
});

test("a run is cancelled from another process, which asks its owner; nothing of the agent is left", async () => {
  const world = await makeWorld({ script: hanging });
  const running = world.start(world.runArgs("trio", "--json"));
  await logged(world, "1 hang");
  const [run] = JSON.parse((await world.phasegate(["list", "--json"])).stdout) as RunStatus[];
  expect(run).toMatchObject({ status: "running" });
  const cancelled = await world.phasegate(["cancel", run?.id ?? "", "--reason", "changed my mind"]);
  expect(cancelled).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    status: "cancelled",
    reason: expect.stringContaining("changed my mind"),
  });
  expect(await carriers(`HOME=${path.join(world.home, "sandbox-home")}`)).toEqual([]);
});

test("a cancelled run can be taken up again; what was accepted before stays accepted", async () => {
  const world = await makeWorld({ script: hanging });
  const running = world.start(world.runArgs("trio"));
  await logged(world, "1 hang");
  await world.phasegate(["cancel", (await world.status()).id]);
  await running;
  // An interrupted attempt counts for nothing, so the scenario's first part comes again; let it be the second.
  await rm(path.join(world.root, "agent.log"));
  const text = await readFile(path.join(world.root, "scenario.yaml"), "utf8");
  await writeFile(path.join(world.root, "scenario.yaml"), text.replace(/\n +- hang: \{\}/, ""));
  const { exitCode } = await world.phasegate(["resume", (await world.status()).id]);
  expect(exitCode).toBe(0);
  expect((await world.agentLog()).some((line) => line.includes("planner"))).toBe(false);
});

test("a second run in the same home works through the first one's owner, and goes on when the first is killed", async () => {
  const world = await makeWorld({ script: slowScript(3_000) });
  const first = world.start(world.runArgs("trio"));
  await logged(world, "1 think");
  const other = path.join(world.root, "other");
  await git(world.root, "clone", "--quiet", world.repository, other);
  const second = world.start(world.runArgs("trio", "--repo", other, "--json"));
  await logged(world, "planner 1");
  first.kill("SIGKILL");
  await first;
  const { exitCode, stdout, stderr } = await second;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(stdout)).toMatchObject({ status: "ready", repository: other });
});

test("F27: a run of the same spec that is under way is not begun twice", async () => {
  const world = await makeWorld({ script: hanging });
  const running = world.start(world.runArgs("trio"));
  await logged(world, "1 hang");
  const again = await world.phasegate(world.runArgs("trio"));
  expect(again.exitCode).toBe(2);
  expect(again.stderr).toContain("already");
  running.kill("SIGINT");
  await running;
});

test("a run that asks for approval waits, and goes on or stops by a person's word", async () => {
  const world = await makeWorld({ script: { ...trioScript, "planning/planner.2": [plan] } });
  const waiting = await world.phasegate(world.runArgs("trio", "--approve", "planning", "--json"));
  expect(waiting.exitCode).toBe(3);
  expect(JSON.parse(waiting.stdout)).toMatchObject({ status: "waiting" });
  const rejected = await world.phasegate([
    "reject",
    "the plan forgets the tests",
    "--repo",
    world.repository,
    "--json",
  ]);
  expect(rejected.exitCode).toBe(0);
  expect(JSON.parse(rejected.stdout)).toMatchObject({
    status: "stopped",
    reason: expect.stringContaining("forgets the tests"),
  });
  const again = await world.phasegate(["resume", "--repo", world.repository]);
  expect(again.exitCode, "a rejected phase is done again with the reason, and asked about again").toBe(3);
  const approved = await world.phasegate(["approve", "--repo", world.repository, "--json"]);
  expect(approved.exitCode).toBe(0);
  const status = JSON.parse(approved.stdout) as RunStatus;
  expect(status.status).toBe("ready");
  expect(status.steps.filter(({ role }) => role === "planner").map(({ purpose }) => purpose)).toEqual([
    "produce",
    "revise",
  ]);
});

test("an agent that lies, crashes or cannot mend its work ends in a question with the evidence", async () => {
  const lie = {
    do: [{ write: { path: "backend/x.js", text: "// BAD-test\n" } }],
    say: `${buildReport}\nAll tests pass.\n`,
  };
  const world = await makeWorld({
    script: {
      ...slowScript(0),
      "implementation/builder": [{ do: [{ crash: { code: 3 } }], say: "" }, lie, lie],
    },
  });
  const { exitCode, stdout } = await world.phasegate(world.runArgs("trio", "--json"));
  expect(exitCode).toBe(3);
  const status = JSON.parse(stdout) as RunStatus;
  expect(status.status).toBe("waiting");
  expect(status.reason).toContain("test does not like this line");
  expect(status.pullRequest?.draft).toBe(true);
  expect(await git(world.repository, "rev-parse", status.branch), "nothing unproven was pushed").toBe(
    status.base,
  );
});

test("clean removes a run's state and leaves its branch", async () => {
  const world = await makeWorld({ script: trioScript });
  await world.phasegate(world.runArgs("trio"));
  const status = await world.status();
  expect((await world.phasegate(["clean", status.id])).exitCode).toBe(0);
  expect((await world.phasegate(["list"])).stdout).toContain("no runs");
  expect(await git(world.repository, "rev-parse", status.branch)).toBe(status.head);
});
