import { setTimeout as delay } from "node:timers/promises";

/** Looks at the forge again and again while runs are under way, for what people say and do there. */
export class Listening {
  private readonly under = new Map<string, AbortController>();
  private readonly pollMs: number;
  private readonly look: (run: string) => Promise<{ goesOn: boolean }>;

  /** `look` says whether the run is still to be listened for. */
  constructor(pollMs: number, look: (run: string) => Promise<{ goesOn: boolean }>) {
    this.pollMs = pollMs;
    this.look = look;
  }

  begin(run: string): void {
    if (this.under.has(run)) return;
    const cut = new AbortController();
    this.under.set(run, cut);
    void this.listen(run, cut.signal).finally(() => this.under.delete(run));
  }

  endAll(): void {
    for (const cut of this.under.values()) cut.abort();
  }

  private async listen(run: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      await delay(this.pollMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const goesOn = await this.look(run).then(
        (seen) => seen.goesOn,
        () => true, // a forge that cannot be reached now is looked at again
      );
      if (!goesOn) return;
    }
  }
}
