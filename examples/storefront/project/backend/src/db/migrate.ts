import { type Database, execute, inTransaction, selectAll } from "./connection.js";
import { migrations } from "./migrations/index.js";

/** Applies every migration that has not run yet; returns the names of those it applied. */
export function migrate(database: Database): string[] {
  database.exec(
    "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)",
  );
  const done = new Set(
    selectAll<{ name: string }>(database, "SELECT name FROM migrations").map((row) => row.name),
  );
  const pending = migrations.filter((migration) => !done.has(migration.name));
  for (const migration of pending) {
    inTransaction(database, () => {
      database.exec(migration.sql);
      execute(database, "INSERT INTO migrations (name, applied_at) VALUES (?, ?)", [
        migration.name,
        new Date().toISOString(),
      ]);
    });
  }
  return pending.map((migration) => migration.name);
}
