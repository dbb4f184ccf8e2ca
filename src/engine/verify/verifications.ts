import type { Verification } from "../../core/verification.ts";
import type { verifyRun } from "./verify.ts";

/** Verifications under way, each with what ends it. They leave nothing behind; who waits for one asks the next engine. */
export class Verifications {
  private readonly underWay = new Map<Promise<Verification>, AbortController>();

  async begin(of: Parameters<typeof verifyRun>[0], tell: (text: string) => void): Promise<Verification> {
    const verify = await import("./verify.ts");
    const cut = new AbortController();
    const verified = verify.verifyRun(of, { signal: cut.signal, tell });
    this.underWay.set(verified, cut);
    return verified.finally(() => this.underWay.delete(verified));
  }

  async endAll(): Promise<void> {
    for (const cut of this.underWay.values()) cut.abort();
    await Promise.allSettled(this.underWay.keys());
  }
}
