import { styleText } from "node:util";
import type { Environment, Screen } from "../environment.ts";

export type Colour = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;

/** Colours for this screen; none in a pipe, under NO_COLOR or on a dumb terminal. */
export function paintFor(environment: Environment, screen: Screen): Paint {
  const { NO_COLOR: refused = "", TERM: terminal = "" } = environment.variables;
  if (!screen.isTTY || refused !== "" || terminal === "dumb") return plain;
  return (colour, text) => styleText(colour, text);
}
