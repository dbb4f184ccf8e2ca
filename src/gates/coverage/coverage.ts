import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Every requirement reaches a plan, a change and a test. */
export const coverage: Gate = {
  name: "coverage",
  check(context) {
    return inspect(context, "coverage", { what: "requirement ids", passed: "not looked at yet", mistakes: [] });
  },
};
