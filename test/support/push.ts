import { expect } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { makeWorld, type World } from "./cli.ts";
import { trioScript } from "./scenario.ts";

export const asJson = (stdout: string): RunStatus => JSON.parse(stdout) as RunStatus;

/** A run that has its plan and waits for a person to approve it. */
export async function planned(): Promise<{ world: World; branch: string; id: string }> {
  const world = await makeWorld({ script: trioScript });
  const { stdout } = await world.phasegate(world.runArgs("trio", "--approve", "planning", "--json"));
  const { branch, id } = asJson(stdout);
  return { world, branch, id };
}

export async function approve(world: World): Promise<RunStatus> {
  const { exitCode, stdout } = await world.phasegate(["approve", "--repo", world.repository, "--json"]);
  expect(exitCode).toBe(3);
  return asJson(stdout);
}

export async function answer(world: World, id: string): Promise<RunStatus> {
  const { stdout, stderr } = await world.phasegate(["answer", id, "1", "--json"]);
  if (stdout === "") throw new Error(stderr);
  return asJson(stdout);
}

/** Turns that an agent has ended, in order. */
export const ended = async (world: World): Promise<string[]> =>
  (await world.agentLog()).filter((line) => line.endsWith(" end")).map((line) => line.split(" ")[1] ?? "");

export const triesOf = async (world: World, role: string): Promise<number> =>
  (await world.status()).steps.find((step) => step.role === role)?.attempts ?? 0;

export const asked = ["planning/planner", "implementation/builder", "implementation/builder"];
export const everyTurn = [...asked, "quality/code-reviewer"];

/** All of it is on the branch, as the record says. */
export async function isVerified(world: World, id: string): Promise<void> {
  const { exitCode, stdout } = await world.phasegate(["verify", id]);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
}
