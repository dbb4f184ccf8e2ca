import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { UserError } from "../../core/error.ts";
import { claim, type Owner, ownerOf } from "./lock.ts";

async function makeHome(): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), "home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

const owner: Owner = {
  pid: process.pid,
  startTime: "another time",
  host: hostname(),
  token: "t",
  socket: "/tmp/s",
};

async function leave(home: string, number: number, facts: Partial<Owner> | string): Promise<void> {
  await mkdir(path.join(home, "owner"), { recursive: true });
  const text = typeof facts === "string" ? facts : JSON.stringify({ ...owner, ...facts });
  await writeFile(path.join(home, "owner", `${number}.json`), text);
}

test("who comes first owns the home; who comes next is told by whom it is owned", async () => {
  const home = await makeHome();
  expect(await ownerOf(home)).toBeNull();
  const first = await claim(home, "/tmp/socket");
  expect(first).toMatchObject({ kind: "mine", owner: { pid: process.pid, socket: "/tmp/socket" } });
  expect(await claim(home, "/tmp/other")).toEqual({ kind: "taken", owner: first.owner });
  expect(await ownerOf(home)).toEqual(first.owner);
});

test("a home that was let go can be owned again, with another token", async () => {
  const home = await makeHome();
  const first = await claim(home, "/tmp/socket");
  if (first.kind === "mine") await first.release();
  expect(await ownerOf(home)).toBeNull();
  const second = await claim(home, "/tmp/socket");
  expect(second.kind).toBe("mine");
  expect(second.owner.token).not.toBe(first.owner.token);
});

test("only this user can read who owns the home, for the token is in it", async () => {
  const home = await makeHome();
  await claim(home, "/tmp/socket");
  const { stdout } = await execa("ls", ["-l", path.join(home, "owner")]);
  expect(stdout).toMatch(/^-rw-------.* 1\.json$/m);
});

test("an owner that has died is replaced", async () => {
  const home = await makeHome();
  await leave(home, 7, {});
  expect(await ownerOf(home)).toBeNull();
  expect((await claim(home, "/tmp/socket")).kind).toBe("mine");
  expect(await readdir(path.join(home, "owner"))).toContain("8.json");
});

test("a file that holds no owner, for its process died while it wrote, is passed over", async () => {
  const home = await makeHome();
  await leave(home, 3, "");
  expect((await claim(home, "/tmp/socket")).kind).toBe("mine");
  const other = await makeHome();
  await leave(other, 3, '{"pid":');
  expect((await claim(other, "/tmp/socket")).kind).toBe("mine");
});

test("an owner on another machine is never replaced", async () => {
  const home = await makeHome();
  await leave(home, 1, { host: "elsewhere", pid: 42 });
  const error: unknown = await claim(home, "/tmp/socket").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({
    code: "OWNED_ELSEWHERE",
    message: "the state is owned by process 42 on elsewhere",
  });
  await expect(ownerOf(home)).rejects.toThrow(UserError);
});

test("a home that another machine has let go can be owned", async () => {
  const home = await makeHome();
  await leave(home, 1, { host: "elsewhere", pid: 0 });
  expect((await claim(home, "/tmp/socket")).kind).toBe("mine");
});

test("F27: of many claims at once one wins, whether the home is new or its owner is dead", async () => {
  for (let round = 0; round < 30; round++) {
    const home = await makeHome();
    if (round % 2 === 1) await leave(home, 4, {});
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim(home, "/tmp/socket")));
    const winners = claims.filter(({ kind }) => kind === "mine");
    expect(winners).toHaveLength(1);
    for (const each of claims) expect(each.owner.token).toBe(winners[0]?.owner.token);
  }
});

const lock = fileURLToPath(new URL("../../../dist/engine/owner/lock.js", import.meta.url));

/** Says what came of its claim, and lives until its input is closed. */
const claimant = (home: string): string => `
  const { claim } = await import(${JSON.stringify(lock)});
  const { kind, owner } = await claim(${JSON.stringify(home)}, "/tmp/socket");
  console.log(JSON.stringify({ kind, pid: owner.pid }));
  process.stdin.resume();`;

function startClaimant(home: string) {
  const child = execa(process.execPath, ["--input-type=module", "-e", claimant(home)], {
    stdin: "pipe",
    reject: false,
  });
  const answer = new Promise<{ kind: string; pid: number }>((resolve) => {
    child.stdout.once("data", (line: Buffer) =>
      resolve(JSON.parse(line.toString()) as { kind: string; pid: number }),
    );
  });
  return { child, answer };
}

test("of several processes one wins; when it is killed, one of the next wins", async () => {
  const home = await makeHome();
  for (let round = 0; round < 2; round++) {
    const all = Array.from({ length: 4 }, () => startClaimant(home));
    const answers = await Promise.all(all.map(({ answer }) => answer));
    const winners = answers.filter(({ kind }) => kind === "mine");
    expect(winners).toHaveLength(1);
    expect(new Set(answers.map(({ pid }) => pid))).toEqual(new Set([winners[0]?.pid]));
    for (const { child } of all) child.kill("SIGKILL");
    await Promise.all(all.map(({ child }) => child));
  }
  expect(await ownerOf(home)).toBeNull();
});

test("files of owners long gone are cleared away", async () => {
  const home = await makeHome();
  for (let time = 0; time < 5; time++) {
    const mine = await claim(home, "/tmp/socket");
    if (mine.kind === "mine") await mine.release();
  }
  expect((await readdir(path.join(home, "owner"))).sort()).toEqual(["4.json", "5.json"]);
  expect(await readFile(path.join(home, "owner/5.json"), "utf8")).toContain('"pid":0');
});
