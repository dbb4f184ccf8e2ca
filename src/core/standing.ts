import type { Definition } from "./definition.ts";
import { cleaned } from "./hidden-text.ts";
import { redact } from "./secrets.ts";

/** How an issue or a pull request stands. */
interface Standing {
  state: "open" | "closed";
  locked: boolean;
  merged: boolean;
}

/** Why a run cannot go on where it lives; null when it can. `what` is "issue #12". */
export function closedWhy(what: string, { state, locked, merged }: Standing): string | null {
  if (merged) return `${what} was merged`;
  if (state === "closed") return `${what} was closed`;
  return locked ? `the conversation of ${what} was locked` : null;
}

/** Whether an issue says what the run began with; what a forge does to line ends and blanks is no edit. */
export function isSnapshot(
  { feature }: Pick<Definition, "feature">,
  there: { title: string; body: string },
): boolean {
  return textOf(feature) === textOf(there);
}

const textOf = ({ title, body }: { title: string; body: string }): string =>
  cleaned(redact(`${title.replaceAll(/\s+/g, " ").trim()}\n\n${body}`.replaceAll(/\r\n?/g, "\n"))).trim();
