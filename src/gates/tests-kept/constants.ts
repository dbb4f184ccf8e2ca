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
  const lost = new Set<string>();
  const visit = (node: SyntaxNode, parent: SyntaxNode | null): void => {
    const name = node.type === "identifier" ? textAt(syntax, node) : null;
    if (name !== null && parent && !isHarmless(syntax, node, parent)) lost.add(name);
    const value = childOf(node, "value") ?? childOf(node, "right");
    const target = childOf(node, "name") ?? childOf(node, "left");
    if ((node.type === "variable_declarator" || node.type === "assignment") && value && target) {
      const named = textAt(syntax, target);
      values.set(named, [...(values.get(named) ?? []), value]);
    }
    for (const child of node.children) visit(child, node);
  };
  visit(syntax.root, null);
  const constants = new Set<string>();
  for (const [name, given] of values)
    if (!lost.has(name) && given.every((value) => isConstant(syntax, value, constants))) constants.add(name);
  return constants;
}

/** A name is out of hand where it is a parameter, is given to a function that is tested, or is set again. */
function isHarmless(syntax: Syntax, node: SyntaxNode, parent: SyntaxNode): boolean {
  if (/parameter|pattern|lambda|for_|update_|augmented/.test(parent.type)) return false;
  if (node.field === "left" && parent.type === "assignment_expression") return false;
  if (parent.type === "arrow_function" || parent.type === "keyword_argument") return false;
  if (parent.type === "import_specifier" || parent.type === "import_clause") return false;
  if (parent.type !== "arguments" && parent.type !== "argument_list") return true;
  return isAsserting(syntax, parent);
}

/** The words just before these arguments are an assertion's. */
const isAsserting = (syntax: Syntax, call: SyntaxNode): boolean =>
  /(expect|assert|toBe|toEqual|toStrictEqual|assertEqual|assertTrue|qual|\.ok|len)\s*$/i.test(
    syntax.text.slice(Math.max(0, call.start - 30), call.start),
  );
