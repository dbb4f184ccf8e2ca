import { createServer } from "node:net";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runProcess } from "../process.ts";
import { tempFolder } from "../workspace.fixture.ts";
import type { ProcessRules } from "./confined-process.ts";
import { probeSandbox } from "./probe.ts";

/** Runs a shell script as a check would run in `work`, beside a folder of secrets. */
async function makeRunner() {
  const root = await tempFolder();
  const work = path.join(root, "work");
  await mkdir(work);
  await mkdir(path.join(root, "private.git"));
  await writeFile(path.join(root, "private.git/config"), "secret\n");
  const run = async (script: string, changes: Partial<ProcessRules> = {}) => {
    expect(await probeSandbox()).toEqual({ kind: "bubblewrap", problem: "" });
    return runProcess({
      command: ["sh", "-c", script],
      cwd: work,
      env: { PATH: process.env["PATH"] ?? "", HOME: path.join(root, "home") },
      timeoutMs: 60_000,
      confined: { writable: [work], network: false, ...changes },
    });
  };
  return { root, work, run };
}

test("it runs in its folder where it is, and what it prints and how it ends is told as ever", async () => {
  const { run, work } = await makeRunner();
  expect(await run("pwd; echo bad >&2; touch made; exit 3")).toMatchObject({
    exitCode: 3,
    problem: null,
    outputTail: `${work}\nbad\n`,
  });
  expect(await readdir(work)).toEqual(["made"]);
});

test("B09: it sees neither the engine's repository nor another run, and changes nothing beside its folder", async () => {
  const { run, root } = await makeRunner();
  const script = `cat ${root}/private.git/config; ls ${root}; touch ${root}/new ${root}/private.git/new /usr/new; cat /proc/*/environ | grep -a SECRET`;
  process.env["SECRET_OF_THE_USER"] = "x";
  const { outputTail } = await run(script);
  delete process.env["SECRET_OF_THE_USER"];
  expect(outputTail).toContain("private.git/config: No such file or directory");
  expect(outputTail).toContain("home\nwork\n");
  expect(outputTail).not.toContain("SECRET");
  expect((await readdir(root)).sort()).toEqual(["home", "private.git", "work"]);
});

test("the network of the machine is there only for one that asks for it", async () => {
  const { run } = await makeRunner();
  const server = createServer((socket) => socket.end("hello\n")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = Object(server.address()) as { port: number };
  const script = `node -e 'net.connect(${port}, "127.0.0.1").on("error", (e) => console.log(e.code)).pipe(process.stdout)'`;
  expect((await run(script)).outputTail).toBe("ECONNREFUSED\n");
  expect((await run(script, { network: true })).outputTail).toBe("hello\n");
});

test("a server and its client in one check reach each other", async () => {
  const { run } = await makeRunner();
  const script = `node -e 'const s = net.createServer((c) => c.end("hi")).listen(0, () => net.connect(s.address().port, "localhost").on("close", () => s.close()).pipe(process.stdout))'`;
  expect(await run(script)).toMatchObject({ exitCode: 0, outputTail: "hi" });
});

test("one that uses more memory than it may is ended, and the limit is named", async () => {
  const { run } = await makeRunner();
  const script = "node -e 'const all = []; setInterval(() => all.push(Buffer.alloc(1e7, 1)), 5)'";
  expect(await run(script, { limits: { memoryMb: 256 } })).toMatchObject({
    exitCode: 137,
    problem: "ended: it used more than 256 MB of memory",
  });
});

test("memory that its processes share counts once, and what they have together counts", async () => {
  const { run } = await makeRunner();
  const each = "node -e 'const all = Buffer.alloc(6e7, 1); setInterval(() => all.at(0), 1e3)' &";
  expect(await run(`${each} ${each} ${each} ${each} wait`, { limits: { memoryMb: 200 } })).toMatchObject({
    exitCode: 137,
  });
});

test("F23: one that starts more processes than it may is ended with all of them", async () => {
  const { run } = await makeRunner();
  const script = "for n in $(seq 40); do sleep 1000 & done; wait";
  expect(await run(script, { limits: { processes: 20 } })).toMatchObject({
    exitCode: 137,
    problem: "ended: it had more than 20 processes",
  });
});

test("a program that does not exist is exit code 127, a folder as well", async () => {
  const root = await tempFolder();
  const call = { env: { PATH: "/usr/bin", HOME: root }, timeoutMs: 60_000 };
  const confined = { writable: [root], network: false };
  const missing = await runProcess({ ...call, command: ["no-such-program"], cwd: root, confined });
  expect(missing).toMatchObject({ exitCode: 127 });
  expect(missing.problem).toContain("could not be started");
  expect(await runProcess({ ...call, command: ["true"], cwd: `${root}/no`, confined })).toMatchObject({
    exitCode: 127,
  });
});

test("what it leaves in its home as settings is not there for the next one; caches are", async () => {
  const { run } = await makeRunner();
  const { outputTail } = await run(
    "cd; echo evil=1 > .npmrc; echo evil > .gitconfig; mkdir -p .config/git .cache; echo evil > .config/git/config; echo kept > .cache/x; npm config set script-shell=/bin/true 2>&1 | grep -c EROFS",
  );
  expect(outputTail).toContain("Read-only file system");
  expect((await run("cd; cat .npmrc .gitconfig .cache/x; ls .config")).outputTail).toBe("kept\n");
});

test("one that hangs, or prints without end, is ended as ever", async () => {
  const { run, work } = await makeRunner();
  const call = {
    cwd: work,
    env: { PATH: "/usr/bin", HOME: work },
    confined: { writable: [work], network: false },
  };
  expect(await runProcess({ ...call, command: ["sleep", "1000"], timeoutMs: 300 })).toMatchObject({
    exitCode: 124,
  });
  expect(
    await runProcess({ ...call, command: ["yes"], timeoutMs: 60_000, outputLimitBytes: 10_000 }),
  ).toMatchObject({ exitCode: 125 });
  expect((await run("ls /proc | grep -c '^[0-9]'")).outputTail).toMatch(/^[1-5]\n$/);
});
