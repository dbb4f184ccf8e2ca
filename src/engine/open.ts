import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openStore } from "../store/sql-store.ts";
import type { EngineParts } from "./context.ts";
import { openEmbedded, openServer } from "./database/open-database.ts";
import type { Engine } from "./engine.ts";
import { LocalEngine } from "./local-engine.ts";
import { type Door, openDoor } from "./owner/door.ts";
import { claim, type Claim } from "./owner/lock.ts";
import { RemoteEngine } from "./owner/remote-engine.ts";
import { type Opened, SharedEngine } from "./owner/shared-engine.ts";

export interface OpenOptions extends Omit<EngineParts, "store"> {
  /** A Postgres server instead of the embedded database. */
  databaseUrl: string | null;
}

/**
 * The engine of a home. One process at a time owns the home and carries out its runs; in any other process the
 * engine asks the owner, and takes its place when the owner has gone.
 */
export async function openEngine(options: OpenOptions): Promise<Engine> {
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  return SharedEngine.open(() => openOnce(options));
}

async function openOnce(options: OpenOptions): Promise<Opened> {
  const socket = socketOf(options.home);
  const claimed = await claim(options.home, socket);
  if (claimed.kind === "taken") {
    return { engine: new RemoteEngine(claimed.owner), close: () => Promise.resolve() };
  }
  try {
    return await openAsOwner(options, claimed);
  } catch (error) {
    await claimed.release();
    throw error;
  }
}

async function openAsOwner(options: OpenOptions, claimed: Extract<Claim, { kind: "mine" }>): Promise<Opened> {
  const { home, databaseUrl } = options;
  const executor = createHash("sha256").update(home).digest("hex").slice(0, 12);
  const database = databaseUrl === null ? await openEmbedded(home) : await openServer(databaseUrl);
  const store = await openStore(database, executor);
  const engine = new LocalEngine({ ...options, store, database, executor });
  const door: Door = await openDoor(engine, claimed.owner);
  return {
    engine,
    async close() {
      await door.close();
      // With runs of others under way the lock is not given back: the end of this process frees it.
      if (await engine.closeIfIdle()) await claimed.release();
    },
  };
}

/** Paths of sockets are short on every system, homes need not be. */
function socketOf(home: string): string {
  const digest = createHash("sha256").update(home).digest("hex").slice(0, 16);
  const near = path.join(home, "owner", "door.sock");
  return near.length < 100 ? near : path.join(tmpdir(), `phasegate-${digest}.sock`);
}
