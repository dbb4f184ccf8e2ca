import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";
import { isPlan, parsePlansVerdict } from "../review/verdict.ts";

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
    const judged = new Set(verdicts.flatMap(({ artifacts }) => Object.keys(artifacts)));
    const unread = Object.keys(context.artifacts).filter((name) => isPlan(name) && !judged.has(name));
    const mistakes =
      verdicts.length === 0
        ? ["nobody has reviewed the plans"]
        : [...open, ...unread.map((name) => `nobody has reviewed ${name}`)];
    const passed = verdicts
      .map(({ name, artifacts }) => `${name} approves ${Object.keys(artifacts).join(", ")}`)
      .join("; ");
    return inspect(context, "reviewed", { what: "verdicts on the plans", passed, mistakes });
  },
};
