import { nodesBelow, type SyntaxNode } from "../../syntax/syntax.ts";
import { bare, type Func } from "./modules.ts";
import { type Fields, fieldsOf, sentBy, textIn, wholeText } from "./options.ts";
import { baseOptions, makers, type Sink, sinkOf, type Style } from "./sinks.ts";
import { argumentsOf, calleeOf, type Given, inside, parameterOf, type Piece, type Place } from "./text.ts";

/** A request that the frontend sends, as far as its source says. */
export interface Request {
  url: readonly Piece[];
  /** Null when it is only known when the program runs. */
  method: string | null;
  /** Fields of the query beside those in the url. */
  query: Fields | null;
  body: Fields | null;
  /** What is sent is JSON or the like; otherwise nothing may be said of a body that is not seen. */
  hasBody: boolean;
}

const deepest = 5;

/** The requests that a call sends, by itself or through functions of the project that it calls. */
export function requestsOf(call: SyntaxNode, place: Place, depth = 0): Request[] {
  const name = calleeOf(call, place);
  if (name === "" || depth > deepest || !place.world.mayGoOn()) return [];
  const func = place.world.func(place.module, name);
  if (func) return isCarrier(func, place) ? throughOf(func, call, place, depth) : [];
  const sink = sinkAt(name, place, call);
  const request = sink && requestOf(sink, call, place);
  return request ? [request] : [];
}

/** The requests of a function, with what is given to it here. */
function throughOf(func: Func, call: SyntaxNode, place: Place, depth: number): Request[] {
  if (place.given.has(func.node)) return [];
  const within = inside(func, call, place);
  return callsIn(func).flatMap((inner) => requestsOf(inner, within, depth + 1));
}

const known = new WeakMap<SyntaxNode, SyntaxNode[]>();

function callsIn({ node }: Func): SyntaxNode[] {
  const calls =
    known.get(node) ??
    [...nodesBelow(node)].filter(({ type }) => type === "call_expression" || type === "new_expression");
  known.set(node, calls);
  return calls;
}

const carriers = new WeakMap<Func, boolean>();

/** Whether a function sends a request whose path or method comes from what it is given. */
function isCarrier(func: Func, { world }: Place): boolean {
  const before = carriers.get(func);
  if (before !== undefined) return before;
  carriers.set(func, false); // a function that calls itself brings nothing new
  const place: Place = { world, module: func.module, within: [func], given: new Map() };
  const carries = callsIn(func).some((call) =>
    requestsOf(call, place).some(({ url, method }) => method === null || dependsOn(url, func)),
  );
  carriers.set(func, carries);
  return carries;
}

/** A parameter that is a whole piece of the path, as an id is, can stay open. */
function dependsOn(url: readonly Piece[], func: Func): boolean {
  return url.some((piece, at) => {
    if (typeof piece === "string" || piece.of !== func) return false;
    const before = url.slice(0, at).at(-1);
    const after = url[at + 1];
    const isWhole =
      typeof before === "string" &&
      /[/=&]$/.test(before) &&
      (after === undefined || (typeof after === "string" && /^[/?&]/.test(after)));
    return !isWhole;
  });
}

interface Found extends Sink {
  base: readonly Piece[];
}

/** What is called is a sink by its own name, by the package it comes from, or by the call that made it. */
function sinkAt(name: string, place: Place, call: SyntaxNode): Found | null {
  const { module, world } = place;
  const words = name.split(".");
  const [head = ""] = words;
  if (parameterOf(head, place)) return null;
  const client =
    world.value(module, words.slice(0, 2).join("."), call.start) ?? world.value(module, head, call.start);
  if (client) {
    const home = { ...place, module: client.module, within: [] };
    const made = bare(client.value.node);
    const maker = made.type === "call_expression" ? calleeOf(made, home) : "";
    const sink = makers.test(maker) ? sinkOf({ name, from: null, maker }) : null;
    return sink && { ...sink, base: baseOf(made, home) };
  }
  if (world.isOwn(module, head)) return null;
  const sink = sinkOf({ name, from: module.imports.get(head)?.from ?? null, maker: null });
  return sink && { ...sink, base: [] };
}

function baseOf(made: SyntaxNode, place: Place): Piece[] {
  const [first] = argumentsOf(made);
  const { fields, isOpen } = fieldsOf(first ? { node: first, place } : undefined);
  const base = baseOptions.map((name) => fields.get(name)).find(Boolean);
  if (base) return textIn(base);
  return isOpen ? [{ hole: "a base", of: null }] : [];
}

function requestOf(sink: Found, call: SyntaxNode, place: Place): Request | null {
  const args: Given[] = argumentsOf(call).map((node) => ({ node, place }));
  const first = args[0];
  const isAll =
    sink.style === "all-in-one" || (sink.style === "fetch" && first !== undefined && isObject(first));
  const options = fieldsOf(isAll ? first : args[sink.style === "body-second" && takesBody(sink) ? 2 : 1]);
  const address = isAll ? options.fields.get("url") : first;
  if (!address) return null;
  const url = textIn(address);
  const isPath =
    url.some((piece) => typeof piece === "string" && piece.includes("/")) ||
    url.some((piece) => typeof piece !== "string" && piece.of);
  if (!isPath) return null;
  const body = bodyOf(sink.style, args, options, sink);
  return {
    url: joined(sink.base, url),
    method: sink.method ?? methodOf(options, sink.style, args.length),
    query: queryOf(options),
    body: body.fields,
    hasBody: body.isThere,
  };
}

const isObject = ({ node }: Given): boolean => bare(node).type === "object";

const takesBody = ({ method }: Sink): boolean => method !== null && /^(POST|PUT|PATCH)$/.test(method);

/** A base and a path meet in one slash. */
function joined(base: readonly Piece[], url: readonly Piece[]): Piece[] {
  if (base.length === 0) return [...url];
  const [first, ...rest] = url;
  const start = typeof first === "string" ? first.replace(/^\/+/, "") : first;
  const last = base.at(-1);
  const end = typeof last === "string" ? last.replace(/\/+$/, "") : last;
  return [
    ...base.slice(0, -1),
    ...(end === undefined ? [] : [end]),
    "/",
    ...(start === undefined ? [] : [start]),
    ...rest,
  ];
}

function methodOf({ fields, isOpen }: Fields, style: Style, count: number): string | null {
  const method = fields.get("method");
  if (method) return wholeText(textIn(method))?.toUpperCase() ?? null;
  return isOpen || (style === "path-first" && count > 0) ? null : "GET";
}

function queryOf({ fields }: Fields): Fields | null {
  const given = fields.get("searchParams") ?? fields.get("query") ?? fields.get("params");
  if (!given || !isObject(given)) return null;
  const params = fieldsOf(given);
  const inner = params.fields.get("query");
  if (inner && isObject(inner)) return fieldsOf(inner);
  const isTyped = [...params.fields.keys()].every((name) =>
    ["path", "query", "header", "cookie"].includes(name),
  );
  return isTyped ? null : params;
}

/** The object that is sent, where it can be seen. */
function bodyOf(
  style: Style,
  args: readonly Given[],
  options: Fields,
  sink: Sink,
): { fields: Fields | null; isThere: boolean } {
  if (style === "path-first") return { fields: null, isThere: false };
  const given =
    style === "body-second" && takesBody(sink)
      ? args[1]
      : (options.fields.get("json") ?? options.fields.get("body") ?? options.fields.get("data"));
  return { fields: given ? sentBy(given) : null, isThere: given !== undefined };
}
