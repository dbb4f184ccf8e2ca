import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, onTestFinished, test } from "vitest";
import { DurableFs } from "./durable-fs.ts";
import { openEmbedded } from "./open-database.ts";

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "durable-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Counts how often the database asks for its files to be on the disk. */
class CountingFs extends DurableFs {
  syncs = 0;

  override async syncToFs(relaxed?: boolean): Promise<void> {
    await super.syncToFs(relaxed);
    this.syncs++;
  }
}

test("files are on the disk before a commit returns", async () => {
  const fs = new CountingFs(path.join(await tempFolder(), "data"));
  const database = await PGlite.create({ fs });
  await database.exec("create table t (n int)");
  const before = fs.syncs;
  await database.query("insert into t values ($1)", [1]);
  expect(fs.syncs).toBeGreaterThan(before);
  await database.exec("checkpoint");
  await database.close();
});

test("a database that is opened again holds what it held", async () => {
  const home = await tempFolder();
  const first = await openEmbedded(home);
  await first.query("create table t (n int)");
  await first.query("insert into t values ($1)", [7]);
  await first.close();
  const second = await openEmbedded(home);
  expect(await second.query("select n from t")).toEqual([{ n: 7 }]);
  await second.close();
});

test("a database that was half made is made anew", async () => {
  const home = await tempFolder();
  await mkdir(path.join(home, "database.new/base"), { recursive: true });
  await writeFile(path.join(home, "database.new/PG_VERSION"), "half");
  const database = await openEmbedded(home);
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
  await database.close();
  expect(await readdir(home)).toEqual(["database"]);
  expect(existsSync(path.join(home, "database/PG_VERSION"))).toBe(true);
});

test("an embedded database says what it is", async () => {
  const database = await openEmbedded(await tempFolder());
  expect(database.kind).toBe("embedded");
  expect(database.url).toBe("postgresql://phasegate@localhost/postgres");
  await database.close();
});
