import type { GateFinding } from "../../core/evidence.ts";
import type { Gate } from "../gate.ts";
import { allowanceOf, inspect } from "../inspection.ts";
import { unreadable } from "../markdown.ts";
import { type Code, codeOf } from "./code.ts";

const most = 10;

/** A plan says what is built and never how: no code in any language, however it is set. */
export const noCode: Gate = {
  name: "no-code",
  check(context) {
    const { artifact, duty } = context;
    const problem = unreadable(artifact);
    const found = problem === null ? codeOf(artifact) : [];
    return inspect(context, "no-code", {
      what: `code in ${duty.writes}`,
      passed: `${duty.writes} holds no code`,
      mistakes: [
        ...(problem === null ? [] : [`${duty.writes} cannot be looked at: ${problem}`]),
        ...found.slice(0, most).map((code) => findingOf(code, duty.writes)),
      ],
    });
  },
};

function findingOf({ line, what, text }: Code, artifact: string): GateFinding {
  const shown = text === "" ? what : `${what} ("${text.trim().slice(0, 80)}")`;
  return {
    rule: what.startsWith("a block of") ? "a block of code" : what,
    path: "",
    line: 0,
    message: `line ${line}: ${shown}; describe it in words, a table or a diagram`,
    allowance: allowanceOf("no-code", artifact, `${what}\n${text}`),
  };
}
