import type { Nodes } from "mdast";
import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { type Section, sectionsOf, textOf, unreadable } from "../markdown.ts";
import { placeholderIn } from "./placeholder.ts";

/** The artifact has every section that its role promises, and something in each. */
export const complete: Gate = {
  name: "complete",
  check(context) {
    const { writes, sections } = context.duty;
    const problem = unreadable(context.artifact);
    const found = sectionsOf(context.artifact);
    const mistakes = sections.flatMap((title) => {
      const named = found.filter((section) => section.title.trim().toLowerCase() === title.toLowerCase());
      if (named.length === 0) return [`${writes} has no section "## ${title}"`];
      return named.flatMap((section) => nothingIn(section, title, writes)).slice(0, 1);
    });
    return inspect(context, "complete", {
      what: `sections of ${writes}`,
      passed: sections.length > 0 ? `${writes} has ${sections.join(", ")}` : "nothing is asked for",
      mistakes: problem === null ? mistakes : [`${writes} cannot be read: ${problem}`],
    });
  },
};

/** What is wrong with a section that says nothing; of two of the same title, each has to say something. */
function nothingIn(section: Section, title: string, writes: string): string[] {
  const placeholder = placeholderIn(title, section.nodes.map(visible).join("\n"));
  if (placeholder === null) return [];
  return [
    placeholder === ""
      ? `the section "## ${title}" of ${writes} is empty; say "None." if there is nothing`
      : `the section "## ${title}" of ${writes} says nothing ("${placeholder.slice(0, 80)}"); write it, or say "None." if there is nothing`,
  ];
}

/** What a reader sees, a line for each paragraph and item; sub-headings alone say nothing. */
function visible(node: Nodes): string {
  if (node.type === "heading" || node.type === "definition") return "";
  if (node.type === "html") return node.value.replace(/<!--[^]*?(?:-->|$)|<[^<>]*>/gu, "");
  if (node.type === "paragraph") return withImages(node);
  if ("children" in node) return node.children.map((child) => visible(child as Nodes)).join("\n");
  return textOf(node);
}

const withImages = (node: Nodes): string =>
  "children" in node
    ? node.children
        .map((child) => (child.type === "image" ? (child.alt ?? child.url) : seen(child as Nodes)))
        .join("")
    : textOf(node);

const seen = (node: Nodes): string => (node.type === "html" ? "" : textOf(node));
