import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** Plan, backend and frontend agree on every operation. */
export const contract: Gate = {
  name: "contract",
  check(context) {
    return inspect(context, "contract", { what: "the contract", passed: "not looked at yet", mistakes: [] });
  },
};
