import { ForgeUnavailable } from "../forge.ts";
import type { Client } from "./client.ts";
import { FateUnknown } from "./failure.ts";
import { failedAgain, type Outage, untilNextTry } from "./outage.ts";

/** The repository in which a run's issue and pull request live, and what its parts share. */
export interface Place {
  client: Client;
  /** As parameters of a route. */
  at: { owner: string; repo: string };
  /** Who we are there; asked once. */
  login(): Promise<string>;
  now(): Date;
  wait(ms: number): Promise<void>;
  tell(text: string): void;
}

/** Only what we have written ourselves may carry a marker of ours: anybody can copy one. */
export async function isOurs(place: Place, author: { login: string } | null | undefined): Promise<boolean> {
  return author?.login === (await place.login());
}

/**
 * Do a write, and again when nobody knows whether it was done: `attempt` is told that it is not the first and then
 * looks for what it may have left. Throws ForgeUnavailable after ten minutes.
 */
export async function untilKnown<T>(place: Place, attempt: (isAgain: boolean) => Promise<T>): Promise<T> {
  let outage: Outage | null = null;
  for (;;) {
    try {
      return await attempt(outage !== null);
    } catch (error) {
      if (!(error instanceof FateUnknown)) throw error;
      const now = place.now().getTime();
      outage = failedAgain(outage, now);
      const ms = untilNextTry(outage, now);
      if (ms === null) throw new ForgeUnavailable(error.message, { cause: error });
      await place.wait(ms);
    }
  }
}
