import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { atGate, hang, makeAttempt, otherEngine } from "./agent-host.fixture.ts";
import { hostFiles } from "./files.ts";
import { HostLost, runHosted } from "./follow.ts";
import { isAlive } from "./identity.ts";

const linux = process.platform === "linux";

const write = { write: { path: "src/new.js", text: "new\n" } };

/** Permissions are asked and answered between a call and its end. */
const typesOf = (events: readonly { type: string }[]): string[] =>
  events.map(({ type }) => type).filter((type) => !type.startsWith("permission."));

test("a turn is carried to its end and told in order", async () => {
  const attempt = await makeAttempt([write, { read: { path: "src/new.js" } }]);
  const call = attempt.call();
  expect(await runHosted(call)).toEqual({ kind: "completed", text: "Done." });
  expect(typesOf(call.heard)).toEqual([
    "session.started",
    "tool.called",
    "tool.ended",
    "tool.called",
    "tool.ended",
    "text",
    "ended",
  ]);
});

test("a second call tells the same turn again and starts nothing", async () => {
  const attempt = await makeAttempt([write]);
  const [first, second] = [attempt.call(), attempt.call()];
  await runHosted(first);
  const log = await attempt.log();
  expect(await runHosted(second)).toEqual({ kind: "completed", text: "Done." });
  expect(second.heard).toEqual(first.heard);
  expect(await attempt.log()).toEqual(log);
});

test.runIf(linux)("a turn that has ended leaves no process of its agent", async () => {
  const attempt = await makeAttempt([
    { shell: { run: ["sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo begun"] } },
  ]);
  await runHosted(attempt.call());
  const host = await attempt.host();
  while (await isAlive(host)) await new Promise(setImmediate);
  expect(await attempt.living()).toEqual([]);
});

test.runIf(linux)("an agent outlives its engine, and the engine that comes back joins it", async () => {
  const attempt = await makeAttempt([write, atGate]);
  const engine = otherEngine(attempt);
  await attempt.reached("ready");
  const host = await attempt.host();
  engine.kill("SIGKILL");
  await engine;
  expect(await isAlive(host)).toBe(true);
  const call = attempt.call();
  const joined = runHosted(call);
  await attempt.openGate();
  expect(await joined).toEqual({ kind: "completed", text: "Done." });
  expect(await attempt.host()).toEqual(host);
  expect(typesOf(call.heard)).toEqual([
    "session.started",
    "tool.called",
    "tool.ended",
    "tool.called",
    "tool.ended",
    "text",
    "ended",
  ]);
  expect((await attempt.log()).filter((line) => line.endsWith(" 0 write"))).toHaveLength(1);
});

test("a turn that ended while no engine looked is read when the engine comes back", async () => {
  const attempt = await makeAttempt([atGate]);
  const engine = otherEngine(attempt);
  await attempt.reached("ready");
  engine.kill("SIGKILL");
  await engine;
  const host = await attempt.host();
  await attempt.openGate();
  while (await isAlive(host)) await new Promise(setImmediate);
  expect(await runHosted(attempt.call())).toEqual({ kind: "completed", text: "Done." });
});

test("of two starts at once one becomes the agent, and both follow it", async () => {
  const attempt = await makeAttempt([write, { think: { ms: 50 } }]);
  const calls = [attempt.call(), attempt.call(), attempt.call()];
  const ends = await Promise.all(calls.map((call) => runHosted(call)));
  expect(ends).toEqual(calls.map(() => ({ kind: "completed", text: "Done." })));
  for (const call of calls) expect(call.heard).toEqual(calls[0]?.heard);
  expect((await attempt.log()).filter((line) => line.endsWith(" 0 write"))).toHaveLength(1);
});

test("an agent that gives up is a failure that says how", async () => {
  const attempt = await makeAttempt([write, { crash: { code: 3 } }]);
  const call = attempt.call();
  const reason = "the agent's process ended with exit code 3 before its turn was over";
  expect(await runHosted(call)).toEqual({ kind: "failed", fault: "agent", reason });
  expect(typesOf(call.heard)).toEqual(["session.started", "tool.called", "tool.ended"]);
});

test("a host that was killed is lost: nobody knows what its agent did last", async () => {
  const attempt = await makeAttempt([write, { crash: { signal: "SIGKILL" } }]);
  await expect(runHosted(attempt.call())).rejects.toThrow(/signal SIGKILL/);
  await expect(runHosted(attempt.call())).rejects.toThrow(HostLost);
});

test.runIf(linux)("a host that is killed from outside is lost, and its agent ends with it", async () => {
  const attempt = await makeAttempt([hang]);
  const running = runHosted(attempt.call());
  await attempt.reached("ready");
  process.kill((await attempt.host()).pid, "SIGKILL");
  await expect(running).rejects.toThrow(HostLost);
  expect(await attempt.living()).toEqual([]);
});

test.runIf(linux)("a host that is found dead is lost, and what is left of its agent is ended", async () => {
  const attempt = await makeAttempt([hang]);
  const engine = otherEngine(attempt);
  await attempt.reached("ready");
  engine.kill("SIGKILL");
  process.kill((await attempt.host()).pid, "SIGKILL");
  await engine;
  const call = attempt.call();
  await expect(runHosted(call)).rejects.toThrow(HostLost);
  expect(typesOf(call.heard)).toEqual(["session.started", "tool.called"]);
  expect(await attempt.living()).toEqual([]);
});

test.runIf(linux)("an abort ends the host, the agent and all that it started", async () => {
  const attempt = await makeAttempt([hang]);
  const abort = new AbortController();
  const running = runHosted(attempt.call({ signal: abort.signal }));
  await attempt.reached("ready");
  abort.abort();
  expect(await running).toEqual({ kind: "interrupted" });
  expect(await attempt.living()).toEqual([]);
  expect(await isAlive(await attempt.host())).toBe(false);
});

test.runIf(linux)("an agent that does not hear the signal is ended all the same", async () => {
  const attempt = await makeAttempt([hang]);
  const abort = new AbortController();
  const running = runHosted(attempt.call({ signal: abort.signal }));
  await attempt.reached("ready");
  process.kill((await attempt.host()).pid, "SIGSTOP");
  abort.abort();
  expect(await running).toEqual({ kind: "interrupted" });
  expect(await attempt.living()).toEqual([]);
});

test("an abort before the start starts nothing", async () => {
  const attempt = await makeAttempt([write]);
  expect(await runHosted(attempt.call({ signal: AbortSignal.abort() }))).toEqual({ kind: "interrupted" });
  expect(existsSync(hostFiles(attempt.directory).host)).toBe(false);
  expect(await attempt.log()).toEqual([]);
});

test.runIf(linux)("an abort while the host comes up leaves no host and no agent", async () => {
  const attempt = await makeAttempt([hang]);
  const abort = new AbortController();
  const running = runHosted(attempt.call({ signal: abort.signal }));
  while (!existsSync(hostFiles(attempt.directory).assignment)) await new Promise(setImmediate);
  abort.abort();
  expect(await running).toEqual({ kind: "interrupted" });
  expect(await attempt.living()).toEqual([]);
});

test("the agent's environment is what it is given and a mark", async () => {
  const attempt = await makeAttempt([{ shell: { run: ["env"] } }]);
  process.env["SOME_TOKEN"] = "secret";
  const call = attempt.call();
  await runHosted(call);
  delete process.env["SOME_TOKEN"];
  const output = call.heard.flatMap((event) => (event.type === "tool.ended" ? [event.output] : [])).join("");
  expect(output).toMatch(/^PHASEGATE_AGENT=[0-9a-f-]{36}$/m);
  expect(output).not.toContain("secret");
});

test("a runtime that does not exist is a failed turn", async () => {
  const attempt = await makeAttempt([]);
  const call = attempt.call();
  const assignment = { ...call.assignment, runtime: { name: "constructor", options: {} } };
  expect(await runHosted({ ...call, assignment })).toEqual({
    kind: "failed",
    fault: "agent",
    reason: "the runtime failed: there is no runtime constructor",
  });
});

test("a half-written name of a host that died at once does not stop a start", async () => {
  const attempt = await makeAttempt([write]);
  await mkdir(attempt.directory, { recursive: true });
  await writeFile(`${hostFiles(attempt.directory).host}.123`, "{");
  expect(await runHosted(attempt.call())).toMatchObject({ kind: "completed" });
  await rm(`${hostFiles(attempt.directory).host}.123`);
});
