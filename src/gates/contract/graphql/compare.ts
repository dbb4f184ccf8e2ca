import type { Mismatch } from "../mismatch.ts";
import { tableCells } from "../plan.ts";
import { type Library, named, roots, type Schema } from "./schema.ts";

/** What clients of `before` can no longer rely on in `after`. */
export const breakingChanges = (
  { findBreakingChanges }: Library,
  before: Schema,
  after: Schema,
): Mismatch[] =>
  findBreakingChanges(before, after).map(({ type, description }) => ({
    rule: type.toLowerCase().replaceAll("_", "-"),
    operation: placeIn(description),
    field: "",
    message: description.replace(/\.$/, ""),
  }));

const placeIn = (text: string): string =>
  /\b([A-Za-z_]\w*\.\w+)\b/.exec(text)?.[1] ?? /\btype (\w+)/.exec(text)?.[1] ?? /^\w+/.exec(text)?.[0] ?? "";

/** Where a committed schema and the one that is served differ. */
export function differences(described: Schema, served: Schema): Mismatch[] {
  const [a, b] = [named(described), named(served)];
  const rule = "description-stale";
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((operation) => {
    const [is, real] = [a.get(operation), b.get(operation)];
    if (is === real) return [];
    const message =
      is === undefined
        ? "it is served and not described"
        : real === undefined
          ? "it is described and not served"
          : `it is described as \`${is}\`, and is \`${real}\``;
    return [{ rule, operation, field: "", message }];
  });
}

const naming = /\b(Query|Mutation|Subscription)\.(\w+)|\b(query|mutation|subscription)s?:?\s+(\w+)/g;

/** Fields that the tables of a plan promise. */
function planned(plan: string): string[] {
  return tableCells(plan).flatMap(([first = ""]) =>
    [...first.replaceAll(/[`*]/g, "").matchAll(naming)].map((match) => {
      const [, root, field, word = "", name] = match;
      return root === undefined ? `${word[0]?.toUpperCase()}${word.slice(1)}.${name}` : `${root}.${field}`;
    }),
  );
}

/** What the plan names exists, and what is new is named in one of the texts. */
export function agreesWithPlan(
  ends: { now: Schema; base: Schema | null },
  plan: string,
  texts: readonly string[],
): Mismatch[] {
  const now = roots(ends.now);
  const missing = planned(plan)
    .filter((operation) => !now.includes(operation))
    .map((operation) => ({
      rule: "plan-operation",
      operation,
      field: "",
      message: "the plan names it, and the schema does not have it; build and describe it",
    }));
  if (!ends.base) return missing;
  const before = new Set(roots(ends.base));
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
  const unplanned = now
    .filter((operation) => !before.has(operation) && !words.has(operation.split(".")[1] ?? ""))
    .map((operation) => ({
      rule: "undeclared-operation",
      operation,
      field: "",
      message: "it is new, and the plan does not name it; take it out, or a person must allow it",
    }));
  return [...missing, ...unplanned];
}
