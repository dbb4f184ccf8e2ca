import type { Description, Operation, Shape } from "../description.ts";
import { nameOf } from "../description.ts";
import type { Mismatch } from "../mismatch.ts";
import { aliasesOf, commonPieces, piecesOf } from "../paths.ts";
import { type Address, addressOf, fit } from "./address.ts";
import type { Fields } from "./options.ts";
import type { Request } from "./requests.ts";

/** A request and where it stands. */
export interface Call {
  file: string;
  line: number;
  request: Request;
}

/** What the frontend calls and the description does not know, as far as that is sure. */
export function disagreements(
  calls: readonly Call[],
  description: Description,
  isShared: boolean,
): Mismatch[] {
  const hosts = new Set(description.hosts);
  const all = calls.flatMap((call) => {
    const address = addressOf(call.request.url, hosts);
    return address ? [{ call, address, fits: fitting(address, description) }] : [];
  });
  const ours = new Set(all.filter(({ fits }) => fits.length > 0).map(({ address }) => address.base));
  return all.flatMap((each) => {
    const isOurs = each.address.base === null || ours.has(each.address.base);
    const found = each.fits.length > 0 ? ofKnown(each) : isOurs ? ofUnknown(each, description, isShared) : [];
    const { file, line } = each.call;
    return found.map((mismatch): Mismatch => Object.assign(mismatch, { path: file, line }));
  });
}

interface Looked {
  call: Call;
  address: Address;
  fits: readonly Fitting[];
}

interface Fitting {
  operation: Operation;
  isExact: boolean;
}

function fitting(address: Address, description: Description): Fitting[] {
  const found = description.operations.flatMap((operation) => {
    const fits = aliasesOf(description, operation).map((own) => fit(address, own));
    if (fits.every((each) => each === "no")) return [];
    return [{ operation, isExact: fits.includes("exactly") }];
  });
  if (found.length > 0 || address.base === null) return found;
  // Behind a base that is not known, the beginning of each path may be part of that base.
  const common = commonPieces(description).length;
  return description.operations
    .filter((operation) => fit(address, piecesOf(operation.path).slice(common)) !== "no")
    .map((operation) => ({ operation, isExact: false }));
}

/** No operation has this path: a mistake only where the description serves everything that lies beside it. */
function ofUnknown({ call, address }: Looked, description: Description, isShared: boolean): Mismatch[] {
  if (!isServed(address, description, isShared)) return [];
  const operation = `${call.request.method ?? "any method"} ${sayPath(address)}`;
  const message =
    "the frontend calls it, and the description has no such path; call what exists, or describe and serve it";
  return [{ rule: "unknown-call", operation, field: "", message }];
}

function isServed({ segments, base }: Address, description: Description, isShared: boolean): boolean {
  const start = segments.map((segment) =>
    segment.length === 1 && typeof segment[0] === "string" ? segment[0] : null,
  );
  const common = commonPieces(description);
  const begins = (pieces: readonly string[]): boolean =>
    pieces.length > 0 &&
    pieces.length <= start.length &&
    pieces.every((piece, at) => start[at] === piece && piece !== "");
  const first = description.operations.flatMap((operation) =>
    aliasesOf(description, operation).map((own) => own.slice(0, common.length + 1)),
  );
  if (base !== null) return first.some((pieces) => begins(pieces) || begins(pieces.slice(common.length)));
  const prefixes = description.prefixes.map((prefix) => [...piecesOf(prefix), ...common]);
  return isShared
    ? first.some(begins)
    : [...prefixes, ...(common.length > 0 ? [common] : [])].some(begins) || first.some(begins);
}

const sayPath = ({ segments }: Address): string =>
  `/${segments.map((segment) => segment.map((piece) => (typeof piece === "string" ? piece : "{}")).join("")).join("/")}`;

function ofKnown({ call: { request }, address, fits }: Looked): Mismatch[] {
  const { method } = request;
  if (method === null) return [];
  const same = fits.filter(({ operation }) => operation.method === method);
  if (same.length === 0) {
    if (method === "HEAD" || method === "OPTIONS") return [];
    const exact = fits.filter(({ isExact }) => isExact);
    if (exact.length === 0 && fits.length > 1) return [];
    const there = [...new Set(fits.map(({ operation }) => operation.method))].join(", ");
    const message = `the frontend calls it, and the description has only ${there} there`;
    return [{ rule: "unknown-call", operation: `${method} ${sayPath(address)}`, field: "", message }];
  }
  const exact = same
    .filter(({ isExact }) => isExact)
    .toSorted((a, b) => fixed(b.operation) - fixed(a.operation));
  const [only] = exact.length > 0 ? exact : same;
  if (!only || (exact.length === 0 && same.length > 1)) return [];
  const found = [...ofQuery(request, address, only.operation), ...ofBody(request, only.operation)];
  return found.map((each): Mismatch => Object.assign(each, { operation: nameOf(only.operation) }));
}

const fixed = ({ path }: Operation): number => piecesOf(path).filter((piece) => piece !== "").length;

type Found = Omit<Mismatch, "operation"> & { operation: string };

function ofQuery({ query }: Request, address: Address, operation: Operation): Found[] {
  const known = operation.parameters.filter((each) => each.in === "query");
  // An object in the query is written as its fields.
  if (known.some(({ schema }) => schema.shape().kinds.has("object") || schema.shape().fields.size > 0))
    return [];
  const names = new Set(known.map(({ name }) => name.replace(/\[\]$/, "")));
  return [...new Set([...address.query, ...(query?.fields.keys() ?? [])])]
    .filter((name) => !names.has(name.replace(/\[.*$/, "")))
    .map((name) => ({
      rule: "unknown-field",
      operation: "",
      field: `query ${name}`,
      message: "the frontend sends it, and the description does not know it",
    }));
}

function ofBody({ body, hasBody }: Request, { body: described }: Operation): Found[] {
  if (!body || !hasBody || !described?.schema) return [];
  const shape = described.schema.shape();
  if (shape.isUnknown || shape.fields.size === 0 || (shape.kinds.size > 0 && !shape.kinds.has("object")))
    return [];
  return [...unknownIn(body, shape), ...missingIn(body, shape)];
}

function unknownIn({ fields }: Fields, shape: Shape): Found[] {
  if (shape.others) return [];
  return [...fields.keys()]
    .filter((name) => !shape.fields.has(name))
    .map((name) => ({
      rule: "unknown-field",
      operation: "",
      field: `body ${name}`,
      message: "the frontend sends it, and the description does not know it",
    }));
}

function missingIn({ fields, isOpen }: Fields, shape: Shape): Found[] {
  if (isOpen) return [];
  return [...shape.fields]
    .filter(([name, { isRequired, only }]) => isRequired && only !== "response" && !fields.has(name))
    .map(([name]) => ({
      rule: "missing-field",
      operation: "",
      field: `body ${name}`,
      message: "it is required, and the frontend does not send it",
    }));
}
