import { type Description, nameOf, type Operation, type Parameter } from "./description.ts";
import { sameIn } from "./breaking.ts";
import type { Mismatch } from "./mismatch.ts";
import { inner, join, type Pair, sayKinds, walk } from "./pairs.ts";

type Found = Omit<Mismatch, "operation" | "rule">;

/** Where a description and what is really served differ in meaning; words, order and references do not count. */
export function differences(described: Description, served: Description): Mismatch[] {
  const rule = "description-stale";
  const found = described.operations.flatMap((operation) => {
    const real = sameIn(described, operation, served);
    const all = real
      ? ofOperation(operation, real)
      : [{ field: "", message: "it is described and not served" }];
    const named = (each: Found): Mismatch => ({ rule, operation: nameOf(operation), ...each });
    return all.map(named);
  });
  const missing = served.operations
    .filter((operation) => !sameIn(served, operation, described))
    .map((operation) => ({
      rule,
      operation: nameOf(operation),
      field: "",
      message: "it is served and not described",
    }));
  return [...found, ...missing];
}

function ofOperation(described: Operation, served: Operation): Found[] {
  return [
    ...ofParameters(described, served),
    ...ofBody(described, served),
    ...ofResponses(described, served),
  ];
}

function ofParameters(described: Operation, served: Operation): Found[] {
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
      const found = between({ before: parameter.schema, after: real.schema, field });
      return found.concat(parameter.isRequired === real.isRequired ? [] : [required(field, real.isRequired)]);
    }),
  ];
}

const required = (field: string, isRequired: boolean): Found => ({
  field,
  message: isRequired
    ? "it is required, and described as optional"
    : "it is optional, and described as required",
});

function ofBody({ body: described }: Operation, { body: served }: Operation): Found[] {
  if (!described || !served) {
    if (!described && !served) return [];
    return [
      { field: "body", message: `it is ${served ? "served and not described" : "described and not served"}` },
    ];
  }
  const found = described.isRequired === served.isRequired ? [] : [required("body", served.isRequired)];
  if (!described.schema || !served.schema) return found;
  return [...found, ...between({ before: described.schema, after: served.schema, field: "body " })];
}

function ofResponses({ responses: described }: Operation, { responses: served }: Operation): Found[] {
  const statuses = [...new Set([...described.keys(), ...served.keys()])];
  return statuses.flatMap((status) => {
    const field = `answer ${status}`;
    if (!served.has(status)) return [{ field, message: "it is described and not served" }];
    if (!described.has(status)) return [{ field, message: "it is served and not described" }];
    const [a, b] = [described.get(status), served.get(status)];
    return a && b ? between({ before: a, after: b, field: `${field}, ` }) : [];
  });
}

function between(start: Pair): Found[] {
  return walk<Found>(start, new Set(), (pair, found) => {
    const [a, b] = [pair.before.shape(), pair.after.shape()];
    if (a.isUnknown || b.isUnknown) return [];
    const field = pair.field.replace(/,? $/, "");
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
  });
}

const sayValues = (values: ReadonlySet<string> | null): string =>
  values ? [...values].toSorted().join(", ") : "any";
