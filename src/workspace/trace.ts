import { channel } from "node:diagnostics_channel";

/** What the engine waits for that is not its own work. */
export type WorkKind = "git" | "process" | "start" | "agent";

/** A stretch of such work; milliseconds of `performance.now()`. */
export interface Work {
  kind: WorkKind;
  begun: number;
  ended: number;
}

/** Where benchmarks listen; without a listener it costs nothing. */
const work = channel("phasegate:work");

export async function traced<T>(kind: WorkKind, deed: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await deed();
  } finally {
    trace(kind, begun);
  }
}

export function trace(kind: WorkKind, begun: number): void {
  if (work.hasSubscribers) work.publish({ kind, begun, ended: performance.now() } satisfies Work);
}
