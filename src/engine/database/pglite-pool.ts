import { EventEmitter } from "node:events";
import { PGlite } from "@electric-sql/pglite";
import { DurableFs } from "./durable-fs.ts";
import { Mutex } from "./mutex.ts";

/** What node-postgres gives for int8 and timestamps: text. */
const parsers = { 20: asText, 1114: asText, 1184: asText };

function asText(value: string): string {
  return value;
}

type Query = string | { text: string; values?: unknown[] };

interface Result {
  rows: Record<string, unknown>[];
  fields: unknown[];
  rowCount: number;
}

/** Embedded Postgres in the form of a node-postgres pool: one connection, handed out to one client at a time. */
export class PGlitePool extends EventEmitter {
  readonly options = { max: 2 };
  private readonly mutex = new Mutex();
  private readonly db: PGlite;

  private constructor(db: PGlite) {
    super();
    this.db = db;
  }

  /** Open the data directory; the caller must be its only owner. */
  static async open(directory: string): Promise<PGlitePool> {
    return new PGlitePool(await PGlite.create({ fs: new DurableFs(directory) }));
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
  private readonly db: PGlite;
  private readonly giveBack: () => void;
  private readonly onUnwritable: (error: Error) => void;

  constructor(db: PGlite, giveBack: () => void, onUnwritable: (error: Error) => void) {
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

  private async run(query: Query, values?: unknown[]): Promise<Result> {
    const text = typeof query === "string" ? query : query.text;
    const parameters = (typeof query === "string" ? values : query.values) ?? [];
    const result =
      parameters.length > 0
        ? await this.db.query<Record<string, unknown>>(text, parameters, { parsers })
        : (await this.db.exec(text, { parsers })).at(-1);
    const rows = (result?.rows ?? []) as Record<string, unknown>[];
    return { rows, fields: result?.fields ?? [], rowCount: result?.affectedRows || rows.length };
  }

  release(): void {
    this.giveBack();
  }
}

/** Postgres' codes for a full disk and a failed write, and the system's. */
const unwritable = new Set(["53100", "58030", "ENOSPC", "EDQUOT", "EIO", "EROFS"]);

const isUnwritable = (error: Error): boolean => "code" in error && unwritable.has(String(error.code));
