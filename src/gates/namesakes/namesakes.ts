import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** What a plan calls new has no near namesake in the repository. */
export const namesakes: Gate = {
  name: "namesakes",
  check(context) {
    return inspect(context, "namesakes", {
      what: "namesakes of what is new",
      passed: "not looked at yet",
      mistakes: [],
    });
  },
};
