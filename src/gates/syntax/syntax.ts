import { createRequire } from "node:module";
import type * as TreeSitter from "@vscode/tree-sitter-wasm";
import { type Language, languageOf } from "./languages.ts";

/** A node of a syntax tree; a plain value, that outlives the parser. */
export interface SyntaxNode {
  /** The grammar's word, such as "call_expression"; for punctuation and keywords, what stands there. */
  readonly type: string;
  /** False for punctuation and keywords. */
  readonly named: boolean;
  /** What it is to its parent, such as "body". */
  readonly field: string | null;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly children: readonly SyntaxNode[];
}

export interface Syntax {
  readonly language: Language;
  readonly text: string;
  readonly root: SyntaxNode;
  /** Something in the text is no sentence of the language; the tree holds what could be understood. */
  readonly hasError: boolean;
}

/** Bounds of work, counted and never timed, so that a text is always answered in the same way. */
const mostCharacters = 1024 ** 2;
const mostNodes = 400_000;
const mostSteps = 20_000;
/** What is nested deeper is left out, so that whoever walks a tree may do so by recursion. */
const deepest = 400;

/**
 * The syntax tree of a file. Null when its language is unknown, and when it is too large or too strange to be read
 * within the bounds.
 */
export async function parse(path: string, text: string): Promise<Syntax | null> {
  const language = languageOf(path);
  if (language === null || text.length > mostCharacters) return null;
  const grammar = await grammarOf(language);
  const { Parser } = await library();
  const parser = new Parser();
  let tree: TreeSitter.Tree | null = null;
  try {
    parser.setLanguage(grammar);
    let steps = 0;
    const progressCallback = (): boolean => ++steps > mostSteps;
    tree = parser.parse(text, null, { progressCallback });
    if (tree === null || tree.rootNode.descendantCount > mostNodes) return null;
    return { language, text, root: copyOf(tree), hasError: tree.rootNode.hasError };
  } catch {
    return null; // the parser itself gave up on what an agent wrote
  } finally {
    tree?.delete();
    parser.delete();
  }
}

/** What stands at a node. */
export const textAt = (syntax: Pick<Syntax, "text">, node: SyntaxNode): string =>
  syntax.text.slice(node.start, node.end);

/** The child that is `field` to its parent. */
export const childOf = (node: SyntaxNode, field: string): SyntaxNode | null =>
  node.children.find((child) => child.field === field) ?? null;

/** A node and all below it, in the order of the text; of nodes that `within` says no to, nothing below them. */
export function* nodesBelow(
  node: SyntaxNode,
  within: (node: SyntaxNode) => boolean = () => true,
): Generator<SyntaxNode> {
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    if (next !== node && !within(next)) continue;
    for (let at = next.children.length - 1; at >= 0; at--) open.push(next.children[at] as SyntaxNode);
  }
}

const require = createRequire(import.meta.url);
let loading: Promise<typeof TreeSitter> | null = null;
const grammars = new Map<Language, Promise<TreeSitter.Language>>();

function library(): Promise<typeof TreeSitter> {
  loading ??= load();
  return loading;
}

async function load(): Promise<typeof TreeSitter> {
  const treeSitter = require("@vscode/tree-sitter-wasm") as typeof TreeSitter;
  await treeSitter.Parser.init();
  return treeSitter;
}

async function grammarOf(language: Language): Promise<TreeSitter.Language> {
  const known = grammars.get(language);
  if (known) return known;
  const { Language } = await library();
  const file = require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`);
  const grammar = grammars.get(language) ?? Language.load(file);
  grammars.set(language, grammar);
  return grammar;
}

type Mutable = SyntaxNode & { children: SyntaxNode[] };

/** The tree as plain values, without recursion: texts of agents may be nested as deep as they like. */
function copyOf(tree: TreeSitter.Tree): SyntaxNode {
  const cursor = tree.walk();
  try {
    const root = nodeAt(cursor);
    const open: Mutable[] = [root];
    for (;;) {
      if (open.length < deepest && cursor.gotoFirstChild()) {
        open.push(attached(open, cursor));
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        open.pop();
        if (open.length === 0 || !cursor.gotoParent()) return root;
      }
      open.pop();
      open.push(attached(open, cursor));
    }
  } finally {
    cursor.delete();
  }
}

function attached(open: readonly Mutable[], cursor: TreeSitter.TreeCursor): Mutable {
  const node = nodeAt(cursor);
  open.at(-1)?.children.push(node);
  return node;
}

const nodeAt = (cursor: TreeSitter.TreeCursor): Mutable => ({
  type: cursor.nodeType,
  named: cursor.nodeIsNamed,
  field: cursor.currentFieldName,
  start: cursor.startIndex,
  end: cursor.endIndex,
  line: cursor.startPosition.row + 1,
  endLine: cursor.endPosition.row + 1,
  children: [],
});
