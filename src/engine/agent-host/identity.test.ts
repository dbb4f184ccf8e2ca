import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isAlive, selfIdentity, startTimeOf } from "./identity.ts";

test("this process is alive, and the same whenever it is asked", async () => {
  const self = await selfIdentity();
  expect(self.pid).toBe(process.pid);
  expect(self).toEqual(await selfIdentity());
  expect(await isAlive(self)).toBe(true);
});

test("a process of the same number that began at another time is another one", async () => {
  const self = await selfIdentity();
  expect(await isAlive({ ...self, startTime: `${self.startTime}0` })).toBe(false);
  expect(await isAlive({ ...self, startTime: "" })).toBe(false);
  expect(await isAlive({ ...self, pid: 0 })).toBe(false);
  expect(await isAlive({ ...self, pid: -1 })).toBe(false);
});

test("a process that has ended is not alive", async () => {
  const child = spawn("sleep", ["1000"]);
  const pid = child.pid ?? 0;
  const identity = { pid, startTime: (await startTimeOf(pid)) ?? "" };
  expect(await isAlive(identity)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isAlive(identity)).toBe(false);
  expect(await startTimeOf(pid)).toBeNull();
});

test.runIf(process.platform === "linux")("a zombie is not alive", async () => {
  const program = `const { spawn } = require("node:child_process");
    const { writeSync } = require("node:fs");
    const child = spawn("sh", ["-c", "exec cat"], { stdio: ["pipe", "ignore", "ignore"] });
    writeSync(1, child.pid + "\\n");
    child.kill("SIGKILL");
    for (;;); // never comes to reap its child`;
  const parent = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  while ((await startTimeOf(pid)) !== null) await new Promise(setImmediate);
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill("SIGKILL");
  await once(parent, "exit");
});

test.runIf(process.platform === "linux")(
  "a process with brackets and spaces in its name is known",
  async () => {
    const child = spawn(process.execPath, [
      "-e",
      "process.title = 'a) R (b'; console.log(1); setInterval(() => {}, 1e6)",
    ]);
    await once(child.stdout, "data");
    expect(await startTimeOf(child.pid ?? 0)).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    child.kill("SIGKILL");
    await once(child, "exit");
  },
);
