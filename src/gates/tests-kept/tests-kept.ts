import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Tests that were there are still there, and as strict. */
export const testsKept: Gate = {
  name: "tests-kept",
  check(context) {
    return inspect(context, "tests-kept", {
      what: "tests that were there",
      passed: "not looked at yet",
      mistakes: [],
    });
  },
};
