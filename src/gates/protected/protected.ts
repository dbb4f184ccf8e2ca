import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Ground that no agent may change without a person is as it was. */
export const protectedGround: Gate = {
  name: "protected",
  check(context) {
    return inspect(context, "protected", {
      what: "protected ground",
      passed: "not looked at yet",
      mistakes: [],
    });
  },
};
