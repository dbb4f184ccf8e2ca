import { describe, expect, test } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { ledgerOf, requestsOf, type Step } from "../model-server/model-server.ts";
import type { CliAnswer } from "../support/cli.ts";
import { buildReport } from "../support/scenario.ts";
import { runtimeNames, type RuntimeName } from "./support/programs.ts";
import { makeRealWorld, type RealWorld } from "./support/world.ts";

const anyText = expect.any(String) as unknown;
const session = "build-report";

interface Begun {
  world: RealWorld;
  /** The answer in the middle of the work; may be changed while nobody asks for it. */
  setMiddle(step: Step): void;
}

const during: Step = { ops: [{ write: { path: "backend/during.js", text: "// during\n" } }] };

async function begin(runtime: RuntimeName, middle: Step): Promise<Begun> {
  const steps: Step[] = [
    { ops: [{ write: { path: "backend/before.js", text: "// before\n" } }] },
    middle,
    { ops: [{ write: { path: "backend/after.js", text: "// after\n" } }] },
    { say: buildReport },
  ];
  const scenarioIn = (text: string) => /Write the artifact `([\w-]+)`/.exec(text)?.[1] ?? null;
  const world = await makeRealWorld({ runtime, server: { script: { [session]: steps }, scenarioIn } });
  return { world, setMiddle: (step) => void steps.splice(1, 1, step) };
}

/** What a failed assertion is to show. */
const summary = ({ exitCode, stderr }: CliAnswer) => ({ exitCode, end: stderr.slice(-2_000) });

const statusIn = ({ stdout }: { stdout: string }): RunStatus => JSON.parse(stdout) as RunStatus;

async function expectMended(world: RealWorld, status: RunStatus): Promise<void> {
  expect(status).toMatchObject({ status: "ready" });
  const { costUsd: _, ...usage } = status.usage;
  expect(usage, "what we count is what the model said").toEqual(ledgerOf(world.server));
  const last = JSON.stringify(requestsOf(world.server, session).at(-1)?.body);
  expect(last, "it went on in its session").toContain("backend/before.js");
  expect(await world.living()).toEqual([]);
}

describe.each(runtimeNames)("with %s", { timeout: 300_000 }, (runtime) => {
  test("a run stops at its budget in mid-run, with one call over it at most, and goes on with more", async () => {
    const dear = { ...during, usage: { inputTokens: 60_000 } };
    // Claude Code tells what a call costs when it begins, and is then ended in the middle of it.
    const hang = { midway: true, times: 1 } as const;
    const { world } = await begin(runtime, runtime === "claude" ? { ...dear, hang } : dear);
    const stopped = await world.phasegate(world.runArgs("direct", "--budget-tokens", "50k", "--json"));
    expect(summary(stopped)).toEqual({ exitCode: 5, end: anyText });
    expect(statusIn(stopped)).toMatchObject({ status: "stopped", cause: "budget" });
    expect(await world.living()).toEqual([]);
    const asked = requestsOf(world.server, session).map(({ step }) => step);
    expect(asked.filter((step) => step > 1).length).toBeLessThanOrEqual(1);
    const more = ["resume", "--repo", world.repository, "--budget-tokens", "2M", "--json"];
    const resumed = await world.phasegate(more);
    expect(summary(resumed)).toEqual({ exitCode: 0, end: anyText });
    await expectMended(world, statusIn(resumed));
  });

  test("a key that is no longer valid parks the run with its remedy, and then it goes on", async () => {
    const { world, setMiddle } = await begin(runtime, { error: { status: 401, message: "invalid api key" } });
    const parked = await world.phasegate(world.runArgs("direct", "--json"));
    expect(summary(parked)).toEqual({ exitCode: 3, end: anyText });
    const status = statusIn(parked);
    expect(status).toMatchObject({ status: "waiting", cause: "account" });
    expect(status.reason).toMatch(/log ?in/i);
    setMiddle(during);
    const resumed = await world.phasegate(["resume", "--repo", world.repository, "--json"]);
    expect(summary(resumed)).toEqual({ exitCode: 0, end: anyText });
    await expectMended(world, statusIn(resumed));
  });

  test("a service that has no room for a while costs no attempt", async () => {
    const error = { status: 529, message: "overloaded", headers: { "retry-after": "1" }, times: 2 };
    const { world } = await begin(runtime, { ...during, error });
    const done = await world.phasegate(world.runArgs("direct", "--json"));
    expect(summary(done)).toEqual({ exitCode: 0, end: anyText });
    await expectMended(world, statusIn(done));
    expect(done.stderr).not.toMatch(/attempt \d+ (failed by agent|refused)/);
  });
});
