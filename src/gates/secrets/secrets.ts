import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Neither the diff nor the artifact holds a secret. */
export const secrets: Gate = {
  name: "secrets",
  check(context) {
    return inspect(context, "secrets", { what: "secrets", passed: "not looked at yet", mistakes: [] });
  },
};
