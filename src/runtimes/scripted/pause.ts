/** The turn was ended from outside. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Resolves after `ms`, or never when `ms` is null; throws Interrupted as soon as the signal says so. */
export function pause(ms: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A timer keeps the process alive while nothing else does.
    const timer = setTimeout(() => finish(resolve), ms ?? 2 ** 31 - 1);
    const onAbort = (): void => finish(() => reject(new Interrupted("interrupted")));
    function finish(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      settle();
    }
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
}
