import { type Place, waitsFor } from "./check-workflow-scope.ts";

/** Does `one` wait for `other`, at once or through others? */
export function isReachable<P extends Place>(places: readonly P[], one: P, other: P): boolean {
  return pathTo(places, one, other, new Set()) !== null;
}

/** Places that wait for each other in a circle, each for the next; empty when there is none. */
export function findCycle<P extends Place>(places: readonly P[]): P[] {
  for (const place of places) {
    const path = pathTo(places, place, place, new Set());
    if (path) return path;
  }
  return [];
}

/** The places from `from` up to the one that waits for `to`; null when there is no way. */
function pathTo<P extends Place>(places: readonly P[], from: P, to: P, seen: Set<P>): P[] | null {
  seen.add(from);
  if (waitsFor(from, to)) return [from];
  for (const next of places) {
    if (seen.has(next) || !waitsFor(from, next)) continue;
    const rest = pathTo(places, next, to, seen);
    if (rest) return [from, ...rest];
  }
  return null;
}
