import { fromMarkdown } from "mdast-util-from-markdown";
import type { Nodes, RootContent } from "mdast";

/** A level-2 section: what stands between its heading and the next of level 1 or 2. */
export interface Section {
  title: string;
  nodes: RootContent[];
}

export function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  for (const node of parse(markdown)) {
    if (node.type === "heading" && node.depth <= 2) {
      sections.push({ title: textOf(node), nodes: [] });
    } else {
      sections.at(-1)?.nodes.push(node);
    }
  }
  return sections;
}

/** What no reader would read to its end, and no parser in good time. */
const longest = 400_000;
const deepest = 1_500;

/** Why a text is not read as Markdown at all; null when it is. */
export function unreadable(markdown: string): string | null {
  if (markdown.length > longest)
    return `it is longer than ${longest.toLocaleString("en")} characters; say it in fewer`;
  const isDeep = markdown
    .split("\n")
    .some((line) => /^(?:[\s>*+-]|\d{1,9}[.)]){1500}/.test(line.slice(0, deepest * 3)));
  return isDeep ? "its lists or quotations are nested too deeply; write them flat" : null;
}

const parse = (markdown: string): RootContent[] =>
  unreadable(markdown) === null ? fromMarkdown(markdown).children : [];

/** All text below a node, without its markup. */
export function textOf(node: Nodes): string {
  let text = "";
  for (const each of below(node)) if ("value" in each) text += each.value;
  return text;
}

/** Every node below the root of a text, in order. */
export function* nodesOf(markdown: string): Generator<Nodes> {
  for (const node of parse(markdown)) yield* below(node);
}

/** A node and all below it; deep and wide ones are walked without recursion. */
function* below(top: Nodes): Generator<Nodes> {
  const stack: Nodes[] = [top];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    if ("children" in node) for (const child of (node.children as Nodes[]).toReversed()) stack.push(child);
  }
}

/** Marks around inline code in the text of a block. No artifact can hold them: they are taken out before. */
export const codeStart = "\u{e000}";
export const codeEnd = "\u{e001}";

/** A piece of a text as a reader meets it. */
export interface Block {
  kind: "words" | "heading" | "code" | "html" | "address" | "title";
  /** Words with inline code between marks; lines as they are in the source. An address is where a link leads. */
  text: string;
  /** Of a fence, in small letters; empty for an indented block and for a fence without a language. */
  language: string;
  /** Where it begins, counted from 1. */
  line: number;
  /** Where its text begins: for a fence, the line below. */
  firstLine: number;
  /** The headings above it, the outermost first. */
  headings: readonly string[];
  /** Of a list item: which list it belongs to. Blocks of one list have the same. */
  list: number;
}

/** Pieces of a text in order. Tables are words whose lines begin with a bar. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const above: { depth: number; title: string }[] = [];
  const lists = new Map<Nodes, number>();
  const clean = markdown.replaceAll(codeStart, "").replaceAll(codeEnd, "");
  for (const node of nodesOf(clean)) {
    noteList(node, lists);
    const kind = kindOf(node);
    if (kind === null) continue;
    const depth = node.type === "heading" ? node.depth : 0;
    const higher = above.findIndex((heading) => heading.depth >= depth);
    if (depth > 0 && higher >= 0) above.length = higher;
    const headings = above.map(({ title }) => title);
    blocks.push({ kind, headings, list: lists.get(node) ?? -1, ...contentOf(node, clean) });
    if (depth > 0) above.push({ depth, title: textOf(node) });
  }
  return blocks;
}

/** The items of a list, and what stands in them, belong to the list. */
function noteList(node: Nodes, lists: Map<Nodes, number>): void {
  if (node.type !== "list" && node.type !== "listItem") return;
  const list = node.type === "list" ? (node.position?.start.offset ?? 0) : (lists.get(node) ?? -1);
  for (const child of node.children) lists.set(child, list);
}

function contentOf(node: Nodes, source: string): Pick<Block, "text" | "language" | "line" | "firstLine"> {
  const { line, offset = 0 } = node.position?.start ?? { line: 1 };
  const isFence = node.type === "code" && /^(?:```|~~~)/.test(source.slice(offset, offset + 3));
  const language = node.type === "code" ? (node.lang ?? "").toLowerCase() : "";
  return { text: blockText(node), language, line, firstLine: isFence ? line + 1 : line };
}

function kindOf(node: Nodes): Block["kind"] | null {
  switch (node.type) {
    case "paragraph":
      return "words";
    case "heading":
    case "code":
    case "html":
      return node.type;
    case "link":
    case "definition":
      return "address";
    case "image":
      return "title";
    default:
      return null;
  }
}

function blockText(node: Nodes): string {
  if (node.type === "link" || node.type === "definition") return `${node.url}\n${node.title ?? ""}`;
  if (node.type === "image") return `${node.alt ?? ""}\n${node.title ?? ""}\n${node.url}`;
  if ("value" in node) return node.value;
  let text = "";
  for (const each of below(node)) text += pieceOf(each);
  return text;
}

function pieceOf(node: Nodes): string {
  if (node.type === "break") return "\n";
  if (!("value" in node)) return "";
  if (node.type !== "inlineCode") return node.value;
  const { start, end } = node.position ?? { start: { line: 0 }, end: { line: 0 } };
  return `${codeStart}${node.value}${codeEnd}${"\n".repeat(end.line - start.line)}`;
}
