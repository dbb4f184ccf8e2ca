import { z } from "zod";
import type { Choice, Offer } from "../../core/choice.ts";
import type { Requirement } from "../../core/requirements.ts";
import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { sectionsOf } from "../markdown.ts";

const guidance = z.string().trim().max(4_000).default("");

const choiceSchema = z.discriminatedUnion("move", [
  z.strictObject({ move: z.literal("retry"), guidance: z.string().trim().min(1).max(4_000) }),
  z.strictObject({ move: z.literal("give"), role: z.string(), guidance }),
  z.strictObject({ move: z.literal("drop"), requirement: z.string(), guidance }),
  z.strictObject({ move: z.literal("stop"), guidance: z.string().trim().min(1).max(4_000) }),
]);

/** The project manager answers with exactly one of the moves that were offered. */
export const choice: Gate = {
  name: "choice",
  check(context) {
    const read = parseChoice(context.artifact, context);
    return inspect(context, "choice", {
      what: `choice in ${context.duty.writes}`,
      passed: typeof read === "string" ? "" : `the choice is ${read.move}`,
      mistakes: typeof read === "string" ? [read] : [],
    });
  },
};

/** The choice that a text ends with; a string says what is wrong with it. */
export function parseChoice(
  text: string,
  { offers, requirements }: { offers: readonly Offer[]; requirements: readonly Requirement[] },
): Choice | string {
  const sections = sectionsOf(text).filter(({ title }) => title.trim().toLowerCase() === "choice");
  const blocks = sections.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.type === "code" ? [node] : [])),
  );
  const [block, ...more] = blocks;
  if (!block || more.length > 0) return 'there must be one ```json block under "## Choice", and no other';
  let value: unknown;
  try {
    value = JSON.parse(block.value);
  } catch (error) {
    return `the choice is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const result = choiceSchema.safeParse(value);
  if (!result.success) {
    const known = [...new Set(offers.map(({ move }) => move))].join(", ");
    return `${result.error.issues.map(({ path, message }) => `the choice's ${path.join(".") || "form"}: ${message}`).join("\n")}\nThe moves are: ${known}`;
  }
  return refusalOf(result.data, offers, requirements) ?? result.data;
}

/** Why what was chosen was not offered; null when it was. */
function refusalOf(
  made: Choice,
  offers: readonly Offer[],
  requirements: readonly Requirement[],
): string | null {
  const roles = offers.flatMap((offer) => (offer.move === "give" ? [offer.role] : []));
  if (!offers.some(({ move }) => move === made.move)) return `${made.move} is not offered now`;
  if (made.move === "give" && !roles.includes(made.role))
    return `it can be given to ${roles.join(", ")}, not to ${made.role}`;
  if (made.move === "drop" && !requirements.some(({ id }) => id === made.requirement))
    return `there is no requirement ${made.requirement}; there are ${requirements.map(({ id }) => id).join(", ") || "none"}`;
  return null;
}
