import { enclosedPlace } from "./enclosed.ts";
import { plainPlace } from "./plain.ts";
import { sandboxMeans } from "./probe.ts";
import type { Confinement, ConfinementRules } from "./rules.ts";
import { seatbeltPlace } from "./seatbelt-place.ts";

export type { Confinement, ConfinementRules } from "./rules.ts";
export { probeSandbox } from "./probe.ts";
export { readableFor } from "./readable.ts";

/** Make a place for an agent's processes, held by the operating system where it can. */
export async function confine(rules: ConfinementRules): Promise<Confinement> {
  const means = await sandboxMeans();
  if (means.kind === "bubblewrap") return enclosedPlace(rules, means);
  if (means.kind === "seatbelt") return seatbeltPlace(rules);
  return plainPlace(rules, means.problem);
}
