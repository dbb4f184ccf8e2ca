import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { ProcessCall } from "./launcher/task.ts";
import { baseEnvironment, carriers, runProcess, sweep } from "./process.ts";
import { tempFolder } from "./workspace.fixture.ts";

const linux = process.platform === "linux";

async function run(command: readonly string[], call: Partial<ProcessCall> = {}) {
  const cwd = call.cwd ?? (await tempFolder());
  const env = { PATH: process.env["PATH"] ?? "", HOME: path.join(cwd, "home") };
  return runProcess({ command, timeoutMs: 60_000, ...call, cwd, env: { ...env, ...call.env } });
}

const node = (program: string, call: Partial<ProcessCall> = {}) => run(["node", "-e", program], call);
const shell = (program: string, call: Partial<ProcessCall> = {}) => run(["sh", "-c", program], call);

test.each([0, 1, 3, 124, 255])("a process that ends with %i has that exit code", async (code) => {
  expect(await shell(`exit ${code}`)).toMatchObject({ exitCode: code, problem: null });
});

test("a program that does not exist is exit code 127 and no exception", async () => {
  const result = await run(["no-such-program-anywhere"]);
  expect(result.exitCode).toBe(127);
  expect(result.problem).toContain("could not be started");
  expect(result.outputTail).toContain("could not be started");
});

test("a folder that does not exist is exit code 127 as well", async () => {
  const cwd = path.join(await tempFolder(), "missing");
  const result = await run(["true"], { cwd, env: { HOME: path.dirname(cwd) } });
  expect(result.exitCode).toBe(127);
});

test("a process that is ended by a signal says so", async () => {
  const result = await shell("kill -TERM $$");
  expect(result).toMatchObject({ exitCode: 128, problem: "ended by SIGTERM" });
});

test("a process that runs out of time is ended", async () => {
  const result = await shell("echo begun; sleep 1000", { timeoutMs: 500 });
  expect(result).toMatchObject({ exitCode: 124, problem: "still running after 0.5 s" });
  expect(result.outputTail).toBe("begun\n\n[still running after 0.5 s]");
});

test("F23: a process that prints without end is ended", async () => {
  const result = await shell("yes", { outputLimitBytes: 10_000 });
  expect(result).toMatchObject({ exitCode: 125, problem: "printed more than is allowed" });
});

test("output is stdout and stderr together, with the digest of all of it", async () => {
  const result = await shell("echo out; echo err >&2; echo out again");
  expect(result.outputTail.split("\n").sort()).toEqual(["", "err", "out", "out again"]);
  const alone = await shell("printf 'exactly this'");
  expect(alone.outputSha256).toBe(createHash("sha256").update("exactly this").digest("hex"));
});

test("of long output the end is kept, the digest is of the whole", async () => {
  const text = Array.from({ length: 5_000 }, (_, index) => `line ${index}\n`).join("");
  const result = await node(`process.stdout.write(${JSON.stringify(text)})`);
  expect(result.outputTail).toBe(text.slice(-4_000));
  expect(result.outputSha256).toBe(createHash("sha256").update(text).digest("hex"));
});

test("colours are taken out of what people read", async () => {
  const result = await shell(String.raw`printf '\033[1;31mred\033[0m \033[2Kplain'`);
  expect(result.outputTail).toBe("red plain");
});

test("a process reads nothing from the terminal", async () => {
  expect((await shell("cat; echo done")).outputTail).toBe("done\n");
});

test("a process sees the environment that it is given and no other", async () => {
  const result = await run(["env"], { env: { GIVEN: "yes" } });
  const names = result.outputTail.split("\n").map((line) => line.split("=")[0] ?? "");
  expect(names.filter((name) => !["PWD", "SHLVL", "_", ""].includes(name)).sort()).toEqual([
    "GIVEN",
    "HOME",
    "PATH",
    "PHASEGATE_PROCESS",
  ]);
});

test("what is passed on from the engine's own environment is a list of harmless names", () => {
  const before = process.env["GITHUB_TOKEN"];
  process.env["GITHUB_TOKEN"] = "secret";
  const passed = baseEnvironment({ HOME: "/home" });
  if (before === undefined) delete process.env["GITHUB_TOKEN"];
  else process.env["GITHUB_TOKEN"] = before;
  expect(passed["HOME"]).toBe("/home");
  expect(passed["PATH"]).toBe(process.env["PATH"]);
  expect(JSON.stringify(passed)).not.toContain("secret");
});

test("an abort ends the process", async () => {
  const cwd = await tempFolder();
  const abort = new AbortController();
  const running = shell("touch begun; sleep 1000", { cwd, signal: abort.signal });
  while (!existsSync(path.join(cwd, "begun"))) await new Promise(setImmediate);
  abort.abort();
  expect(await running).toMatchObject({ exitCode: 130, problem: "interrupted" });
});

test("a process that is aborted before it begins is ended too", async () => {
  expect(await shell("sleep 1000", { signal: AbortSignal.abort() })).toMatchObject({ exitCode: 130 });
});

test("a child that keeps the pipes open does not hold the end up", async () => {
  const result = await shell("sleep 1000 & echo parent is done");
  expect(result).toMatchObject({ exitCode: 0, outputTail: "parent is done\n" });
});

/** Starts a grandchild that gets away from its group and session, and waits until it is there. */
const escape = (marker: string): string =>
  `(setsid sh -c 'export ESCAPED=${marker}; touch escaped; exec sleep 1000' >/dev/null 2>&1 &) ; while ! [ -e escaped ]; do :; done`;

test.runIf(linux)(
  "grandchildren that left the group and the session are ended with the process",
  async () => {
    for (const ending of ["exit 0", "exit 1", "kill -KILL $$"]) {
      const cwd = await tempFolder();
      const marker = path.basename(cwd);
      await shell(`${escape(marker)}; ${ending}`, { cwd });
      expect(existsSync(path.join(cwd, "escaped"))).toBe(true);
      expect(await carriers(`ESCAPED=${marker}`)).toEqual([]);
    }
  },
);

test.runIf(linux)("grandchildren are ended when the process runs out of time or is aborted", async () => {
  const cwd = await tempFolder();
  const marker = path.basename(cwd);
  const abort = new AbortController();
  const running = shell(`${escape(marker)}; touch ready; sleep 1000`, { cwd, signal: abort.signal });
  while (!existsSync(path.join(cwd, "ready"))) await new Promise(setImmediate);
  abort.abort();
  await running;
  expect(await carriers(`ESCAPED=${marker}`)).toEqual([]);
});

test.runIf(linux)("a daemon that forks twice is ended", async () => {
  const cwd = await tempFolder();
  const marker = path.basename(cwd);
  const daemon = `const { spawn } = require("node:child_process");
    const options = { detached: true, stdio: "ignore", env: { ...process.env, ESCAPED: "${marker}" } };
    if (process.argv[1] === "child") {
      spawn("sh", ["-c", "echo $$ > pid; mv pid daemon; exec sleep 1000"], options).unref();
    } else spawn(process.execPath, ["-e", process.env.PROGRAM, "child"], options).unref();`;
  await shell('node -e "$PROGRAM"; while ! [ -e daemon ]; do :; done', { cwd, env: { PROGRAM: daemon } });
  expect(Number(await readFile(path.join(cwd, "daemon"), "utf8"))).toBeGreaterThan(0);
  expect(await carriers(`ESCAPED=${marker}`)).toEqual([]);
});

test.runIf(linux)("a sweep ends the carriers of exactly one variable, and no other process", async () => {
  const cwd = await tempFolder();
  const name = path.basename(cwd);
  const abort = new AbortController();
  const call = (value: string) => ({ cwd, env: { SWEPT: value }, signal: abort.signal });
  const first = shell("touch one; sleep 1000", call(`${name}-1`));
  const other = shell("touch two; sleep 1000", call(`${name}-10`));
  for (const file of ["one", "two"])
    while (!existsSync(path.join(cwd, file))) await new Promise(setImmediate);
  expect((await carriers(`SWEPT=${name}-1`)).length).toBeGreaterThan(0);
  await sweep(`SWEPT=${name}-1`);
  expect(await first).toMatchObject({ problem: "ended by SIGKILL" });
  expect((await carriers(`SWEPT=${name}-10`)).length).toBeGreaterThan(0);
  abort.abort();
  await other;
  await sweep("SWEPT=nobody-has-this");
});

test("a variable that nobody carries has no carriers", async () => {
  expect(await carriers("PHASEGATE_TEST=nobody-has-this")).toEqual([]);
});
