import { mkdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Call, permissionFor } from "../src/runtimes/permission.ts";
import { confine, probeSandbox } from "../src/workspace/sandbox/confinement.ts";
import { say } from "../src/workspace/sandbox/sandbox.fixture.ts";
import { diskProblems, leaksOf, tracesOf } from "./runtimes/support/policy-judge.ts";
import type { Operation } from "./runtimes/support/policy-operations.ts";
import { duties, nameOf } from "./runtimes/support/policy-table.ts";
import { castingOf, listen, makePolicyGround, type PolicyGround } from "./runtimes/support/policy-world.ts";

/**
 * The same table as `test/runtimes/policy.test.ts`, without any agent's program: what the decisions that all runtimes
 * share say of every call, and what the sandbox alone makes of every command.
 */

const { kind: sandbox } = await probeSandbox();
const rows = duties.map((duty) => [nameOf(duty), duty] as const);

function callOf({ op }: Operation): Call {
  if ("write" in op) return { kind: "write", tool: "Write", path: op.write.path };
  if ("edit" in op) return { kind: "write", tool: "Edit", path: op.edit.path };
  if ("read" in op) return { kind: "read", tool: "Read", path: op.read.path };
  return "shell" in op ? { kind: "shell", tool: "Bash" } : { kind: "other", tool: "Agent" };
}

describe("what a runtime is told of each call", () => {
  test.each(rows)("%s", async (_, duty) => {
    const ground = await makePolicyGround(castingOf(duty), 1);
    const { policy, operations, stage } = ground;
    for (const operation of operations) {
      const permission = await permissionFor({ policy, tree: stage.tree }, callOf(operation));
      const isCommand = operation.by === "command";
      expect([operation.name, permission.allowed]).toEqual([
        operation.name,
        isCommand ? duty.shell : operation.expected === "allowed",
      ]);
      if (permission.allowed) continue;
      expect(permission.reason).toMatch(new RegExp(`^${duty.role} may not `));
    }
  });
});

/** Runs each command by itself; its exit code follows what it printed. */
const runner = 'for each; do sh -c "$each" < /dev/null 2>&1; echo "<ended $?>"; done';

/** All commands in a place that the policy alone makes; exit codes in their order, and all that was printed. */
async function runAll(ground: PolicyGround, commands: readonly Operation[], port: number) {
  const sessions = path.join(ground.root, "state/runs/r1/sessions/it");
  await mkdir(sessions, { recursive: true });
  const { policy, stage } = ground;
  const network = { hosts: [], ports: [port] };
  const place = await confine({ policy, tree: stage.tree, sessions, readable: [], network });
  onTestFinished(() => place.close());
  const texts = commands.flatMap(({ op }) => ("shell" in op ? [op.shell.command] : []));
  const { out } = await say(place, ["sh", "-c", runner, "sh", ...texts]);
  await place.close();
  return { codes: [...out.matchAll(/<ended (\d+)>/g)].map(([, code]) => Number(code)), out };
}

describe.runIf(sandbox !== "none")("what the sandbox makes of each command", () => {
  test.each(rows)("%s", async (_, duty) => {
    const model = await listen();
    const casting = castingOf(duty);
    const ground = await makePolicyGround(casting, model.port);
    const before = await ground.look();
    const commands = ground.operations.filter(({ by }) => by === "command");
    const { codes, out } = await runAll(ground, commands, model.port);
    expect(codes).toHaveLength(commands.length);
    const ownWay = commands.filter(({ expected }) => expected === "allowed" || expected === "denied");
    const wrong = ownWay.filter((operation) => {
      const isDone = codes[commands.indexOf(operation)] === 0;
      return duty.shell && isDone !== (operation.expected === "allowed");
    });
    expect(wrong.map(({ name, expected }) => `${name} is not ${expected}`)).toEqual([]);
    const traces = await tracesOf(ground, before, casting);
    expect(commands.flatMap((operation) => diskProblems(traces, operation))).toEqual([]);
    expect(leaksOf(traces, out)).toEqual([]);
    expect(traces.verdict.verdict).toBe(duty.own ? "failed" : "passed");
    expect(model.visits()).toBeGreaterThan(0);
  });
});
