import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Every place and symbol that a plan claims exists at the base commit. */
export const references: Gate = {
  name: "references",
  check(context) {
    return inspect(context, "references", {
      what: "places that the plan names",
      passed: "not looked at yet",
      mistakes: [],
    });
  },
};
