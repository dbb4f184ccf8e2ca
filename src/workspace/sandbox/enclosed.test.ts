import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { carriers } from "../process.ts";
import { policy } from "./policy.fixture.ts";
import { makeCell } from "./sandbox.fixture.ts";

const files = { "server/a.ts": "a", "server/a.test.ts": "t", "web/b.ts": "b", "server/package.json": "{}" };

test("a role writes in its scope and nowhere else", async () => {
  const { shell, tree } = await makeCell(files);
  const { err } = await shell(
    "for f in server/a.ts server/new.ts server/a.test.ts web/b.ts; do echo x > $f; done",
  );
  expect(err).toContain("cannot create server/a.test.ts: Read-only file system");
  expect(err).toContain("cannot create web/b.ts: Read-only file system");
  expect(await readFile(path.join(tree, "server/new.ts"), "utf8")).toBe("x\n");
});

test("a signal is told to the program, which can end as it likes", async () => {
  const { confinement } = await makeCell(files);
  const child = confinement.spawn(
    ["sh", "-c", "trap 'echo told; exit 7' TERM; echo ready; while :; do sleep 0.01; done"],
    {
      env: { PATH: process.env["PATH"] ?? "" },
    },
  );
  const out = text(child.stdout);
  await once(child.stdout, "readable");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number];
  expect([code, await out]).toEqual([7, "ready\ntold\n"]);
});

test("a program that does not exist, or is not shown, emits an error", async () => {
  const { confinement, root } = await makeCell(files);
  await writeFile(path.join(root, "hidden"), "#!/bin/sh\n", { mode: 0o755 });
  for (const name of ["no-such-program", path.join(root, "hidden")]) {
    const child = confinement.spawn([name], { env: { PATH: `/usr/bin:${root}` } });
    const [error] = (await once(child, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ENOENT");
  }
});

test("a bwrap of the agent's own is never what holds it", async () => {
  const { confinement, tree } = await makeCell(files);
  await writeFile(path.join(tree, "server/bwrap"), "#!/bin/sh\necho fake\n", { mode: 0o755 });
  const child = confinement.spawn(["sh", "-c", "echo held"], { env: { PATH: `${tree}/server:/usr/bin` } });
  expect(await text(child.stdout)).toBe("held\n");
});

test("proxies of the machine are not told to an agent", async () => {
  const { confinement } = await makeCell(files);
  const env = { PATH: process.env["PATH"] ?? "", HTTPS_PROXY: "http://me:secret@proxy:1", no_proxy: "x" };
  const child = confinement.spawn(["env"], { env });
  expect(await text(child.stdout)).not.toMatch(/proxy/i);
});

test("paths that an agent names are found on this machine, and none leads out of its tree by a trick", async () => {
  const { confinement, root } = await makeCell(files);
  expect(confinement.outside("/phasegate/tree/server/a.ts")).toBe(`${root}/tree/server/a.ts`);
  expect(confinement.outside("server/a.ts")).toBe(`${root}/tree/server/a.ts`);
  expect(confinement.outside("/phasegate/sessions/home")).toBe(`${root}/sessions/home`);
  expect(confinement.outside("/phasegate/tree/../../etc/passwd")).toBe("/etc/passwd");
  expect(confinement.outside("/phasegate/tree2/a")).toBe("/phasegate/tree2/a");
});

test("a folder of the scope that is not there can be filled, and closing twice does no harm", async () => {
  const { shell, tree, confinement } = await makeCell(files, {
    policy: policy({ write: ["docs/guide/**"] }),
  });
  expect(await shell("echo x > docs/guide/a.md && ! echo x > docs/b.md")).toMatchObject({ code: 0 });
  expect(await readFile(path.join(tree, "docs/guide/a.md"), "utf8")).toBe("x\n");
  await confinement.close();
  await confinement.close();
});

test("an agent that starts programs without end is ended, and it is known why", async () => {
  const { shell, confinement } = await makeCell(files);
  expect(confinement.whyEnded()).toBe(null);
  await shell("for n in $(seq 600); do sleep 1000 & done; wait");
  expect(confinement.whyEnded()).toBe("ended: it had more than 512 processes");
});

test("when who holds it is killed, nobody is left and the way out is removed by the next one", async () => {
  const { root } = await makeCell(files);
  const mark = randomUUID();
  const policyText = JSON.stringify(policy());
  const program = `
    import { confine } from ${JSON.stringify(path.resolve("dist/workspace/sandbox/confinement.js"))};
    const network = { hosts: ["example.com"], ports: [] };
    const [tree, sessions] = ["${root}/tree", "${root}/sessions"];
    const place = await confine({ policy: ${policyText}, tree, sessions, readable: [], network });
    const child = place.spawn(["sh", "-c", "env -i LEFT=${mark} setsid sleep 1000 & echo begun; exec sleep 1000"], { env: { PATH: process.env.PATH, LEFT: "${mark}" } });
    child.stdout.pipe(process.stdout);`;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "pipe" });
  await once(holder.stdout, "data");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await vi.waitFor(async () => expect(await carriers(`LEFT=${mark}`)).toEqual([]), { timeout: 60_000 });
  await makeCell(files, { network: { hosts: ["example.com"], ports: [] } });
  expect((await readdir(tmpdir())).filter((name) => name.includes(`outlets-${holder.pid}-`))).toEqual([]);
});
