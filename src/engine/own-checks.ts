import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/error.ts";
import { ciOf } from "../core/forge-checks.ts";
import { type ForgeCheck, ForgeUnavailable } from "../forge/forge.ts";
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

/** What was seen of the repository's own checks; `unread` says why nothing was, null when they could be read. */
export interface OwnChecks {
  checks: ForgeCheck[];
  unread: string | null;
}

type Hands = Pick<RunHands, "forge" | "definition">;
type Place = { head: string; allowed: readonly string[] };

/**
 * What the repository's own checks say of the head, once they have ended or were waited for long enough. Throws
 * OwnChecksFailed when one fails that passed on the base and that no person has allowed, and ForgeUnavailable.
 */
export async function lookAtOwnChecks(hands: Hands, on: Place, patience: ChecksPatience): Promise<OwnChecks> {
  if (!hands.forge.capabilities.checks) return { checks: [], unread: null };
  try {
    const checks = await ended(hands, on.head, patience);
    await refuseNew(hands, on, checks);
    return { checks, unread: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { checks: [], unread: error.message }; // to read them is a right that a token may lack
  }
}

async function ended(
  { forge, definition }: Hands,
  head: string,
  { longestMs, pollMs }: ChecksPatience,
): Promise<ForgeCheck[]> {
  let checks = await forge.checksOn(head);
  const signal = interruptionOf(definition.id);
  for (let waited = 0; waited < longestMs && isPending(checks); waited += pollMs) {
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new ForgeUnavailable("waiting for the repository's own checks was ended");
    checks = await forge.checksOn(head);
  }
  return checks;
}

async function refuseNew({ forge, definition }: Hands, on: Place, checks: ForgeCheck[]): Promise<void> {
  const hasFailed = checks.some(({ state }) => state === "failed");
  const base = hasFailed ? await forge.checksOn(definition.base).catch(nothingOfUse) : [];
  const { newFailures, reason } = ciOf({ base, head: checks, commit: on.head });
  const open = newFailures.filter(({ allowance }) => !on.allowed.includes(allowance));
  if (open.length > 0)
    throw new OwnChecksFailed(
      reason,
      open.map(({ allowance }) => allowance),
    );
}

/** Of a base that may not be read, nothing is known that would excuse the head. */
function nothingOfUse(error: unknown): ForgeCheck[] {
  if (error instanceof UserError) return [];
  throw error;
}

const isPending = (checks: readonly ForgeCheck[]): boolean => checks.some(({ state }) => state === "pending");
