import { cleaned } from "./hidden-text.ts";

/** What a person tells a run in a comment. `text` may be empty, except of `reject`. */
export type Command =
  | { verb: "approve"; text: string }
  | { verb: "reject"; text: string }
  | { verb: "answer"; number: number; text: string }
  | { verb: "stop"; text: string }
  | { verb: "resume" };

/** What a person may write, for the forge's pages. */
const commandWords =
  "`/phasegate approve`, `/phasegate reject REASON`, `/phasegate answer NUMBER TEXT`, `/phasegate stop` or `/phasegate resume`";

/** Longest text of a command in characters; what is longer is cut, and says so. */
export const mostText = 4_000;

/** Nothing may stand before it: what is quoted, indented or in a block of code was said by somebody else, or to nobody. */
const command = /^\/phasegate(?=\s|$)[^\S\n]*(\S*)([^]*)$/i;

/**
 * The command that a comment begins with. A problem says, to who wrote it, why it cannot be one; null: the comment is
 * no command.
 */
export function parseCommand(body: string): Command | { problem: string } | null {
  const [, verb = null, rest = ""] = command.exec(body.replaceAll(/\r\n?/g, "\n")) ?? [];
  if (verb === null) return null;
  const text = textOf(rest);
  switch (verb.toLowerCase()) {
    case "approve":
      return { verb: "approve", text };
    case "reject":
      return text === ""
        ? { problem: "a rejection needs its reason: `/phasegate reject the reason`" }
        : { verb: "reject", text };
    case "answer":
      return answer(text);
    case "stop":
      return { verb: "stop", text };
    case "resume":
      return { verb: "resume" };
    default:
      return { problem: `${named(verb)}; write ${commandWords}` };
  }
}

function answer(text: string): Command | { problem: string } {
  const [whole, number] = /^(\d{1,4})[.):,]?(?=\s|$)\s*/.exec(text) ?? [];
  if (whole === undefined)
    return { problem: "an answer needs the number of one of the answers: `/phasegate answer 2 text`" };
  return { verb: "answer", number: Number(number), text: text.slice(whole.length) };
}

/** As a person sees it. */
function textOf(rest: string): string {
  const text = cleaned(rest.slice(0, mostText)).trim();
  return rest.length > mostText ? `${text}\n(cut after ${mostText} characters)` : text;
}

const named = (verb: string): string => {
  const word = verb.replaceAll(/[^\w-]/g, "").slice(0, 40);
  return word === "" ? "that is no command" : `there is no command \`${word}\``;
};
