import { type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";

/** Layout, and what a formatter or a change of language adds and removes. */
const silent = new Set(["(", ")", ",", ";", "await", "async", "?", ":", "{", "}", "[", "]"]);
const types = new Set([
  "type_annotation",
  "type_arguments",
  "type_parameters",
  "type",
  "comment",
  "accessibility_modifier",
]);
const texts = new Set(["string", "template_string", "string_literal"]);
const typed = new Set(["as_expression", "satisfies_expression", "non_null_expression"]);

/** The words that stand at a node, without layout, quotes, comments and types. */
export function wordsAt(syntax: Syntax, node: SyntaxNode): string[] {
  if (types.has(node.type)) return [];
  if (typed.has(node.type)) return node.children.slice(0, 1).flatMap((child) => wordsAt(syntax, child));
  if (texts.has(node.type) && !node.children.some(isHole)) return [`'${contentOf(syntax, node)}'`];
  if (node.children.length > 0) return node.children.flatMap((child) => wordsAt(syntax, child));
  return silent.has(node.type) || node.end === node.start ? [] : [textAt(syntax, node)];
}

export const sayAt = (syntax: Syntax, node: SyntaxNode): string => wordsAt(syntax, node).join(" ");

const isHole = ({ type }: SyntaxNode): boolean =>
  type === "template_substitution" || type === "interpolation";

/** What a string says, without its quotes. */
export function contentOf(syntax: Syntax, node: SyntaxNode): string {
  const text = textAt(syntax, node);
  return text.replace(/^[A-Za-z]{0,2}("""|'''|["'`])([^]*)\1$/, "$2");
}

/** What stands at a node, on one line and short enough for a message. */
export function quoteAt(syntax: Syntax, node: SyntaxNode): string {
  const text = textAt(syntax, node).replaceAll(/\s+/g, " ").trim();
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
