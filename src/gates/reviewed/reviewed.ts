import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { parsePlansVerdict } from "../review/verdict.ts";

/** Somebody else has read the plans, and the newest word on each is yes. */
export const reviewed: Gate = {
  name: "reviewed",
  check(context) {
    const verdicts = Object.entries(context.artifacts).flatMap(([name, text]) => {
      try {
        return [{ name, artifacts: parsePlansVerdict(text).artifacts }];
      } catch {
        return []; // not a review of plans
      }
    });
    const open = verdicts.flatMap(({ name, artifacts }) =>
      Object.entries(artifacts).flatMap(([plan, { verdict }]) =>
        verdict === "revise" ? [`${name} still wants ${plan} revised`] : [],
      ),
    );
    const mistakes = verdicts.length === 0 ? ["nobody has reviewed the plans"] : open;
    const passed = verdicts
      .map(({ name, artifacts }) => `${name} approves ${Object.keys(artifacts).join(", ")}`)
      .join("; ");
    return inspect(context, "reviewed", { what: "verdicts on the plans", passed, mistakes });
  },
};
