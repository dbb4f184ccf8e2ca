import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { addUsage, noUsage } from "../../src/core/usage.ts";
import { ledgerOf, requestsOf, toolResultsSeen } from "../model-server/model-server.ts";
import {
  delivered,
  filesBelow,
  storefront,
  storefrontScenario,
  storefrontScript,
} from "./support/storefront.ts";
import { runtimeNames, type RuntimeName } from "./support/programs.ts";
import { makeRealWorld, nobody, type RealWorld, unreadableTo } from "./support/world.ts";

/** The demo's dependencies, which are the same for all worlds, are installed once. */
let dependencies = "";
beforeAll(async () => {
  dependencies = await mkdtemp(path.join(tmpdir(), "phasegate-dependencies-"));
});
afterAll(() => rm(dependencies, { recursive: true, force: true }));

async function storefrontWorld(runtime: RuntimeName, uid: number | undefined): Promise<RealWorld> {
  const names = filesBelow("project").filter((name) => !name.includes("/node_modules/"));
  const read = async (name: string) => readFile(path.join(storefront, name), "utf8");
  const files = names.map(async (name) => [name.slice("project/".length), await read(name)] as const);
  return makeRealWorld({
    runtime,
    project: Object.fromEntries(await Promise.all(files)),
    spec: await read("spec.md"),
    server: { script: storefrontScript(), scenarioIn: storefrontScenario, fallback: [{ say: "ready." }] },
    furnish: async ({ home }) => {
      await execa("cp", ["-a", dependencies, path.join(home, "dependencies")]);
    },
    // Once with sessions that begin as copies, once without.
    ...(uid === undefined ? { variables: { PHASEGATE_PRIMING: "always" } } : { uid }),
  });
}

const plansAndCode = {
  "initialization/product-manager": 1,
  "planning/ui-designer": 1,
  "planning/architect": 2,
  "planning/test-writer": 1,
  "planning/product-manager": 1,
  "planning/architect.2": 1,
  "planning/test-writer.2": 1,
  "planning/product-manager.2": 1,
  "implementation/backend-developer": 2,
  "implementation/frontend-developer": 1,
  "implementation/code-optimizer": 1,
  "implementation/code-simplifier": 1,
};

function expectPhases(status: RunStatus): void {
  expect(status).toMatchObject({ status: "waiting", cause: "approval", unconfined: [] });
  expect(status.phases.map(({ name, status: state }) => [name, state])).toEqual([
    ["initialization", "passed"],
    ["planning", "passed"],
    ["implementation", "waiting"],
    ["quality", "pending"],
    ["ready", "pending"],
  ]);
  expect(status.steps.filter((step) => step.status !== "passed")).toEqual([]);
  expect(Object.fromEntries(status.steps.map(({ id, attempts }) => [id, attempts]))).toEqual(plansAndCode);
  const refused = status.gates.filter(({ verdict }) => verdict === "failed");
  expect(refused.map(({ name, step, attempt }) => [name, step, attempt])).toEqual([
    ["no-code", "planning/architect", 1],
    ["checks", "implementation/backend-developer", 1],
  ]);
}

async function expectBranch({ git }: RealWorld, { branch }: RunStatus): Promise<void> {
  const roles = await git(
    "log",
    "--reverse",
    "--format=%(trailers:key=Phasegate-Role,valueonly,separator=)",
    `main..${branch}`,
  );
  expect(roles.split("\n")).toEqual([
    "backend-developer",
    "frontend-developer",
    "code-optimizer",
    "code-simplifier",
  ]);
  const expected = delivered();
  const changed = await git("diff", "--name-only", `main..${branch}`);
  expect(changed.split("\n").toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [file, text] of Object.entries(expected))
    expect([file, `${await git("show", `${branch}:${file}`)}\n`]).toEqual([file, text]);
  expect(await git("status", "--porcelain"), "the user's own tree is not touched").toBe("");
  expect(await git("rev-parse", "--abbrev-ref", "HEAD")).toBe("main");
}

async function expectPosted(status: RunStatus): Promise<void> {
  for (const { id, artifact } of status.steps) {
    const page = await readFile(new URL((artifact?.url ?? "").replace(/#.*/, "")), "utf8");
    expect([id, page]).toEqual([id, expect.stringContaining(`## ${artifact?.name}`)]);
  }
}

function expectLedger({ server }: RealWorld, status: RunStatus): void {
  const { costUsd: _, ...usage } = status.usage;
  expect(usage, "what we count is what the model said").toEqual(ledgerOf(server));
  const byModel = status.steps.flatMap((step) => Object.values(step.models)).reduce(addUsage, noUsage);
  expect(byModel).toMatchObject(usage);
  const models = status.steps.flatMap((step) => Object.keys(step.models));
  expect(new Set(models)).toEqual(new Set(server.requests().map(({ model }) => model)));
}

/** What went back to an agent after a mistake, and what it was told at once. */
function expectMendedInSession({ server }: RealWorld): void {
  const again = JSON.stringify(requestsOf(server, "system-plan").find(({ step }) => step === 2)?.body);
  expect(again, "the refused plan is still in its session").toContain("The model will be:");
  expect(again).toContain("Your last work was not accepted yet");
  const results = toolResultsSeen(server, "frontend-implementation").join("\n");
  expect(results, "a shell cannot write into another's part").toMatch(/EROFS|read-only file system/i);
}

const users: [string, number | undefined][] = [["the user of the tests", undefined]];
if (process.getuid?.() === 0) users.push(["nobody", nobody]);

describe.each(runtimeNames)("with %s the demo goes through its first three phases", (runtime) => {
  test.each(users)("as %s", { timeout: 1_200_000 }, async (_, uid) => {
    const problem = uid === undefined ? "" : await unreadableTo(uid);
    expect(problem, "what is run must be readable for everybody").toBe("");
    const world = await storefrontWorld(runtime, uid);
    const { exitCode, stdout, stderr } = await world.phasegate(
      world.runArgs("feature", "--approve", "implementation", "--json"),
    );
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("run waiting")]);
    const status = JSON.parse(stdout) as RunStatus;
    expectPhases(status);
    await expectBranch(world, status);
    await expectPosted(status);
    expectLedger(world, status);
    expectMendedInSession(world);
    expect(await world.living()).toEqual([]);
    expect((await stat(path.join(world.home, "runs", status.id))).uid).toBe(uid ?? process.getuid?.());
    await execa("cp", ["-a", "-n", path.join(world.home, "dependencies", "."), dependencies]);
  });
});
