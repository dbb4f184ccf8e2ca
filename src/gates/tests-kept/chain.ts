import { childOf, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { contentOf } from "./words.ts";

/** A name in a chain, with the arguments of its calls, as in `test.each(table)(title, body)`. */
export interface Link {
  name: string;
  calls: SyntaxNode[];
}

/** `expect(x).not.toBe(y)`, link by link, from its root. */
export interface Chain {
  links: Link[];
  /** What is no name at the chain's root, such as `f(x)(y)`; null for a name. */
  root: SyntaxNode | null;
}

const wrappers = new Set([
  "parenthesized_expression",
  "await_expression",
  "non_null_expression",
  "as_expression",
]);

/** The chain that ends at a node, in JavaScript and in Python. */
export function chainAt(syntax: Syntax, node: SyntaxNode): Chain {
  switch (node.type) {
    case "identifier":
    case "this":
    case "self":
      return { links: [{ name: textAt(syntax, node), calls: [] }], root: null };
    case "member_expression":
    case "attribute": {
      const chain = below(syntax, childOf(node, "object"));
      const property = childOf(node, "property") ?? childOf(node, "attribute");
      chain.links.push({ name: property ? textAt(syntax, property) : "", calls: [] });
      return chain;
    }
    case "subscript_expression": {
      const chain = below(syntax, childOf(node, "object"));
      const index = childOf(node, "index");
      chain.links.push({ name: index ? contentOf(syntax, index) : "", calls: [] });
      return chain;
    }
    case "call_expression":
    case "call": {
      const chain = below(syntax, childOf(node, "function"));
      const call = childOf(node, "arguments");
      if (call) chain.links.at(-1)?.calls.push(call);
      return chain;
    }
    default: {
      const inner = wrappers.has(node.type) ? node.children.find(({ named }) => named) : undefined;
      return inner ? chainAt(syntax, inner) : { links: [{ name: "", calls: [] }], root: node };
    }
  }
}

const below = (syntax: Syntax, node: SyntaxNode | null): Chain =>
  node ? chainAt(syntax, node) : { links: [{ name: "", calls: [] }], root: null };

export const namesOf = (chain: Chain): string[] => chain.links.map(({ name }) => name);

/** The arguments of a chain's last call. */
export const lastCall = (chain: Chain): SyntaxNode | null => chain.links.at(-1)?.calls.at(-1) ?? null;

export const argumentsOf = (call: SyntaxNode | null | undefined): SyntaxNode[] =>
  call?.type === "template_string"
    ? [call]
    : (call?.children.filter(({ named, type }) => named && type !== "comment") ?? []);
