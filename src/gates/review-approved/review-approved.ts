import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { parseCodeVerdict } from "../review/verdict.ts";

/** The newest code review approves: no blocking finding is left. */
export const reviewApproved: Gate = {
  name: "review-approved",
  check(context) {
    const reviews = Object.entries(context.artifacts).flatMap(([name, text]) => {
      try {
        return [{ name, ...parseCodeVerdict(text) }];
      } catch {
        return []; // not a review of code
      }
    });
    const blocking = reviews.flatMap(({ findings }) =>
      findings.filter(({ severity }) => severity === "blocking"),
    );
    const mistakes = blocking.map(({ path, line, message }) => `${path}:${line}: ${message}`);
    const others = reviews.flatMap(({ findings }) => findings).length;
    return inspect(context, "review-approved", {
      what: "verdict of the code review",
      passed: `${reviews.map(({ name }) => name).join(", ")} approves; ${others} findings that do not block`,
      mistakes: reviews.length === 0 ? ["nobody has reviewed the code"] : mistakes,
    });
  },
};
