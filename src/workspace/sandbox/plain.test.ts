import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { carriers } from "../process.ts";
import { tempFolder } from "../workspace.fixture.ts";
import { plainPlace } from "./plain.ts";
import { policy } from "./policy.fixture.ts";

async function makePlace() {
  const root = await tempFolder();
  const [tree, sessions] = [path.join(root, "tree"), path.join(root, "sessions")];
  await mkdir(path.join(tree, "sub"), { recursive: true });
  const network = { hosts: [], ports: [] };
  return plainPlace({ policy: policy(), tree, sessions, readable: [], network }, "bwrap is not installed");
}

const env = { PATH: process.env["PATH"] ?? "" };

test("without a sandbox a program runs in the tree, and the facts say that nothing holds it", async () => {
  const place = await makePlace();
  expect(place.sandbox).toEqual({ kind: "none", problem: "bwrap is not installed" });
  const child = place.spawn(["pwd"], { env, cwd: "sub" });
  expect(await text(child.stdout)).toBe(`${place.tree}/sub\n`);
  expect(place.outside(`${place.tree}/a`)).toBe(`${place.tree}/a`);
});

test("a program that does not exist emits an error", async () => {
  const place = await makePlace();
  const [error] = (await once(place.spawn(["no-such-program"], { env }), "error")) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ENOENT");
});

test("closing ends what was started and what that has started elsewhere", async () => {
  const place = await makePlace();
  const mark = randomUUID();
  const script = `LEFT=${mark} setsid sleep 1000 & echo begun; LEFT=${mark} sleep 1000`;
  const child = place.spawn(["sh", "-c", script], { env });
  await once(child.stdout, "data");
  await place.close();
  expect(await carriers(`LEFT=${mark}`)).toEqual([]);
});

/** What a process of the built program finds out with these variables. */
async function probed(variables: Record<string, string>): Promise<unknown> {
  const program = `import { probeSandbox } from ${JSON.stringify(path.resolve("dist/workspace/sandbox/probe.js"))};
    console.log(JSON.stringify(await probeSandbox()));`;
  const call = [process.execPath, ["--input-type=module", "--eval", program]] as const;
  const { stdout } = await promisify(execFile)(call[0], call[1], { env: { ...env, ...variables } });
  return JSON.parse(stdout);
}

test("a sandbox that is turned off, or is not installed, says so and how to mend it", async () => {
  expect(await probed({ PHASEGATE_SANDBOX: "none" })).toEqual({
    kind: "none",
    problem: "the sandbox is turned off by PHASEGATE_SANDBOX=none",
  });
  expect(await probed({ PATH: "/nothing" })).toEqual({
    kind: "none",
    problem: "bwrap is not installed; install bubblewrap: apt install bubblewrap",
  });
});

test.runIf(process.platform === "linux")(
  "what is left of a killed host is found by the host's marker",
  async () => {
    const marker = randomUUID();
    process.env["PHASEGATE_AGENT"] = marker;
    onTestFinished(() => void delete process.env["PHASEGATE_AGENT"]);
    const place = await makePlace();
    const child = place.spawn(["sh", "-c", "echo ready; exec sleep 60"], { env });
    await once(child.stdout, "data");
    expect(await carriers(`PHASEGATE_AGENT=${marker}`)).toContain(child.pid);
    await place.close();
    expect(await carriers(`PHASEGATE_AGENT=${marker}`)).toEqual([]);
  },
);
