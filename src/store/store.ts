import type { Definition } from "../core/definition.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { Evidence } from "../core/evidence.ts";

/** SQL on Postgres, embedded or not. Parameters are $1, $2 ...; values are what node-postgres makes of them. */
export interface Database {
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface ArtifactVersion {
  name: string;
  version: number;
  step: string;
  /** SHA-256, hexadecimal. */
  digest: string;
  body: string;
  at: string;
}

export interface RunRecord {
  definition: Definition;
  events: KeyedEvent[];
  crashes: number;
}

/** Where runs are kept. Writing the same thing twice changes nothing. */
export interface Store {
  create(definition: Definition): Promise<void>;
  /** The run whose id is `id` or begins with it; null when there is none or more than one. */
  find(id: string): Promise<RunRecord | null>;
  /** Newest first. */
  list(filter?: { repository?: string }): Promise<RunRecord[]>;
  /** Ids of the owner's runs that have not ended. */
  running(): Promise<string[]>;
  /** Returns those that were not there yet. */
  append(run: string, events: readonly KeyedEvent[]): Promise<KeyedEvent[]>;
  events(run: string): Promise<KeyedEvent[]>;
  saveArtifact(run: string, artifact: ArtifactVersion): Promise<void>;
  /** Every version, in the order in which they were written. */
  artifacts(run: string): Promise<ArtifactVersion[]>;
  /** All evidence for a tree, by the name of its check, so that no tree is checked twice. */
  recorded(run: string, tree: string): Promise<Record<string, Evidence>>;
  remember(run: string, check: string, evidence: Evidence): Promise<void>;
  /** Count one more return of the engine on each of these runs. */
  countCrash(runs: readonly string[]): Promise<void>;
  remove(run: string): Promise<void>;
}
