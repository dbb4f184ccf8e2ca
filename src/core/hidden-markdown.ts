import type { Definition, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

/** A stretch of Markdown that is in the source and not on the page. `end` is behind it. */
export interface Unshown {
  kind: "html-comment" | "hidden-element" | "unused-definition";
  start: number;
  end: number;
  /** What it holds. */
  says: string;
}

/**
 * What a reader of the page does not get to see. Code is shown as it stands, so nothing is hidden in it; in a text
 * that no person writes and no parser reads in good time, everything counts that looks like a comment.
 */
export function unshownMarkdown(text: string): Unshown[] {
  if (isKnotty(text)) return commentsIn(text, 0);
  const used = new Set<string>();
  const definitions: Definition[] = [];
  const found: Unshown[] = [];
  for (const node of nodesOf(fromMarkdown(text))) {
    if (node.type === "linkReference" || node.type === "imageReference") used.add(node.identifier);
    if (node.type === "definition") definitions.push(node);
    if (node.type === "html") {
      const { start } = rangeOf(node);
      found.push(...commentsIn(node.value, start), ...elementsIn(text, node.value, start));
    }
  }
  const unused = definitions.filter((each) => !used.has(each.identifier) && saysSomething(each));
  return apart([...found, ...unused.map(unusedDefinition)]);
}

/** Counts beyond which a parser of Markdown may take very long. */
const knots: readonly [RegExp, number][] = [
  [/<[!?]/g, 400],
  [/\]/g, 4_000],
  [/[<>*_[`]/g, 20_000],
  [/^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){100}/gm, 0],
];

export const isKnotty = (text: string): boolean =>
  text.length > 200_000 || knots.some(([knot, most]) => text.split(knot).length - 1 > most);

function* nodesOf(top: Nodes): Generator<Nodes> {
  const rest: Nodes[] = [top];
  for (let node = rest.pop(); node; node = rest.pop()) {
    yield node;
    if ("children" in node) rest.push(...node.children.toReversed());
  }
}

/** What was parsed has a place. */
function rangeOf(node: Nodes): { start: number; end: number } {
  const { start, end } = node.position as NonNullable<Nodes["position"]>;
  return { start: Number(start.offset), end: Number(end.offset) };
}

const comment =
  /<!--([^]*?)(?:-->|$)|<\?([^]*?)(?:\?>|$)|<!\[CDATA\[([^]*?)(?:\]\]>|$)|<!([a-z][^>]*)(?:>|$)/gi;

/** Comments, and what a page drops like one: instructions, declarations and raw data. */
const commentsIn = (html: string, offset: number): Unshown[] =>
  Array.from(html.matchAll(comment), (match) => ({
    kind: "html-comment" as const,
    start: offset + match.index,
    end: offset + match.index + match[0].length,
    says: match.slice(1).join("").trim(),
  }));

const hiding =
  /<([a-z][a-z0-9-]*)\s[^<>]*?(?:\bhidden(?![\w-])|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]))[^<>]*>/gi;

/** How far the end of a hidden element is looked for. */
const reach = 2_000;

const elementsIn = (text: string, html: string, offset: number): Unshown[] =>
  Array.from(html.matchAll(hiding), ({ index, 0: tag, 1: name }) => {
    const start = offset + index;
    const inside = start + tag.length;
    const close = text
      .slice(inside, inside + reach)
      .toLowerCase()
      .indexOf(`</${String(name).toLowerCase()}`);
    const behind = close === -1 ? inside : text.indexOf(">", inside + close) + 1;
    const says = close === -1 ? tag : text.slice(inside, inside + close).trim();
    return { kind: "hidden-element" as const, start, end: Math.max(behind, inside), says };
  });

/** A definition that nothing refers to is not shown; a plain address that was left over says nothing. */
const saysSomething = ({ url, title, identifier }: Definition): boolean =>
  Boolean(title) || url === "#" || url === "" || identifier.trim().split(/\s+/).length > 2;

function unusedDefinition(node: Definition): Unshown {
  const label = node.identifier.replace(/^\W*$/, "");
  const says = [label, node.title].filter(Boolean).join(" ");
  return { kind: "unused-definition", ...rangeOf(node), says };
}

/** In their order, and none within another. */
function apart(stretches: Unshown[]): Unshown[] {
  let last = 0;
  return stretches
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < last) return false;
      last = end;
      return true;
    });
}
