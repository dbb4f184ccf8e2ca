import type { GateFinding } from "../core/evidence.ts";
import type { GateContext } from "./gate.ts";

/** As many as a reader takes in at once: those first that nobody has allowed, so that none hides behind others. */
export function shownFindings(
  { allowed }: GateContext,
  findings: readonly GateFinding[],
  most = 20,
): GateFinding[] {
  const isAllowed = ({ allowance }: GateFinding) => allowance !== null && allowed.has(allowance);
  return [...findings.filter((each) => !isAllowed(each)), ...findings.filter(isAllowed)].slice(0, most);
}
