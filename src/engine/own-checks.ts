import { setTimeout as delay } from "node:timers/promises";
import { ciOf } from "../core/forge-checks.ts";
import type { ForgeCheck } from "../forge/forge.ts";
import type { RunHands } from "./context.ts";
import { interruptionOf } from "./interruption.ts";

/** The repository's own checks fail on the head and did not on the base; a person says what that means. */
export class OwnChecksFailed extends Error {
  override readonly name = "OwnChecksFailed";
  /** Names by which a person may allow them. */
  readonly allowances: string[];

  constructor(reason: string, allowances: string[]) {
    super(reason);
    this.allowances = allowances;
  }
}

/** How long checks that have begun are waited for, and how often they are looked at. */
export interface ChecksPatience {
  longestMs: number;
  pollMs: number;
}

/**
 * What the repository's own checks say of the head, once they have ended or were waited for long enough. Throws
 * OwnChecksFailed when one fails that passed on the base and that no person has allowed.
 */
export async function lookAtOwnChecks(
  { forge, definition }: Pick<RunHands, "forge" | "definition">,
  on: { head: string; allowed: readonly string[] },
  { longestMs, pollMs }: ChecksPatience,
): Promise<ForgeCheck[]> {
  if (!forge.capabilities.checks) return [];
  let checks = await forge.checksOn(on.head);
  const signal = interruptionOf(definition.id);
  for (let waited = 0; waited < longestMs && isPending(checks); waited += pollMs) {
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    checks = await forge.checksOn(on.head);
  }
  const hasFailed = checks.some(({ state }) => state === "failed");
  const base = hasFailed ? await forge.checksOn(definition.base) : [];
  const { newFailures, reason } = ciOf({ base, head: checks, commit: on.head });
  const open = newFailures.filter(({ allowance }) => !on.allowed.includes(allowance));
  if (open.length > 0)
    throw new OwnChecksFailed(
      reason,
      open.map(({ allowance }) => allowance),
    );
  return checks;
}

const isPending = (checks: readonly ForgeCheck[]): boolean => checks.some(({ state }) => state === "pending");
