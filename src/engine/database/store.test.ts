import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { testStore } from "../../store/store.testsuite.ts";
import { openEmbedded, openServer } from "./open-database.ts";

const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing) await close();
});

testStore("embedded Postgres", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "store-"));
  const database = await openEmbedded(home);
  closing.push(async () => {
    await database.close();
    await rm(home, { recursive: true, force: true });
  });
  return database;
});

/** An empty database on a server of any kind, for whoever has one at hand. */
const server = process.env["PHASEGATE_TEST_DATABASE_URL"];

testStore(
  server === undefined ? "a Postgres server (set PHASEGATE_TEST_DATABASE_URL)" : "a Postgres server",
  async () => {
    const database = await openServer(server ?? "");
    closing.push(() => database.close());
    await database.query("drop schema if exists phasegate cascade");
    return database;
  },
  server !== undefined,
);
