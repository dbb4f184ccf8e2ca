import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openEmbedded } from "./open-database.ts";
import { PGlitePool } from "./pglite-pool.ts";

let folder = "";
let pool: PGlitePool;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pool-"));
  pool = await PGlitePool.open(path.join(folder, "data"));
  await pool.query("create table t (id serial, n bigint, at timestamptz, plain timestamp, j jsonb, b bytea)");
});

afterAll(async () => {
  await pool.end();
  await rm(folder, { recursive: true, force: true });
});

test("rows come back as node-postgres would give them", async () => {
  const { rows, rowCount } = await pool.query(
    "select 7::bigint as big, 7 as small, '2026-01-01T00:00:00Z'::timestamptz as at, '{\"a\": [1]}'::jsonb as j, null as n, true as yes",
  );
  expect(rows).toEqual([
    {
      big: "7",
      small: 7,
      at: expect.stringMatching(/^20\d\d-\d\d-\d\d \d\d:00:00[+-]\d\d$/) as unknown,
      j: { a: [1] },
      n: null,
      yes: true,
    },
  ]);
  expect(rowCount).toBe(1);
});

test("a query may be text, text with values, or an object of both", async () => {
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect((await pool.query("select $1::text as it", ["x"])).rows).toEqual([{ it: "x" }]);
  expect((await pool.query({ text: "select $1::int + 1 as it", values: [1] })).rows).toEqual([{ it: 2 }]);
  expect((await pool.query({ text: "select 3 as it" })).rows).toEqual([{ it: 3 }]);
});

test("several statements in one text are all carried out, and the last one answers", async () => {
  const { rows } = await pool.query(
    "create temp table many (n int); insert into many values (1), (2); select sum(n)::int as sum from many",
  );
  expect(rows).toEqual([{ sum: 3 }]);
});

test("the count of rows is of those that were written, or read", async () => {
  await pool.query("create temp table counted (n int)");
  expect((await pool.query("insert into counted values (1), (2), (3)")).rowCount).toBe(3);
  expect((await pool.query("update counted set n = n + 1 where n > $1", [1])).rowCount).toBe(2);
  expect((await pool.query("delete from counted where n > 100")).rowCount).toBe(0);
  expect((await pool.query("select * from counted")).rowCount).toBe(3);
});

test("a transaction of one client is not entered by another", async () => {
  await pool.query("create temp table turns (n int)");
  const client = await pool.connect();
  await client.query("begin");
  await client.query("insert into turns values (1)");
  const other = pool.query("select count(*)::int as count from turns");
  await client.query("rollback");
  client.release();
  expect((await other).rows).toEqual([{ count: 0 }]);
});

test("a query that fails gives its place back, and tells Postgres's own code", async () => {
  await expect(pool.query("select * from nothing_of_that_name")).rejects.toMatchObject({ code: "42P01" });
  await expect(pool.query("select $1::int", ["x"])).rejects.toMatchObject({ code: "22P02" });
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

/** Commits row after row until it is killed, and says each time that it has. */
const writer = (home: string): string => `
  const { openEmbedded } = await import(${JSON.stringify(fileURLToPath(new URL("../../../dist/engine/database/open-database.js", import.meta.url)))});
  const database = await openEmbedded(${JSON.stringify(home)});
  await database.query("create table if not exists kept (n int)");
  for (let n = 1; ; n++) {
    await database.query("insert into kept values ($1)", [n]);
    process.stdout.write(n + "\\n");
  }`;

test("F31: what was committed is there after the process was killed", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "killed-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer(home)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes("20\n")) child.kill("SIGKILL");
  });
  await once(child, "close");
  const count = Number(said.trim().split("\n").at(-1));
  expect(count).toBeGreaterThanOrEqual(20);
  const database = await openEmbedded(home);
  const rows = await database.query<{ n: number }>("select n from kept order by n");
  await database.close();
  expect(rows.length).toBeGreaterThanOrEqual(count);
  expect(rows.slice(0, count)).toEqual(Array.from({ length: count }, (_, index) => ({ n: index + 1 })));
});
