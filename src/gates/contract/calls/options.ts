import { childOf, type SyntaxNode, textAt } from "../../syntax/syntax.ts";
import { bare } from "./modules.ts";
import {
  argumentsOf,
  calleeOf,
  constantOf,
  type Given,
  parameterOf,
  type Piece,
  type Place,
  textOf,
} from "./text.ts";

/** An object that the program writes out. */
export interface Fields {
  fields: ReadonlyMap<string, Given>;
  /** More may be in it than is written. */
  isOpen: boolean;
}

const unknown: Fields = { fields: new Map(), isOpen: true };
const empty: Fields = { fields: new Map(), isOpen: false };

/** The fields of an object as far as they are written; of nothing at all, none. */
export function fieldsOf(given: Given | undefined, depth = 0): Fields {
  if (!given) return empty;
  const { place } = given;
  const node = bare(given.node);
  const text = textAt(place.module.syntax, node);
  if (depth > 8) return unknown;
  if (text === "undefined") return empty;
  if (node.type === "object") return written(node, place, depth);
  if (node.type !== "identifier" && node.type !== "member_expression") return unknown;
  const parameter = parameterOf(text, place);
  if (parameter) {
    if (parameter.given === "nothing") return empty;
    return parameter.given ? fieldsOf(parameter.given, depth + 1) : unknown;
  }
  const constant = constantOf(text, node, place);
  return constant ? fieldsOf(constant, depth + 1) : unknown;
}

function written(node: SyntaxNode, place: Place, depth: number): Fields {
  const fields = new Map<string, Given>();
  let isOpen = false;
  for (const child of node.children.filter(({ named, type }) => named && type !== "comment")) {
    const name = nameOf(child, place);
    if (child.type === "spread_element") {
      const inner = fieldsOf({ node: child.children.at(-1) ?? child, place }, depth + 1);
      isOpen ||= inner.isOpen;
      for (const [key, value] of inner.fields) fields.set(key, value);
    } else if (name === null) {
      isOpen = true;
    } else {
      fields.set(name, { node: childOf(child, "value") ?? child, place });
    }
  }
  return { fields, isOpen };
}

/** Null for names that are worked out when the program runs. */
function nameOf(node: SyntaxNode, { module }: Place): string | null {
  if (node.type === "shorthand_property_identifier") return textAt(module.syntax, node);
  const key = childOf(node, "key") ?? childOf(node, "name");
  if (!key || key.type === "computed_property_name") return null;
  return textAt(module.syntax, key).replaceAll(/^["']|["']$/g, "");
}

/** A text that is wholly known; null otherwise. */
export function wholeText(pieces: readonly Piece[]): string | null {
  const texts = pieces.filter((piece) => typeof piece === "string");
  return texts.length === pieces.length && texts.length > 0 ? texts.join("") : null;
}

/** The value of a short-hand field is the name itself. */
export function textIn(given: Given): Piece[] {
  const { node, place } = given;
  if (node.type !== "shorthand_property_identifier") return textOf(node, place);
  const name = textAt(place.module.syntax, node);
  const parameter = parameterOf(name, place)?.given;
  if (parameter && parameter !== "nothing") return textIn(parameter);
  const constant = parameter === undefined ? constantOf(name, node, place) : null;
  return constant
    ? textOf(constant.node, constant.place)
    : [{ hole: name, of: parameterOf(name, place)?.func ?? null }];
}

/** What is sent: the object itself, or what JSON is made of. */
export function sentBy(given: Given | undefined): Fields | null {
  if (!given) return null;
  const node = bare(given.node);
  const { place } = given;
  if (node.type === "shorthand_property_identifier" || node.type === "identifier") {
    const name = textAt(place.module.syntax, node);
    const parameter = parameterOf(name, place);
    if (parameter) return parameter.given && parameter.given !== "nothing" ? sentBy(parameter.given) : null;
    const constant = constantOf(name, node, place);
    return constant ? sentBy(constant) : null;
  }
  if (node.type === "call_expression" && calleeOf(node, place) === "JSON.stringify") {
    const [inner] = argumentsOf(node);
    return inner ? sentBy({ node: inner, place }) : null;
  }
  return node.type === "object" ? fieldsOf(given) : null;
}
