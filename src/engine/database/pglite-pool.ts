import { EventEmitter } from "node:events";
import type { Embedded, Result } from "./embedded.ts";
import { Mutex } from "./mutex.ts";
import { openDatabase } from "./open-thread.ts";

type Query = string | { text: string; values?: unknown[] };

/** Embedded Postgres in the form of a node-postgres pool: one connection, handed out to one client at a time. */
export class PGlitePool extends EventEmitter {
  readonly options = { max: 2 };
  private readonly mutex = new Mutex();
  private readonly db: Embedded;

  private constructor(db: Embedded) {
    super();
    this.db = db;
  }

  /** Open the data directory; the caller must be its only owner. */
  static async open(directory: string): Promise<PGlitePool> {
    return new PGlitePool(await openDatabase(directory));
  }

  async connect(): Promise<PGliteClient> {
    return new PGliteClient(this.db, await this.mutex.acquire(), (error) => this.emit("unwritable", error));
  }

  async query(query: Query, values?: unknown[]): Promise<Result> {
    const client = await this.connect();
    try {
      return await client.query(query, values);
    } finally {
      client.release();
    }
  }

  async end(): Promise<void> {
    const release = await this.mutex.acquire();
    await this.db.close();
    release();
  }
}

class PGliteClient extends EventEmitter {
  private readonly db: Embedded;
  private readonly giveBack: () => void;
  private readonly onUnwritable: (error: Error) => void;

  constructor(db: Embedded, giveBack: () => void, onUnwritable: (error: Error) => void) {
    super();
    this.db = db;
    this.giveBack = giveBack;
    this.onUnwritable = onUnwritable;
  }

  async query(query: Query, values?: unknown[]): Promise<Result> {
    try {
      return await this.run(query, values);
    } catch (error) {
      if (error instanceof Error && isUnwritable(error)) this.onUnwritable(error);
      throw error;
    }
  }

  private run(query: Query, values?: unknown[]): Promise<Result> {
    const text = typeof query === "string" ? query : query.text;
    const parameters = (typeof query === "string" ? values : query.values) ?? [];
    return this.db.run(text, parameters);
  }

  release(): void {
    this.giveBack();
  }
}

/** Postgres' codes for a full disk and a failed write, and the system's. */
const unwritable = new Set(["53100", "58030", "ENOSPC", "EDQUOT", "EIO", "EROFS"]);

const isUnwritable = (error: Error): boolean => "code" in error && unwritable.has(String(error.code));
