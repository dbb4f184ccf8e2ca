import type { Database } from "./store.ts";

/** Each entry runs once, in order; never change one that has been released. */
const migrations = [
  `create table phasegate.runs (
     id text primary key,
     repository text not null,
     owner text not null,
     status text not null default 'running',
     crashes integer not null default 0,
     definition jsonb not null,
     created_at timestamptz not null default now())`,
  `create table phasegate.events (
     run text not null references phasegate.runs on delete cascade,
     seq bigserial,
     key text not null,
     at text not null,
     event jsonb not null,
     primary key (run, key))`,
  `create table phasegate.artifacts (
     run text not null references phasegate.runs on delete cascade,
     seq bigserial,
     name text not null,
     version integer not null,
     step text not null,
     digest text not null,
     body text not null,
     at text not null,
     primary key (run, name, version))`,
  `create table phasegate.checks (
     run text not null references phasegate.runs on delete cascade,
     tree text not null,
     name text not null,
     evidence jsonb not null,
     primary key (run, tree, name))`,
  `create view phasegate.evidence as
     select run, event -> 'verdict' ->> 'gate' as gate, event ->> 'phase' as phase, event ->> 'step' as step,
       event -> 'verdict' ->> 'verdict' as verdict, item ->> 'commit' as commit, item ->> 'tree' as tree,
       item ->> 'command' as command, (item ->> 'exitCode')::int as exit_code, item ->> 'at' as at
     from phasegate.events cross join lateral jsonb_array_elements(event -> 'verdict' -> 'evidence') as item
     where event ->> 'type' = 'gate.judged'`,
  `create view phasegate.usage as
     select run, event ->> 'step' as step, event ->> 'role' as role, (event ->> 'attempt')::int as attempt,
       event -> 'usage' as usage
     from phasegate.events where event ->> 'type' = 'attempt.ended'`,
];

/** Of two that look at once both find nothing, in spite of "if not exists"; the later one is content. */
const atOnce = (sql: string): string => `do $begin$ begin
  ${sql};
exception when unique_violation or duplicate_schema or duplicate_table then null;
end $begin$`;

/** Bring the schema up to date; safe when several processes do it at once. */
export async function migrate(database: Database): Promise<void> {
  await database.query(atOnce("create schema if not exists phasegate"));
  await database.query(
    atOnce("create table if not exists phasegate.migrations (version integer primary key)"),
  );
  const done = await database.query<{ version: number }>("select version from phasegate.migrations");
  const known = new Set(done.map((row) => row.version));
  for (const [index, sql] of migrations.entries()) {
    if (known.has(index)) continue;
    await database.query(`do $migration$ begin
      lock table phasegate.migrations in exclusive mode;
      if not exists (select 1 from phasegate.migrations where version = ${index}) then
        execute $sql$${sql}$sql$;
        insert into phasegate.migrations values (${index});
      end if;
    end $migration$`);
  }
}
