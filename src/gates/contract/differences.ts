import { type Description, nameOf, type Operation, type Parameter } from "./description.ts";
import { sameIn } from "./breaking.ts";
import type { Mismatch } from "./mismatch.ts";
import { inner, join, type Pair, sayKinds, type Start, walk } from "./pairs.ts";

interface Found {
  field: string;
  message: string;
}

/** Where a description and what is really served differ in meaning; words, order and references do not count. */
export function differences(described: Description, served: Description): Mismatch[] {
  const starts: Start[] = [];
  const direct = described.operations.flatMap((operation) => {
    const real = sameIn(described, operation, served);
    const all = real
      ? ofOperation(operation, real, starts)
      : [{ field: "", message: "it is described and not served" }];
    const named = (each: Found) => ({ ...each, operation: nameOf(operation) });
    return all.map(named);
  });
  const missing = served.operations
    .filter((operation) => !sameIn(served, operation, described))
    .map((operation) => ({
      operation: nameOf(operation),
      field: "",
      message: "it is served and not described",
    }));
  const stale = (each: Found & { operation: string }): Mismatch => ({ rule: "description-stale", ...each });
  return [...direct, ...walk(starts, between), ...missing].map(stale);
}

function ofOperation(described: Operation, served: Operation, starts: Start[]): Found[] {
  return [
    ...ofParameters(described, served, starts),
    ...ofBody(described, served, starts),
    ...ofResponses(described, served, starts),
  ];
}

function ofParameters(described: Operation, served: Operation, starts: Start[]): Found[] {
  const nameIn = ({ in: place, name }: Parameter): string =>
    place === "header" ? `header ${name.toLowerCase()}` : `${place} ${name}`;
  const listed = ({ parameters }: Operation): Map<string, Parameter> =>
    new Map(parameters.filter((each) => each.in !== "path").map((each) => [nameIn(each), each]));
  const [a, b] = [listed(described), listed(served)];
  const extra = [...b.keys()].filter((field) => !a.has(field));
  return [
    ...extra.map((field) => ({ field, message: "it is served and not described" })),
    ...[...a].flatMap(([field, parameter]) => {
      const real = b.get(field);
      if (!real) return [{ field, message: "it is described and not served" }];
      const pair = { before: parameter.schema, after: real.schema, field };
      starts.push({ operation: nameOf(described), pair });
      return parameter.isRequired === real.isRequired ? [] : [required(field, real.isRequired)];
    }),
  ];
}

const required = (field: string, isRequired: boolean): Found => ({
  field,
  message: isRequired
    ? "it is required, and described as optional"
    : "it is optional, and described as required",
});

function ofBody(operation: Operation, { body: served }: Operation, starts: Start[]): Found[] {
  const { body: described } = operation;
  if (!described || !served) {
    if (!described && !served) return [];
    return [
      { field: "body", message: `it is ${served ? "served and not described" : "described and not served"}` },
    ];
  }
  const found = described.isRequired === served.isRequired ? [] : [required("body", served.isRequired)];
  if (described.schema && served.schema)
    starts.push({
      operation: nameOf(operation),
      pair: { before: described.schema, after: served.schema, field: "body " },
    });
  return found;
}

function ofResponses(operation: Operation, { responses: served }: Operation, starts: Start[]): Found[] {
  const { responses: described } = operation;
  const statuses = [...new Set([...described.keys(), ...served.keys()])];
  return statuses.flatMap((status) => {
    const field = `answer ${status}`;
    if (!served.has(status)) return [{ field, message: "it is described and not served" }];
    if (!described.has(status)) return [{ field, message: "it is served and not described" }];
    const [a, b] = [described.get(status), served.get(status)];
    if (a && b)
      starts.push({ operation: nameOf(operation), pair: { before: a, after: b, field: `${field}, ` } });
    return [];
  });
}

function between(pair: Pair, found: Found[]): Pair[] {
  const [a, b] = [pair.before.shape(), pair.after.shape()];
  if (a.isUnknown || b.isUnknown) return [];
  const { field } = pair;
  const say = (what: string, described: string, served: string): void => {
    if (described === served) return;
    found.push({ field, message: `its ${what} is described as ${described}, and is ${served}` });
  };
  say("type", sayKinds(a.kinds), sayKinds(b.kinds));
  say("set of values", sayValues(a.values), sayValues(b.values));
  for (const rule of new Set([...a.rules.keys(), ...b.rules.keys()]))
    say(rule, a.rules.get(rule) ?? "unlimited", b.rules.get(rule) ?? "unlimited");
  for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const [one, other] = [a.fields.get(name), b.fields.get(name)];
    const place = join(pair.field, name);
    if (!one || !other)
      found.push({
        field: place,
        message: one ? "it is described and not served" : "it is served and not described",
      });
    else if (one.isRequired !== other.isRequired) found.push(required(place, other.isRequired));
  }
  return inner(pair);
}

const sayValues = (values: ReadonlySet<string> | null): string =>
  values ? [...values].toSorted().join(", ") : "any";
