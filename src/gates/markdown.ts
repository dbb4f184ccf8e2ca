import { fromMarkdown } from "mdast-util-from-markdown";
import type { Nodes, RootContent } from "mdast";

/** A level-2 section: what stands between its heading and the next of level 1 or 2. */
export interface Section {
  title: string;
  nodes: RootContent[];
}

export function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  for (const node of fromMarkdown(markdown).children) {
    if (node.type === "heading" && node.depth <= 2) {
      sections.push({ title: textOf(node), nodes: [] });
    } else {
      sections.at(-1)?.nodes.push(node);
    }
  }
  return sections;
}

/** All text below a node, without its markup. */
export function textOf(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map((child) => textOf(child as Nodes)).join("") : "";
}

/** Every node below the root of a text, in order. */
export function* nodesOf(markdown: string): Generator<Nodes> {
  const stack: Nodes[] = [fromMarkdown(markdown)];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    if ("children" in node) stack.push(...(node.children as Nodes[]).toReversed());
  }
}
