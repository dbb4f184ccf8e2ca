/** An outage as one request sees it: how often it was tried, and since when it fails (milliseconds since 1970). */
export interface Outage {
  tries: number;
  since: number;
}

const mostWaitMs = 60_000;
const mostOutageMs = 10 * 60_000;

/** One more failure. */
export const failedAgain = (outage: Outage | null, now: number): Outage =>
  outage ? { ...outage, tries: outage.tries + 1 } : { tries: 1, since: now };

/** How long to wait before the next try, in milliseconds; null when ten minutes would be over by then. */
export function untilNextTry({ tries, since }: Outage, now: number): number | null {
  const ms = Math.min(1000 * 2 ** (tries - 1), mostWaitMs);
  return now + ms - since > mostOutageMs ? null : ms;
}
