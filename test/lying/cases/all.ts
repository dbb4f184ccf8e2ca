import type { GateCase } from "./case.ts";
import { ground } from "./ground.ts";
import { plans } from "./plans.ts";
import { kept } from "./tests-kept.ts";
import { weakened } from "./tests-weakened.ts";

/** Cases by somebody who did not write the gates. */
export const strangers: GateCase[] = [...weakened, ...kept, ...ground, ...plans];
