import type { Kind, Schema } from "./description.ts";

/** Two schemas that are held against each other, and the field where they stand. */
export interface Pair {
  before: Schema;
  after: Schema;
  field: string;
}

const mostPairs = 20_000;
const deepest = 40;

/** Pairs below which nothing was found: most of a description does not change, and is gone through once. */
export type Clean = Set<string>;

/** Goes through two schemas side by side, each pair once, however they hold themselves; tells what `look` finds. */
export function walk<T>(start: Pair, clean: Clean, look: (pair: Pair, found: T[]) => Pair[]): T[] {
  const seen = new Set<string>();
  const found: T[] = [];
  const open: { pair: Pair; depth: number }[] = [{ pair: start, depth: 0 }];
  let at = 0;
  for (; at < open.length && seen.size < mostPairs; at++) {
    const { pair, depth } = open[at] as { pair: Pair; depth: number };
    const key = `${pair.before.id} ${pair.after.id}`;
    if (seen.has(key) || clean.has(key) || depth > deepest) continue;
    seen.add(key);
    for (const each of look(pair, found)) open.push({ pair: each, depth: depth + 1 });
  }
  if (found.length === 0 && at === open.length) for (const key of seen) clean.add(key);
  return found;
}

/** The pieces that both sides have, as pairs of their own. */
export function inner({ before, after, field }: Pair): Pair[] {
  const [a, b] = [before.shape(), after.shape()];
  const pairs: Pair[] = [];
  for (const [name, { schema }] of a.fields) {
    const other = b.fields.get(name);
    if (other) pairs.push({ before: schema, after: other.schema, field: join(field, name) });
  }
  if (a.items && b.items) pairs.push({ before: a.items, after: b.items, field: `${field}[]` });
  if (a.others && b.others) pairs.push({ before: a.others, after: b.others, field: join(field, "*") });
  return pairs;
}

export const join = (field: string, name: string): string =>
  field === "" || /[ ,]$/.test(field) ? `${field}${name}` : `${field}.${name}`;

export const sayKinds = (kinds: ReadonlySet<Kind>): string =>
  kinds.size === 0 ? "anything" : [...kinds].toSorted().join(" or ");

/** Kinds of `some` that `all` has no room for. */
export function outside(some: ReadonlySet<Kind>, all: ReadonlySet<Kind>): Kind[] {
  if (all.size === 0) return [];
  return [...some].filter((kind) => !all.has(kind) && !(kind === "integer" && all.has("number")));
}
