import { childOf, type Syntax, type SyntaxNode, textAt } from "../syntax/syntax.ts";
import { argumentsOf, type Chain, chainAt, namesOf } from "./chain.ts";
import { many } from "./model.ts";
import { contentOf } from "./words.ts";

/** A call that declares a test, or a group of tests. */
export interface DeclaredCase {
  isGroup: boolean;
  title: string;
  /** The function that is the test; null for one that is only announced. */
  body: SyntaxNode | null;
  /** What keeps it from running: "test.skip", "xit", "skip: true". */
  skips: string[];
  focus: string | null;
  rows: number;
  /** The rows of its table. */
  table: SyntaxNode[];
}

const tests = new Set(["it", "test", "specify"]);
const groups = new Set(["describe", "suite", "context"]);
const skips = new Set(["skip", "todo", "fails", "failing", "fixme", "skipIf", "runIf", "if"]);
const tables = new Set(["each", "for"]);
const neutral = new Set([
  "slow",
  "concurrent",
  "sequential",
  "serial",
  "parallel",
  "shuffle",
  "only",
  "describe",
]);

/** Letters before a word of the framework's that skip or focus: `xit`, `fdescribe`. */
const prefixed = /^([xf]|i)(it|test|describe|context|specify)$/;

export function caseAt(syntax: Syntax, node: SyntaxNode): DeclaredCase | null {
  const callee = childOf(node, "function");
  if (!callee || !/^[\w$]/.test(textAt(syntax, callee))) return null;
  const chain = chainAt(syntax, node);
  if (chain.root !== null) return null;
  const word = wordOf(chain);
  const last = chain.links.at(-1);
  if (!word || !last || isTableOnly(last)) return null;
  const args = argumentsOf(last.calls.at(-1));
  const [first] = args;
  const body = args.findLast(({ type }) => functions.test(type)) ?? null;
  if (!first || !(body ? first === body || titles.test(first.type) : isAnnounced(word, args))) return null;
  const options = args.find(({ type }) => type === "object");
  const table = chain.links.flatMap((link) => (tables.has(link.name) ? link.calls.slice(0, 1) : []));
  return {
    isGroup: word.isGroup,
    title: titleOf(syntax, first, body),
    body,
    skips: [
      ...word.modifiers.filter((each) => skips.has(each)),
      ...(word.skip ?? []),
      ...optionsOf(syntax, options, /^(skip|todo|fails)$/),
    ],
    focus: word.focus ?? optionsOf(syntax, options, /^only$/)[0] ?? null,
    rows: table.length === 0 ? 1 : rowsOf(table[0]),
    table,
  };
}

const functions = /^(arrow_function|function_expression|function)$/;
const titles =
  /^(string|template_string|identifier|binary_expression|member_expression|call_expression|object)$/;

/** `test.todo("rounds")`: a title alone. */
const isAnnounced = (word: Word, args: readonly SyntaxNode[]): boolean =>
  (word.modifiers.some((each) => skips.has(each)) || word.skip !== null) &&
  /string/.test(args[0]?.type ?? "") &&
  args.length < 3;

interface Word {
  isGroup: boolean;
  modifiers: string[];
  skip: string[] | null;
  focus: string | null;
}

/** The framework's word in a chain, and what is said with it; null when there is another word in it. */
function wordOf(chain: Chain): Word | null {
  const [root = "", second = "", ...others] = namesOf(chain);
  const [, prefix, bare] = prefixed.exec(root) ?? [];
  const isOwn = owners.test(root) && isWord(second);
  const word = isOwn ? second : (bare ?? root);
  if (!isWord(word)) return null;
  const rest = isOwn || second === "" ? others : [second, ...others];
  if (!rest.every((name) => skips.has(name) || tables.has(name) || neutral.has(name))) return null;
  return {
    isGroup: groups.has(word) || rest.includes("describe"),
    modifiers: rest,
    skip: prefix === "x" ? [root] : null,
    focus: focusOf(root, prefix, rest),
  };
}

const owners = /^(t|tt|st|tap|Deno|QUnit|ctx|node)$/;
const isWord = (name: string): boolean => tests.has(name) || groups.has(name);

function focusOf(root: string, prefix: string | undefined, rest: readonly string[]): string | null {
  if (rest.includes("only")) return `${root}.only`;
  return prefix === undefined || prefix === "x" ? null : root;
}

/** `test.each(table)` alone is no test yet. */
const isTableOnly = ({ name, calls }: { name: string; calls: readonly SyntaxNode[] }): boolean =>
  calls.length === 0 || (calls.length === 1 && (tables.has(name) || /^(skipIf|runIf|if)$/.test(name)));

function titleOf(syntax: Syntax, first: SyntaxNode, body: SyntaxNode | null): string {
  if (first === body || first.type === "object") {
    const name = body ? childOf(body, "name") : null;
    return name ? textAt(syntax, name) : "";
  }
  return contentOf(syntax, first).replaceAll(/\s+/g, " ").trim();
}

function optionsOf(syntax: Syntax, options: SyntaxNode | undefined, name: RegExp): string[] {
  return (options?.children ?? []).flatMap((pair) => {
    const key = childOf(pair, "key");
    const value = childOf(pair, "value");
    const isOn = key && value && name.test(textAt(syntax, key)) && textAt(syntax, value) !== "false";
    return isOn ? [textAt(syntax, pair)] : [];
  });
}

/** Rows of a table that is written out; any number when it comes from elsewhere. */
function rowsOf(table: SyntaxNode | undefined): number {
  if (table?.type === "template_string") {
    const rows = table.children.filter(({ type }) => type === "string_fragment").length;
    return Math.max(1, rows);
  }
  const [first] = argumentsOf(table);
  if (first?.type !== "array") return many;
  const rows = first.children.filter(({ named, type }) => named && type !== "comment");
  return rows.some(({ type }) => type === "spread_element") ? many : Math.max(1, rows.length);
}
