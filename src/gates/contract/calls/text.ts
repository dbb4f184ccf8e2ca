import { childOf, type SyntaxNode, textAt } from "../../syntax/syntax.ts";
import { bare, type Func, type Module } from "./modules.ts";
import type { World } from "./world.ts";

/** A text of which parts are only known when the program runs. */
export type Piece = string | Hole;

export interface Hole {
  /** How the program names it. */
  hole: string;
  /** It comes from a parameter of this function. */
  of: Func | null;
}

/** Where an expression stands, and what is given for the parameters around it. */
export interface Place {
  world: World;
  module: Module;
  within: readonly Func[];
  given: ReadonlyMap<SyntaxNode, readonly Given[]>;
}

export interface Given {
  node: SyntaxNode;
  place: Place;
}

const deepest = 24;

/** The text that an expression gives, as far as the program says it. */
export function textOf(node: SyntaxNode, place: Place, depth = 0): Piece[] {
  const value = bare(node);
  const { syntax } = place.module;
  const unknown: Piece[] = [{ hole: textAt(syntax, value), of: null }];
  if (depth > deepest) return unknown;
  const read = (each: SyntaxNode | null): Piece[] => (each ? textOf(each, place, depth + 1) : unknown);
  switch (value.type) {
    case "string":
    case "string_fragment":
    case "escape_sequence":
      return [plain(textAt(syntax, value), value.type)];
    case "template_string":
      return value.children.flatMap((child) =>
        child.named ? read(child.type === "template_substitution" ? (child.children[1] ?? null) : child) : [],
      );
    case "binary_expression":
      return ofOperator(value, place, { read, unknown });
    case "identifier":
      return ofName(value, place, depth);
    case "member_expression":
      return ofConstant(dotted(value, place), value, place, depth) ?? unknown;
    case "call_expression":
      return ofCall(value, place, depth);
    case "new_expression":
      return textAt(syntax, childOf(value, "constructor") ?? value) === "URL"
        ? read(argumentsOf(value)[0] ?? null)
        : unknown;
    default:
      return unknown;
  }
}

const plain = (text: string, type: string): string => (type === "string" ? text.slice(1, -1) : text);

interface Reading {
  read(node: SyntaxNode | null): Piece[];
  unknown: Piece[];
}

function ofOperator(node: SyntaxNode, { module }: Place, { read, unknown }: Reading): Piece[] {
  const operator = childOf(node, "operator");
  const word = operator ? textAt(module.syntax, operator) : "";
  if (word === "+") return [...read(childOf(node, "left")), ...read(childOf(node, "right"))];
  if (word !== "??" && word !== "||") return unknown;
  const fallback = read(childOf(node, "right"));
  return fallback.every((piece) => typeof piece === "string") && fallback.join("") !== ""
    ? fallback
    : unknown;
}

/** A parameter is what was given for it; anything else is a constant, or not known. */
function ofName(node: SyntaxNode, place: Place, depth: number): Piece[] {
  const name = textAt(place.module.syntax, node);
  const parameter = parameterOf(name, place);
  if (parameter) {
    const { given } = parameter;
    if (given === "nothing") return [];
    return given ? textOf(given.node, given.place, depth + 1) : [{ hole: name, of: parameter.func }];
  }
  return ofConstant(name, node, place, depth) ?? [{ hole: name, of: null }];
}

/** The function whose parameter a name is, and what was given for it; null when it is no parameter. */
export function parameterOf(
  name: string,
  { within, given }: Place,
): { func: Func; given: Given | "nothing" | null } | null {
  const func = within.findLast(({ params }) => params.includes(name));
  if (!func) return null;
  const all = given.get(func.node);
  return { func, given: all ? (all[func.params.indexOf(name)] ?? "nothing") : null };
}

// eslint-disable-next-line max-params -- a name, where it stands, and how deep
function ofConstant(name: string, node: SyntaxNode, place: Place, depth: number): Piece[] | null {
  const found = constantOf(name, node, place);
  return found && textOf(found.node, found.place, depth + 1);
}

/** The value of a constant by its name; null when there is none. */
export function constantOf(name: string, node: SyntaxNode, place: Place): Given | null {
  const found = place.world.value(place.module, name, node.start);
  if (!found || found.value.node === node || isWithin(node, found.value.node)) return null;
  const isHere = found.module === place.module;
  return {
    node: found.value.node,
    place: { ...place, module: found.module, within: isHere ? place.within : [] },
  };
}

const isWithin = (inner: SyntaxNode, outer: SyntaxNode): boolean =>
  outer.start <= inner.start && inner.end <= outer.end && outer !== inner && outer.type !== "object";

/** Calls of functions that only put a text together are what they return. */
function ofCall(node: SyntaxNode, place: Place, depth: number): Piece[] {
  const { syntax } = place.module;
  const name = calleeOf(node, place);
  const unknown: Piece[] = [{ hole: textAt(syntax, node), of: null }];
  if (/^(encodeURIComponent|encodeURI|String)$/.test(name)) {
    const inner = textOf(argumentsOf(node)[0] ?? node, place, depth + 1);
    return inner.every((piece) => typeof piece === "string") ? inner : unknown;
  }
  const func = place.world.func(place.module, name);
  const result = func && returned(func);
  if (!func || !result) return unknown;
  return textOf(result, inside(func, node, place), depth + 1);
}

/** Within a function that is called here. */
export function inside(func: Func, call: SyntaxNode, place: Place): Place {
  const given = argumentsOf(call).map((node) => ({ node, place }));
  return {
    world: place.world,
    module: func.module,
    within: [func],
    given: new Map([...place.given, [func.node, given]]),
  };
}

function returned({ node }: Func): SyntaxNode | null {
  const body = childOf(node, "body");
  if (!body || body.type !== "statement_block") return body;
  const statements = body.children.filter(({ named, type }) => named && type !== "comment");
  const [only] = statements.length === 1 ? statements : [];
  return only?.type === "return_statement" ? (only.children.find(({ named }) => named) ?? null) : null;
}

export const argumentsOf = (call: SyntaxNode): SyntaxNode[] =>
  childOf(call, "arguments")?.children.filter(({ named, type }) => named && type !== "comment") ?? [];

/** What is called: "fetch", "api.products.list". */
export function calleeOf(call: SyntaxNode, place: Place): string {
  const callee = childOf(call, "function") ?? childOf(call, "constructor");
  const name = callee ? dotted(bare(callee), place) : "";
  return /^[\w$.]+$/.test(name) ? name : "";
}

/** A name with dots; `this` is the class or object around it. */
function dotted(node: SyntaxNode, { module, within }: Place): string {
  const text = textAt(module.syntax, node).replaceAll("?.", ".").replaceAll("#", "");
  const method = within.find(({ name }) => name.includes("."))?.name;
  return method === undefined
    ? text
    : text.replace(/^this\./, `${method.slice(0, method.lastIndexOf("."))}.`);
}
