import type { Result } from "./embedded.ts";

export interface Question {
  id: number;
  /** Null: close the database. */
  query: { text: string; parameters: readonly unknown[] } | null;
}

/** An error cannot travel with its class; Postgres' own fields, such as `code`, come along. */
export type Answer = { id: number; result: Result | null } | { id: number; error: Record<string, unknown> };
