import {
  declares,
  type Description,
  type Operation,
  nameOf,
  type Parameter,
  type Schema,
  type Shape,
} from "./description.ts";
import type { Mismatch } from "./mismatch.ts";
import { inner, join, outside, type Pair, sayKinds, type Start, walk } from "./pairs.ts";
import { aliasesOf, piecesOf } from "./paths.ts";

/** What clients of `before` can no longer rely on in `after`; of operations that `isLeftOut` names, nothing. */
export function breakingChanges(
  before: Description,
  after: Description,
  isLeftOut: (operation: string) => boolean = () => false,
): Mismatch[] {
  const starts: Starts = { requests: [], answers: [] };
  const direct = before.operations
    .filter((operation) => !isLeftOut(nameOf(operation)))
    .flatMap((operation) => {
      const now = sameIn(before, operation, after);
      const found = now ? ofOperation(operation, now, starts) : [gone];
      const named = (each: Found): Mismatch => ({ ...each, operation: nameOf(operation) });
      return found.map(named);
    });
  return [...direct, ...walk(starts.requests, narrowed), ...walk(starts.answers, changed)];
}

interface Starts {
  requests: Start[];
  answers: Start[];
}

type Found = Omit<Mismatch, "operation">;

const gone: Found = {
  rule: "operation-removed",
  field: "",
  message:
    "it is gone, and clients that call it fail; put it back, or a person must allow that it is removed",
};

/** The operation by the same method and path; names of variables do not count, and servers may be named or not. */
export function sameIn(before: Description, operation: Operation, after: Description): Operation | undefined {
  const same = after.operations.filter(({ method }) => method === operation.method);
  const served = new Set(servedPaths(before, operation));
  const exact = same.find((each) => servedPaths(after, each).some((path) => served.has(path)));
  const bothSay = before.prefixes.some(Boolean) && after.prefixes.some(Boolean);
  if (exact || bothSay) return exact;
  const known = new Set(aliasesOf(before, operation).map(keyOf));
  return same.find((each) => aliasesOf(after, each).some((path) => known.has(keyOf(path))));
}

const lost =
  "it is described in a place that cannot be read now, where it was described in the repository before";

const nowRequired = "it is required now, and requests without it fail";

const keyOf = (pieces: readonly string[]): string => pieces.join("/");

const servedPaths = ({ prefixes }: Description, { path }: Operation): string[] =>
  prefixes.map((prefix) => keyOf([...piecesOf(prefix), ...piecesOf(path)]));

function ofOperation(before: Operation, after: Operation, starts: Starts): Found[] {
  return [
    ...ofParameters(before, after, starts),
    ...ofBody(before, after, starts),
    ...ofResponses(before, after, starts),
  ];
}

function ofParameters(before: Operation, after: Operation, starts: Starts): Found[] {
  const all = new Map(before.parameters.map((each) => [placeOf(before, each), each]));
  return after.parameters.flatMap((parameter) => {
    const old = all.get(placeOf(after, parameter));
    const field = `${parameter.in} ${parameter.name}`;
    if (parameter.isRequired && !old?.isRequired && parameter.in !== "path")
      return [{ rule: "required-added", field, message: nowRequired }];
    if (old)
      starts.requests.push({
        operation: nameOf(before),
        pair: { before: old.schema, after: parameter.schema, field },
      });
    return [];
  });
}

/** A variable of the path is known by its place, anything else by its name. */
function placeOf({ path }: Operation, { in: place, name }: Parameter): string {
  if (place === "path") return `path ${path.split("/").findIndex((piece) => piece.includes(`{${name}}`))}`;
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

function ofBody(operation: Operation, { body: after }: Operation, starts: Starts): Found[] {
  const { body: before } = operation;
  if (!after) return [];
  const isNew = after.isRequired && !before?.isRequired;
  const found: Found[] = isNew ? [{ rule: "required-added", field: "body", message: nowRequired }] : [];
  if (before?.schema && after.schema)
    starts.requests.push({
      operation: nameOf(operation),
      pair: { before: before.schema, after: after.schema, field: "body " },
    });
  return found;
}

/** What a client may send no longer. */
function narrowed(pair: Pair, found: Found[]): Pair[] {
  const [before, after] = [pair.before.shape(), pair.after.shape()];
  const { field } = pair;
  if (after.isUnknown && !before.isUnknown) found.push({ rule: "request-narrowed", field, message: lost });
  if (before.isUnknown || after.isUnknown) return [];
  const message = narrowing(before, after);
  if (message !== null) found.push({ rule: "request-narrowed", field, message });
  for (const [name, { isRequired, only }] of after.fields) {
    if (!isRequired || only === "response" || before.fields.get(name)?.isRequired) continue;
    found.push({ rule: "required-added", field: join(pair.field, name), message: nowRequired });
  }
  for (const name of after.isClosed && !before.isClosed ? before.fields.keys() : []) {
    if (after.fields.has(name)) continue;
    found.push({ rule: "request-narrowed", field: join(pair.field, name), message: "it is refused now" });
  }
  return inner(pair);
}

/** Which kinds or values are refused now; null when none are. */
function narrowing(before: Shape, after: Shape): string | null {
  if (outside(before.kinds, after.kinds).length > 0)
    return `its type is narrower: ${sayKinds(before.kinds)} before, ${sayKinds(after.kinds)} now`;
  if (!after.values) return null;
  if (!before.values) return `it accepts only ${[...after.values].join(", ")} now, and took anything before`;
  const refused = [...before.values].filter((value) => !after.values?.has(value));
  return refused.length > 0 ? `it no longer accepts ${refused.join(", ")}` : null;
}

function ofResponses(operation: Operation, { responses: after }: Operation, starts: Starts): Found[] {
  return [...operation.responses].flatMap(([status, schema]) => {
    const field = `answer ${status}`;
    const now = after.get(status);
    const isGone = !after.has(status) && !declares(after, status);
    if (isGone && status !== "default")
      return [{ rule: "status-removed", field, message: "this status is no longer declared" }];
    if (!schema || now === undefined) return [];
    if (now) {
      const pair = { before: schema, after: now, field: `${field}, ` };
      starts.answers.push({ operation: nameOf(operation), pair });
      return [];
    }
    return [{ rule: "answer-removed", field, message: "its content is no longer described" }];
  });
}

/** What a client may find no longer, or otherwise than before. */
function changed(pair: Pair, found: Found[]): Pair[] {
  const [before, after] = [pair.before.shape(), pair.after.shape()];
  const { field } = pair;
  if (after.isUnknown && !before.isUnknown) found.push({ rule: "answer-changed", field, message: lost });
  if (before.isUnknown || after.isUnknown) return [];
  const isLost = before.kinds.size > 0 && after.kinds.size === 0 && after.fields.size === 0;
  if (isLost || (before.kinds.size > 0 && outside(after.kinds, before.kinds).length > 0)) {
    const message = `its type has changed: ${sayKinds(before.kinds)} before, ${sayKinds(after.kinds)} now`;
    found.push({ rule: "answer-changed", field, message });
    if (isLost) return [];
  }
  for (const [name, old] of before.fields) {
    if (old.only === "request") continue;
    const now = after.fields.get(name);
    const place = join(pair.field, name);
    if (!now) found.push({ rule: "answer-removed", field: place, message: removed(pair.before, pair.after) });
    else if (old.isRequired && !now.isRequired)
      found.push({
        rule: "answer-optional",
        field: place,
        message: "it was always there, and may be absent now",
      });
  }
  return inner(pair).filter((each) => before.fields.get(each.field)?.only !== "request");
}

/** Says what came instead: most often a field that was only called otherwise. */
function removed(before: Schema, after: Schema): string {
  const added = [...after.shape().fields.keys()].filter((name) => !before.shape().fields.has(name));
  const guess = added.length > 0 ? ` (new here: ${added.slice(0, 5).join(", ")})` : "";
  return `it is no longer answered, and clients that read it break${guess}`;
}
