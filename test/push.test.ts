import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { makeWorld, type World } from "./support/cli.ts";
import { git } from "./support/project.ts";
import { trioScript } from "./support/scenario.ts";

const asJson = (stdout: string): RunStatus => JSON.parse(stdout) as RunStatus;

/** A run that has its plan and waits for a person to approve it. */
async function planned(): Promise<{ world: World; branch: string; id: string }> {
  const world = await makeWorld({ script: trioScript });
  const { stdout } = await world.phasegate(world.runArgs("trio", "--approve", "planning", "--json"));
  const { branch, id } = asJson(stdout);
  return { world, branch, id };
}

async function approve(world: World): Promise<RunStatus> {
  const { exitCode, stdout } = await world.phasegate(["approve", "--repo", world.repository, "--json"]);
  expect(exitCode).toBe(3);
  return asJson(stdout);
}

async function answer(world: World, id: string): Promise<RunStatus> {
  const { stdout, stderr } = await world.phasegate(["answer", id, "1", "--json"]);
  if (stdout === "") throw new Error(stderr);
  return asJson(stdout);
}

/** Turns that an agent has ended, in order. */
const ended = async (world: World): Promise<string[]> =>
  (await world.agentLog()).filter((line) => line.endsWith(" end")).map((line) => line.split(" ")[1] ?? "");

const triesOf = async (world: World, role: string): Promise<number> =>
  (await world.status()).steps.find((step) => step.role === role)?.attempts ?? 0;

const asked = ["planning/planner", "implementation/builder", "implementation/builder"];
const everyTurn = [...asked, "quality/code-reviewer"];

/** All of it is on the branch, as the record says. */
async function isVerified(world: World, id: string): Promise<void> {
  const { exitCode, stdout } = await world.phasegate(["verify", id]);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
}

test("a push that the remote refuses is asked about at once, and delivered without an agent when it is mended", async () => {
  const { world, branch, id } = await planned();
  await git(world.repository, "checkout", "--quiet", branch);
  const waiting = await approve(world);
  expect(waiting).toMatchObject({ status: "waiting", cause: "question" });
  expect(waiting.question?.text).toBe(
    [
      "implementation/builder is done and its work is kept, but it cannot be delivered.",
      "",
      "The branch is checked out in the repository that it is pushed to, and a push would pull the files away.",
      "",
      "To mend it: check out another branch there.",
      "",
      "To try again delivers the same work; no agent is asked.",
    ].join("\n"),
  );
  expect(waiting.question?.offers).toEqual([{ move: "retry" }, { move: "stop" }]);
  expect(await ended(world)).toEqual(asked);

  const again = await answer(world, id);
  expect(again).toMatchObject({ status: "waiting", question: { number: 2 }, usage: waiting.usage });

  await git(world.repository, "checkout", "--quiet", "main");
  const ready = await answer(world, id);
  expect(ready.status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
  expect(await git(world.repository, "rev-parse", branch)).toBe(ready.head);
  await isVerified(world, id);
});

test("a person who mended it may simply resume", async () => {
  const { world, branch } = await planned();
  await git(world.repository, "checkout", "--quiet", branch);
  await approve(world);
  await git(world.repository, "checkout", "--quiet", "main");
  const { stdout } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(asJson(stdout).status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
});

test("work that could not be pushed is put on what somebody else pushed meanwhile, without an agent", async () => {
  const { world, branch, id } = await planned();
  await git(world.repository, "checkout", "--quiet", branch);
  await approve(world);
  await git(world.repository, "commit", "--quiet", "--allow-empty", "--message=By hand");
  const mine = await git(world.repository, "rev-parse", "HEAD");
  await git(world.repository, "checkout", "--quiet", "main");
  const ready = await answer(world, id);
  expect(ready.status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
  expect(await git(world.repository, "rev-list", branch)).toContain(mine);
  await isVerified(world, id);
});

test("what may mend by itself is tried again by itself, and is a person's after five times", async () => {
  const { world, branch, id } = await planned();
  const lock = path.join(world.repository, ".git", "refs", "heads", `${branch}.lock`);
  await writeFile(lock, "");
  const waiting = await approve(world);
  expect(waiting.question?.text).toContain("cannot lock ref");
  expect(waiting.question?.offers).toEqual([{ move: "retry" }, { move: "stop" }]);
  expect(waiting.steps.find(({ role }) => role === "builder")).toMatchObject({ attempts: 6 });
  expect(await ended(world)).toEqual(asked);
  await rm(lock);
  expect((await answer(world, id)).status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
});

test("work that is whole stays whole when the run is interrupted before it could be delivered", async () => {
  const { world, branch } = await planned();
  const lock = path.join(world.repository, ".git", "refs", "heads", `${branch}.lock`);
  await writeFile(lock, "");
  const running = world.start(["approve", "--repo", world.repository]);
  while ((await triesOf(world, "builder")) < 3) continue; // the second ended with an agent's work, the third has none
  running.kill("SIGINT");
  expect((await running).exitCode).toBe(130);
  await rm(lock);
  const { stdout } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(asJson(stdout).status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
});

test("a branch that somebody deleted is made again only when a person says so", async () => {
  const { world, branch, id } = await planned();
  await git(world.repository, "branch", "--quiet", "-D", branch);
  const waiting = await approve(world);
  expect(waiting).toMatchObject({ status: "waiting", cause: "question" });
  expect(waiting.question?.text).toContain(`${branch} was deleted where it is pushed to.`);
  expect(await git(world.repository, "branch", "--list", branch)).toBe("");
  const { stdout } = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
  expect(asJson(stdout)).toMatchObject({ status: "waiting", question: { number: 2 } });
  expect(await git(world.repository, "branch", "--list", branch)).toBe("");
  const ready = await answer(world, id);
  expect(ready.status).toBe("ready");
  expect(await ended(world)).toEqual(everyTurn);
  expect(await git(world.repository, "rev-parse", branch)).toBe(ready.head);
});

test("a branch that is deleted after the last step is asked about before anybody is told that all is ready", async () => {
  const world = await makeWorld({ script: trioScript });
  const { stdout } = await world.phasegate(world.runArgs("trio", "--approve", "quality", "--json"));
  const { branch, id, head } = asJson(stdout);
  await git(world.repository, "branch", "--quiet", "-D", branch);
  expect((await approve(world)).question?.subject).toBe("the branch");
  const ready = await answer(world, id);
  expect(ready).toMatchObject({ status: "ready", head });
  expect(await git(world.repository, "rev-parse", branch)).toBe(head);
});

test("a branch that cannot be made is asked about before anything is done", async () => {
  const world = await makeWorld({ script: trioScript });
  await git(world.repository, "branch", "phasegate");
  const { exitCode, stdout } = await world.phasegate(world.runArgs("trio", "--json"));
  expect(exitCode).toBe(3);
  const waiting = asJson(stdout);
  expect(waiting.question).toMatchObject({ number: 1, subject: "the branch" });
  expect(waiting.question?.text).toContain("The remote does not take a branch of this name.");
  expect(await ended(world)).toEqual([]);
  await git(world.repository, "branch", "--quiet", "-D", "phasegate");
  expect((await answer(world, waiting.id)).status).toBe("ready");
});
