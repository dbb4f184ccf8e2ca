import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeWorld } from "../support/cli.ts";
import { git } from "../support/project.ts";
import {
  asJson,
  planned,
  approve,
  answer,
  ended,
  triesOf,
  asked,
  everyTurn,
  isVerified,
} from "../support/push.ts";
import { trioScript } from "../support/scenario.ts";

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
