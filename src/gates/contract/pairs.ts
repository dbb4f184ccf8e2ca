import type { Kind, Schema } from "./description.ts";

/** Two schemas that are held against each other, and the field where they stand. */
export interface Pair {
  before: Schema;
  after: Schema;
  field: string;
}

/** Where the comparison of an operation begins: its body, an answer, a parameter. */
export interface Start {
  operation: string;
  pair: Pair;
}

/** Looks at one pair: adds what is wrong there to `found`, and gives the pairs below. Fields begin at the pair. */
export type Look<T> = (pair: Pair, found: T[]) => Pair[];

interface Looked<T> {
  key: string;
  found: T[];
  pairs: Pair[];
  /** Pairs that have this one below them. */
  above: string[];
}

const mostPairs = 200_000;
/** A shape that more operations share is told once, with all that it concerns. */
const mostAlike = 5;

const keyOf = ({ before, after }: Pair): string => `${before.id} ${after.id}`;

/**
 * Goes through the schemas of all operations side by side. Each pair is looked at once, whoever shares it and
 * however it holds itself; what is wrong is told of every operation that comes to it.
 */
export function walk<T extends { field: string }>(
  starts: readonly Start[],
  look: Look<T>,
): (T & { operation: string })[] {
  const known = explored(starts, look);
  return [...known.values()]
    .filter(({ found }) => found.length > 0)
    .flatMap((wrong) => toldOf(wrong, starts, known));
}

function explored<T>(starts: readonly Start[], look: Look<T>): Map<string, Looked<T>> {
  const known = new Map<string, Looked<T>>();
  const open: { pair: Pair; above: string | null }[] = starts.map(({ pair }) => ({ pair, above: null }));
  for (let at = 0; at < open.length; at++) {
    const { pair, above } = open[at] as { pair: Pair; above: string | null };
    const key = keyOf(pair);
    const before = known.get(key);
    if (above !== null) before?.above.push(above);
    if (before || known.size >= mostPairs) continue;
    const found: T[] = [];
    const pairs = look({ ...pair, field: "" }, found);
    known.set(key, { key, found, pairs, above: above === null ? [] : [above] });
    for (const each of pairs) open.push({ pair: each, above: key });
  }
  return known;
}

function toldOf<T extends { field: string }>(
  wrong: Looked<T>,
  starts: readonly Start[],
  known: ReadonlyMap<string, Looked<T>>,
): (T & { operation: string })[] {
  const reaching = reachedFrom(wrong.key, known);
  const concerned = starts.filter(({ pair }) => reaching.has(keyOf(pair)));
  const names = [...new Set(concerned.map(({ operation }) => operation))];
  const isShared = names.length > mostAlike;
  const shown = isShared ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : null;
  return (isShared ? concerned.slice(0, 1) : concerned).flatMap(({ operation, pair }) => {
    const field = wayTo(wrong.key, pair, { known, reaching });
    const told = (each: T): T & { operation: string } => ({
      ...each,
      operation: shown ?? operation,
      field: below(field, each.field).replace(/,? $/, ""),
    });
    return wrong.found.map(told);
  });
}

/** All pairs from which one comes to a pair. */
function reachedFrom<T>(key: string, known: ReadonlyMap<string, Looked<T>>): Set<string> {
  const reached = new Set([key]);
  for (const each of reached) for (const above of known.get(each)?.above ?? []) reached.add(above);
  return reached;
}

interface Ways<T> {
  known: ReadonlyMap<string, Looked<T>>;
  reaching: ReadonlySet<string>;
}

/** The field by which one comes from a pair to another, by the shortest way. */
function wayTo<T>(key: string, start: Pair, { known, reaching }: Ways<T>): string {
  const seen = new Set([keyOf(start)]);
  const open = [start];
  for (let at = 0; at < open.length; at++) {
    const pair = open[at] as Pair;
    if (keyOf(pair) === key) return pair.field;
    for (const each of known.get(keyOf(pair))?.pairs ?? []) {
      const next = keyOf(each);
      if (seen.has(next) || !reaching.has(next)) continue;
      seen.add(next);
      open.push({ ...each, field: below(pair.field, each.field) });
    }
  }
  return start.field;
}

/** A field that lies below another: "body " and "lines" are "body lines". */
function below(field: string, name: string): string {
  if (name === "") return field;
  return name.startsWith("[") ? `${field.replace(/ $/, "").replace(/,$/, ", ")}${name}` : join(field, name);
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
