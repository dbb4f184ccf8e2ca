import { childOf, type Syntax, type SyntaxNode, textAt } from "../../syntax/syntax.ts";

/** A function, and the name by which it can be called: "get", "api.get", "Client.get"; empty when there is none. */
export interface Func {
  name: string;
  module: Module;
  /** Null where a parameter is taken apart. */
  params: readonly (string | null)[];
  node: SyntaxNode;
}

/** A constant and where it can be seen. */
export interface Value {
  name: string;
  node: SyntaxNode;
  scope: SyntaxNode;
}

/** What a file of the frontend declares, imports and exports. */
export interface Module {
  file: string;
  syntax: Syntax;
  /** Where a local name comes from; "*" is all of it. */
  imports: Map<string, { from: string; name: string }>;
  /** What an exported name stands for here or elsewhere. */
  exports: Map<string, { from: string | null; name: string }>;
  /** Files of which everything is exported again. */
  stars: string[];
  values: Value[];
  functions: Func[];
  calls: { node: SyntaxNode; within: readonly Func[] }[];
}

const functionTypes = new Set([
  "function_declaration",
  "generator_function_declaration",
  "function_expression",
  "arrow_function",
  "method_definition",
]);

interface At {
  scope: SyntaxNode;
  /** The object or class that holds what is looked at. */
  holder: string;
  within: readonly Func[];
}

export function moduleOf(file: string, syntax: Syntax): Module {
  const module: Module = {
    file,
    syntax,
    imports: new Map(),
    exports: new Map(),
    stars: [],
    values: [],
    functions: [],
    calls: [],
  };
  gather(module, syntax.root, { scope: syntax.root, holder: "", within: [] });
  return module;
}

function gather(module: Module, node: SyntaxNode, at: At): void {
  if (node.type === "import_statement") return imported(module, node);
  if (node.type === "export_statement") exported(module, node);
  if (node.type === "call_expression" || node.type === "new_expression")
    module.calls.push({ node, within: at.within });
  const name = nameOf(module, node, at.holder);
  if (node.type === "variable_declarator" || node.type === "public_field_definition" || node.type === "pair")
    declared(module, node, name, at);
  const value = functionTypes.has(node.type) ? node : valueOf(node);
  if (value && functionTypes.has(value.type)) {
    const func: Func = { name, module, params: paramsOf(module, value), node: value };
    if (name !== "") module.functions.push(func);
    for (const child of value.children)
      gather(module, child, { scope: value, holder: "", within: [...at.within, func] });
    return;
  }
  const inside = { ...at, holder: holderOf(node, value, name, at) };
  for (const child of node.children) gather(module, child, inside);
}

// eslint-disable-next-line max-params -- a node, what it is given and called, and where it stands
function holderOf(node: SyntaxNode, value: SyntaxNode | null, name: string, { holder }: At): string {
  const isClass = node.type.startsWith("class") || node.type === "abstract_class_declaration";
  const isHolder = isClass || value?.type === "object" || value?.type === "class";
  if (isHolder && name !== "") return name;
  return holds.has(node.type) ? holder : "";
}

/** Nodes between an object and what it holds. */
const holds = new Set([
  "object",
  "class_body",
  "as_expression",
  "satisfies_expression",
  "parenthesized_expression",
]);

function nameOf(module: Module, node: SyntaxNode, holder: string): string {
  const name = childOf(node, "name") ?? (node.type === "pair" ? childOf(node, "key") : null);
  if (!name || !/identifier|string/.test(name.type)) return "";
  const own = textAt(module.syntax, name).replaceAll(/["'`]/g, "").replace(/^#/, "");
  return holder === "" || node.type === "variable_declarator" ? own : `${holder}.${own}`;
}

/** What is behind a type that only the compiler sees. */
export function bare(node: SyntaxNode): SyntaxNode {
  const wrappers =
    /^(as_expression|satisfies_expression|parenthesized_expression|non_null_expression|await_expression)$/;
  let at = node;
  for (let inner = at.children.find(({ named }) => named); wrappers.test(at.type) && inner;) {
    at = inner;
    inner = at.children.find(({ named }) => named);
  }
  return at;
}

const valueOf = (node: SyntaxNode): SyntaxNode | null => {
  const value = childOf(node, "value");
  return value && bare(value);
};

function declared(module: Module, node: SyntaxNode, name: string, { scope }: At): void {
  const value = valueOf(node);
  if (value && name !== "") module.values.push({ name, node: value, scope });
}

function paramsOf({ syntax }: Module, node: SyntaxNode): (string | null)[] {
  const single = childOf(node, "parameter");
  if (single) return [textAt(syntax, single)];
  const list =
    childOf(node, "parameters")?.children.filter(({ named, type }) => named && type !== "comment") ?? [];
  return list.map((each) => {
    const pattern = childOf(each, "pattern") ?? childOf(each, "left") ?? each;
    return pattern.type === "identifier" ? textAt(syntax, pattern) : null;
  });
}

const unquoted = ({ syntax }: Module, node: SyntaxNode): string => textAt(syntax, node).slice(1, -1);

function imported(module: Module, node: SyntaxNode): void {
  const source = childOf(node, "source");
  const clause = node.children.find(({ type }) => type === "import_clause");
  if (!source || !clause) return;
  const from = unquoted(module, source);
  const text = (each: SyntaxNode | null | undefined): string => (each ? textAt(module.syntax, each) : "");
  for (const each of clause.children) {
    if (each.type === "identifier") module.imports.set(text(each), { from, name: "default" });
    if (each.type === "namespace_import")
      module.imports.set(text(each.children.find(({ type }) => type === "identifier")), { from, name: "*" });
    for (const one of each.type === "named_imports" ? each.children : []) {
      const name = text(childOf(one, "name"));
      if (name !== "") module.imports.set(text(childOf(one, "alias")) || name, { from, name });
    }
  }
}

function exported(module: Module, node: SyntaxNode): void {
  const source = childOf(node, "source");
  const from = source ? unquoted(module, source) : null;
  const clause = node.children.find(({ type }) => type === "export_clause");
  for (const one of clause?.children ?? []) {
    const name = childOf(one, "name");
    if (!name) continue;
    const alias = childOf(one, "alias") ?? name;
    module.exports.set(textAt(module.syntax, alias), { from, name: textAt(module.syntax, name) });
  }
  if (from !== null && node.children.some(({ type }) => type === "*")) module.stars.push(from);
  const value = childOf(node, "value") ?? (isDefault(node) ? childOf(node, "declaration") : null);
  const named = value && (value.type === "identifier" ? value : childOf(value, "name"));
  if (named) module.exports.set("default", { from: null, name: textAt(module.syntax, named) });
}

const isDefault = (node: SyntaxNode): boolean => node.children.some(({ type }) => type === "default");
