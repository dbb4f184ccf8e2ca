import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { sectionsOf, textOf } from "../markdown.ts";

/** The artifact has every section that its role promises, and something in each. */
export const complete: Gate = {
  name: "complete",
  check(context) {
    const { writes, sections } = context.duty;
    const found = new Map(
      sectionsOf(context.artifact).map((section) => [section.title.trim().toLowerCase(), section]),
    );
    const mistakes = sections.flatMap((title) => {
      const section = found.get(title.toLowerCase());
      if (!section) return [`${writes} has no section "## ${title}"`];
      const isEmpty = section.nodes.every((node) => textOf(node).trim() === "");
      return isEmpty
        ? [`the section "## ${title}" of ${writes} is empty; say "None." if there is nothing`]
        : [];
    });
    return inspect(context, "complete", {
      what: `sections of ${writes}`,
      passed: sections.length > 0 ? `${writes} has ${sections.join(", ")}` : "nothing is asked for",
      mistakes,
    });
  },
};
