import sqlite from "node-sqlite3-wasm";

export type Database = sqlite.Database;
type Value = string | number | null;

/** Opens the database file, or one in memory that lives as long as its connection. */
export function openDatabase(path = ":memory:"): Database {
  const database = new sqlite.Database(path);
  database.exec("PRAGMA foreign_keys = ON");
  return database;
}

export function selectAll<Row>(database: Database, sql: string, values: Value[] = []): Row[] {
  return database.all(sql, values) as unknown as Row[];
}

export function selectOne<Row>(database: Database, sql: string, values: Value[] = []): Row | null {
  return database.get(sql, values) as unknown as Row | null;
}

/** Returns how many rows the statement changed. */
export function execute(database: Database, sql: string, values: Value[] = []): number {
  return database.run(sql, values).changes;
}

export function inTransaction<Result>(database: Database, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
