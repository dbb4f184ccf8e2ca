import { declarations, type SymbolKind } from "./declarations.ts";
import { childOf, parse, type Syntax, type SyntaxNode, textAt } from "./syntax.ts";

/** A name that a file declares where others can name it: at its top, or in a class, a type or an object there. */
export interface DeclaredSymbol {
  name: string;
  kind: SymbolKind;
  /** Counted from 1. */
  line: number;
  endLine: number;
  /** The class, type, module or object that holds it. */
  in: string | null;
}

/** Names that a file declares, in the order of its lines; none when it cannot be parsed. */
export async function symbolsOf(path: string, text: string): Promise<DeclaredSymbol[]> {
  const syntax = await parse(path, text);
  return syntax === null ? [] : symbolsIn(syntax);
}

export const symbolsIn = (syntax: Syntax): DeclaredSymbol[] => declaredBelow(syntax, syntax.root, null);

function declaredBelow(syntax: Syntax, node: SyntaxNode, holder: string | null): DeclaredSymbol[] {
  return node.children.flatMap((child) => declaredAt(syntax, child, holder));
}

function declaredAt(syntax: Syntax, node: SyntaxNode, holder: string | null): DeclaredSymbol[] {
  if (!node.named || hidden.has(node.type)) return [];
  const kind = kindOf(syntax, node);
  const names = kind === null ? [] : namesOf(node).map((name) => plain(textAt(syntax, name)));
  const own = names
    .filter((name) => name !== "" && mayDeclare(syntax, node, name))
    .map((name) => symbolAt(node, name, holder, kind ?? "constant"));
  if (node.type === "enum_body") return [...own, ...membersOf(syntax, node, holder)];
  const inside = childHolder(syntax, node, names[0] ?? null, holder);
  return [...own, ...openParts(node, kind).flatMap((part) => declaredBelow(syntax, part, inside))];
}

const symbolAt = (
  node: SyntaxNode,
  name: string,
  holder: string | null,
  kind: SymbolKind,
): DeclaredSymbol => ({
  name,
  kind: kind === "function" && holder !== null ? "method" : kind,
  line: node.line,
  endLine: node.endLine,
  in: holder,
});

/** Members of an enum of TypeScript without a value are bare names. */
const membersOf = (syntax: Syntax, body: SyntaxNode, holder: string | null): DeclaredSymbol[] =>
  body.children.flatMap((member) =>
    member.field === "name" && member.type === "property_identifier"
      ? [symbolAt(member, textAt(syntax, member), holder, "field")]
      : declaredAt(syntax, member, holder),
  );

function kindOf(syntax: Syntax, node: SyntaxNode): SymbolKind | null {
  const kinds = declarations[syntax.language];
  const kind = Object.hasOwn(kinds, node.type) ? (kinds[node.type] ?? null) : null;
  if (kind !== "constant" && kind !== "field") return kind;
  const value = childOf(node, "value") ?? childOf(node, "right") ?? childOf(node, "declarator");
  if (value === null) return kind;
  if (functions.has(value.type)) return kind === "field" ? "method" : "function";
  return value.type === "class" ? "class" : kind;
}

const functions = new Set([
  "arrow_function",
  "function_expression",
  "generator_function",
  "function_declarator",
  "lambda",
]);

const nameFields = new Set(["name", "declarator", "left", "key"]);
const bare = /identifier(_pattern)?$|^(word|name|constant|string|variable_name|command_name|namespace_name)$/;

/** The nodes that hold a declaration's own names: one, or several as in `a, b = 1, 2` and `const { a, b } = c`. */
function namesOf(node: SyntaxNode): SyntaxNode[] {
  const named = node.children.filter(({ field }) => field !== null && nameFields.has(field));
  const from = named.length > 0 ? named : node.children.filter(({ type }) => type === "name").slice(0, 1);
  return from.flatMap(namesIn);
}

function namesIn(node: SyntaxNode): SyntaxNode[] {
  if (node.type === "member_expression") return node.children.filter(({ field }) => field === "property");
  if (node.type === "variable_declarator" && node.field === "declarator") return [];
  if (bare.test(node.type) && node.type !== "qualified_identifier") return [node];
  if (node.type === "qualified_identifier")
    return childOf(node, "name") ? namesIn(childOf(node, "name") ?? node) : [];
  if (node.type === "pair_pattern")
    return node.children.filter(({ field }) => field === "value").flatMap(namesIn);
  if (node.type === "assignment_pattern")
    return node.children.filter(({ field }) => field === "left").flatMap(namesIn);
  if (declarators.has(node.type))
    return node.children.filter(({ field }) => field === "declarator").flatMap(namesIn);
  return patterns.has(node.type) ? node.children.flatMap(namesIn) : [];
}

const patterns = new Set([
  "object_pattern",
  "array_pattern",
  "rest_pattern",
  "pattern_list",
  "pointer_declarator",
]);
const declarators = new Set([
  "function_declarator",
  "init_declarator",
  "array_declarator",
  "reference_declarator",
]);

const plain = (name: string): string => name.replaceAll(/^["'`$]|["'`]$/g, "").trim();

/** An assignment declares what others can name only where it exports, or where the language has no other way. */
function mayDeclare(syntax: Syntax, node: SyntaxNode, name: string): boolean {
  if (node.type !== "assignment_expression" && node.type !== "assignment") return true;
  if (syntax.language === "ruby") return /^[A-Z]/.test(name);
  if (syntax.language === "python") return childOf(node, "left")?.type !== "attribute";
  const left = textAt(syntax, childOf(node, "left") ?? node);
  return /^(module\.)?exports\.[\w$]+$|^[\w$]+\.prototype\.[\w$]+$/.test(left);
}

/** Whose inside it is: a class by its name, an implementation by the name of its type. */
function childHolder(
  syntax: Syntax,
  node: SyntaxNode,
  name: string | null,
  holder: string | null,
): string | null {
  if (node.type !== "impl_item") return name ?? holder;
  const type = childOf(node, "type");
  return type === null ? holder : textAt(syntax, type).replace(/<.*/s, "");
}

/** Parts of a node in which further names are declared for others. A function keeps its inside to itself. */
function openParts(node: SyntaxNode, kind: SymbolKind | null): SyntaxNode[] {
  if (kind === "function" || kind === "method") return [];
  if (kind === "constant" || kind === "field") {
    const value = childOf(node, "value") ?? childOf(node, "right");
    return value !== null && opens.has(value.type) ? [value] : wrapped(value);
  }
  return [node];
}

/** `defineStore({ ... })`, `{ ... } as const` and `{ ... } satisfies T` declare what the object does. */
const wrapped = (value: SyntaxNode | null): SyntaxNode[] =>
  value?.type === "as_expression" || value?.type === "satisfies_expression"
    ? value.children.filter(({ type }) => type === "object")
    : [];

const opens = new Set(["object", "class", "struct_type", "interface_type"]);

/** Nothing in these is declared for others. */
const hidden = new Set([
  "arrow_function",
  "function_expression",
  "call_expression",
  "call",
  "lambda",
  "formal_parameters",
  "parameters",
  "parameter_list",
  "arguments",
  "argument_list",
  "comment",
]);
