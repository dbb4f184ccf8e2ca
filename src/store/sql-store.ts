import type { Definition } from "../core/definition.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { Evidence } from "../core/evidence.ts";
import { migrate } from "./schema.ts";
import type { ArtifactVersion, Database, RunRecord, Store } from "./store.ts";

interface RunRow {
  id: string;
  definition: Definition;
  crashes: number;
}

/**
 * The store on any Postgres; brings its schema up to date first. Runs are made under the name of `owner`, so
 * that several machines can share a server.
 */
export async function openStore(database: Database, owner: string): Promise<Store> {
  await migrate(database);
  return new SqlStore(database, owner);
}

class SqlStore implements Store {
  private readonly database: Database;
  private readonly owner: string;

  constructor(database: Database, owner: string) {
    this.database = database;
    this.owner = owner;
  }

  async create(definition: Definition): Promise<void> {
    await this.database.query(
      "insert into phasegate.runs (id, repository, owner, definition) values ($1, $2, $3, $4) on conflict do nothing",
      [definition.id, definition.repository, this.owner, JSON.stringify(definition)],
    );
  }

  async find(id: string): Promise<RunRecord | null> {
    const rows = await this.database.query<RunRow>(
      "select id, definition, crashes from phasegate.runs where starts_with(id, $1) order by id limit 2",
      [id],
    );
    const row = rows.find((candidate) => candidate.id === id) ?? (rows.length === 1 ? rows[0] : undefined);
    return row ? this.record(row) : null;
  }

  async list(filter: { repository?: string } = {}): Promise<RunRecord[]> {
    const rows = await this.database.query<RunRow>(
      `select id, definition, crashes from phasegate.runs
       where $1::text is null or repository = $1 order by created_at desc, id desc`,
      [filter.repository ?? null],
    );
    return Promise.all(rows.map((row) => this.record(row)));
  }

  async running(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      "select id from phasegate.runs where status = 'running' and owner = $1",
      [this.owner],
    );
    return rows.map((row) => row.id);
  }

  async append(run: string, events: readonly KeyedEvent[]): Promise<KeyedEvent[]> {
    if (events.length === 0) return [];
    const added = await this.database.query<{ key: string }>(
      `with added as (
         insert into phasegate.events (run, key, at, event)
         select $1, item ->> 'key', item ->> 'at', item -> 'event'
         from jsonb_array_elements($2::jsonb) with ordinality as given (item, place) order by place
         on conflict do nothing returning key, seq, event),
       turned as (
         update phasegate.runs set status = coalesce(turn.status, 'running')
         from (select event ->> 'status' as status from added
               where event ->> 'type' in ('run.ended', 'run.resumed') order by seq desc limit 1) as turn
         where id = $1)
       select key from added`,
      [run, JSON.stringify(events)],
    );
    const keys = new Set(added.map(({ key }) => key));
    return events.filter(({ key }) => keys.has(key));
  }

  async events(run: string): Promise<KeyedEvent[]> {
    return this.database.query<KeyedEvent>(
      "select key, at, event from phasegate.events where run = $1 order by seq",
      [run],
    );
  }

  async saveArtifact(run: string, artifact: ArtifactVersion): Promise<void> {
    await this.database.query(
      `insert into phasegate.artifacts (run, name, version, step, digest, body, at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [run, artifact.name, artifact.version, artifact.step, artifact.digest, artifact.body, artifact.at],
    );
  }

  async artifacts(run: string): Promise<ArtifactVersion[]> {
    return this.database.query<ArtifactVersion>(
      "select name, version, step, digest, body, at from phasegate.artifacts where run = $1 order by seq",
      [run],
    );
  }

  async recorded(run: string, tree: string): Promise<Record<string, Evidence>> {
    const rows = await this.database.query<{ name: string; evidence: Evidence }>(
      "select name, evidence from phasegate.checks where run = $1 and tree = $2",
      [run, tree],
    );
    return Object.fromEntries(rows.map(({ name, evidence }) => [name, evidence]));
  }

  async remember(run: string, check: string, evidence: Evidence): Promise<void> {
    await this.database.query(
      "insert into phasegate.checks (run, tree, name, evidence) values ($1, $2, $3, $4) on conflict (run, tree, name) do update set evidence = excluded.evidence",
      [run, evidence.tree, check, JSON.stringify(evidence)],
    );
  }

  async countCrash(runs: readonly string[]): Promise<void> {
    if (runs.length === 0) return;
    await this.database.query("update phasegate.runs set crashes = crashes + 1 where id = any($1::text[])", [
      [...runs],
    ]);
  }

  async remove(run: string): Promise<void> {
    await this.database.query("delete from phasegate.runs where id = $1", [run]);
  }

  private async record(row: RunRow): Promise<RunRecord> {
    return { definition: row.definition, crashes: row.crashes, events: await this.events(row.id) };
  }
}
