import type { EventEmitter } from "node:events";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Pool } from "pg";
import type { Database } from "../../store/store.ts";
import { PGlitePool } from "./pglite-pool.ts";

/** A database for the engine: the same code on embedded Postgres and on a server. */
export interface EngineDatabase extends Database {
  readonly kind: "embedded" | "server";
  readonly url: string;
  /** What DBOS is given as its pool. */
  readonly pool: Pool;
  /** Resolves with what went wrong when nothing can be written any more; reading may still go well. */
  readonly unwritable: Promise<Error>;
  close(): Promise<void>;
}

/** Embedded Postgres below `home`; the caller holds the lock of `home`. */
export async function openEmbedded(home: string): Promise<EngineDatabase> {
  const directory = path.join(home, "database");
  if (!(await exists(directory))) await initialize(directory);
  const pool = await PGlitePool.open(directory);
  return wrap(pool as unknown as Pool, "embedded", "postgresql://phasegate@localhost/postgres");
}

export async function openServer(url: string): Promise<EngineDatabase> {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on("error", () => undefined); // a lost idle connection is replaced at the next query
  return wrap(pool, "server", url);
}

function wrap(pool: Pool, kind: EngineDatabase["kind"], url: string): EngineDatabase {
  return {
    kind,
    url,
    pool,
    unwritable: new Promise((resolve) => {
      (pool as EventEmitter).once("unwritable", resolve);
    }),
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as Row[],
    close: () => pool.end(),
  };
}

/** A half-made data directory is never seen: it is made beside and renamed. */
async function initialize(directory: string): Promise<void> {
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const pool = await PGlitePool.open(draft);
  await pool.query("select 1");
  await pool.end();
  await rename(draft, directory);
}

async function exists(directory: string): Promise<boolean> {
  return (await stat(directory).catch(() => null)) !== null;
}
