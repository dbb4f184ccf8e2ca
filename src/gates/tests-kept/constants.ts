import { childOf, nodesBelow, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";

const builtins = new Set(
  `undefined NaN Infinity Math Number String Boolean Array Object JSON BigInt Symbol True False None len int str bool list dict`.split(
    " ",
  ),
);
const doing = new Set([
  "new_expression",
  "await_expression",
  "await",
  "yield_expression",
  "this",
  "arrow_function",
  "function_expression",
  "lambda",
]);

/** Nothing that is tested has any say in what stands here. */
export function isConstant(syntax: Syntax, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  for (const each of nodesBelow(node)) {
    if (doing.has(each.type)) return false;
    if (each.type === "identifier" || each.type === "shorthand_property_identifier") {
      const name = textAt(syntax, each);
      const isPart = each.field === "attribute" || each.field === "property";
      if (!isPart && !names.has(name) && !builtins.has(name)) return false;
    }
    if (each.type === "call_expression" || each.type === "call") {
      const callee = childOf(each, "function");
      if (callee && !/^[A-Za-z.]+$/.test(textAt(syntax, callee))) return false;
    }
  }
  return true;
}

const known = new WeakMap<Syntax, ReadonlySet<string>>();

/** Names in a file that always stand for the same literal, which nothing else gets hold of. */
export function constantsOf(syntax: Syntax): ReadonlySet<string> {
  const found = known.get(syntax) ?? findConstants(syntax);
  known.set(syntax, found);
  return found;
}

function findConstants(syntax: Syntax): Set<string> {
  const values = new Map<string, SyntaxNode[]>();
  const set = new Set<string>();
  const handled = new Set<string>();
  const visit = (node: SyntaxNode, parents: readonly SyntaxNode[]): void => {
    const parent = parents.at(-1);
    if (parent && names.test(node.type)) {
      if (isSet(node, parent)) set.add(textAt(syntax, node));
      else if (!isDeclaring(node, parent) && !isOnlyAsserted(syntax, parents))
        handled.add(textAt(syntax, node));
    }
    const value = childOf(node, "value") ?? childOf(node, "right");
    const target = childOf(node, "name") ?? childOf(node, "left");
    if ((node.type === "variable_declarator" || node.type === "assignment") && value && target) {
      const name = textAt(syntax, target);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    for (const child of node.children) if (child.named) visit(child, [...parents.slice(-8), node]);
  };
  visit(syntax.root, []);
  const constants = new Set<string>();
  for (const [name, given] of values) {
    const isPlain = given.every(({ type }) => plain.test(type));
    const isOut = set.has(name) || (!isPlain && handled.has(name));
    if (!isOut && given.every((value) => isConstant(syntax, value, constants))) constants.add(name);
  }
  return constants;
}

const names = /^(identifier|shorthand_property_identifier|shorthand_property_identifier_pattern)$/;

/** What nothing can change but another value for the name. */
const plain = /^(string|number|true|false|null|none|integer|float|unary_expression|template_string)$/;

/** A name stands for something else where it is a parameter or an import, and where it is set again. */
const isSet = (node: SyntaxNode, parent: SyntaxNode): boolean =>
  /parameter|pattern|lambda|update_|augmented|import_/.test(parent.type) ||
  (node.field === "left" &&
    /^(assignment_expression|for_in_statement|for_statement|for_in_clause)$/.test(parent.type)) ||
  (node.field === "parameter" && parent.type === "arrow_function");

const isDeclaring = (node: SyntaxNode, parent: SyntaxNode): boolean =>
  (node.field === "name" && parent.type === "variable_declarator") ||
  (node.field === "left" && parent.type === "assignment");

/** Nothing is done with it but that something is said of it, or of a part of it. */
function isOnlyAsserted(syntax: Syntax, parents: readonly SyntaxNode[]): boolean {
  const holder = parents.findLast(
    ({ type }) =>
      !/^(member_expression|subscript_expression|attribute|subscript|comparison_operator|binary_expression|parenthesized_expression)$/.test(
        type,
      ),
  );
  if (holder?.type === "assert_statement") return true;
  if (holder?.type !== "arguments" && holder?.type !== "argument_list") return false;
  return /(expect|assert[\w.]*|\.to[A-Z]\w*|\.equal)$/.test(
    syntax.text.slice(Math.max(0, holder.start - 40), holder.start),
  );
}
