import type { Question } from "./choice.ts";
import type { Definition } from "./definition.ts";
import type { RunState } from "./run.ts";

const subject = "the text of the issue";

/** How much of a text with hidden parts a question shows. */
const longest = 8_000;

/** A person must see what an issue hides before any agent reads it; null when nothing is hidden or it was accepted. */
export function hiddenQuestion({ feature }: Definition, run: RunState): Question | null {
  if (!feature.hidden) return null;
  const isAccepted = run.choices.some((made) => made.subject === subject && made.choice.move === "accept");
  if (isAccepted) return null;
  const { found, text } = feature.hidden;
  const places = found
    .slice(0, 20)
    .map(({ kind, line, says }) => `- line ${line}, ${kind}: ${says.slice(0, 200)}`);
  return {
    number: run.questions + 1,
    subject,
    phase: "initialization",
    text: [
      `The text holds ${found.length === 1 ? "something" : `${found.length} things`} that a reader does not see:`,
      ...places,
      ...(found.length > places.length ? [`- and ${found.length - places.length} more`] : []),
      "",
      "No agent has read it yet. This is the text, with what is hidden between double brackets:",
      text.slice(0, longest),
    ].join("\n"),
    offers: [{ move: "accept" }, { move: "stop" }],
  };
}
