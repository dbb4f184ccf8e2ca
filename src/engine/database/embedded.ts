import { setFlagsFromString } from "node:v8";
import { PGlite } from "@electric-sql/pglite";
import { DurableFs } from "./durable-fs.ts";

export interface Result {
  rows: Record<string, unknown>[];
  fields: unknown[];
  rowCount: number;
}

/** Embedded Postgres: one connection. Without parameters, a text may hold several statements; the last one answers. */
export interface Embedded {
  run(text: string, parameters: readonly unknown[]): Promise<Result>;
  close(): Promise<void>;
}

/** What node-postgres gives for int8 and timestamps: text. */
const parsers = { 20: asText, 1114: asText, 1184: asText };

function asText(value: string): string {
  return value;
}

/** Open the data directory in this thread; the caller must be its only owner. */
export async function openHere(directory: string): Promise<Embedded> {
  // Optimizing Postgres' code costs more than it gives: a run asks it a thousand things, and waits for the disk.
  setFlagsFromString("--liftoff-only");
  const db = await PGlite.create({ fs: new DurableFs(directory) });
  return {
    async run(text, parameters) {
      const result =
        parameters.length > 0
          ? await db.query<Record<string, unknown>>(text, [...parameters], { parsers })
          : (await db.exec(text, { parsers })).at(-1);
      const rows = (result?.rows ?? []) as Record<string, unknown>[];
      return { rows, fields: result?.fields ?? [], rowCount: result?.affectedRows || rows.length };
    },
    close: () => db.close(),
  };
}
