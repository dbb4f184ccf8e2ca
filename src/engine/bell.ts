/**
 * Tells a workflow that its child has just ended, so that it need not wait for a poll. A hint, never a fact:
 * what counts is what the database says, and a bell that nobody rings costs one poll.
 */
export class Bells {
  private readonly rings = new Map<string, { rung: Promise<void>; ring: () => void }>();

  ring(id: string): void {
    this.of(id).ring();
  }

  /** True when any of them rings, false after `atMostMs`. */
  async any(ids: readonly string[], atMostMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), atMostMs);
    });
    const isRung = await Promise.race([timeout, ...ids.map((id) => this.of(id).rung.then(() => true))]);
    clearTimeout(timer);
    return isRung;
  }

  forget(id: string): void {
    this.rings.delete(id);
  }

  private of(id: string): { rung: Promise<void>; ring: () => void } {
    const known = this.rings.get(id);
    if (known) return known;
    let ring = (): void => undefined;
    const rung = new Promise<void>((resolve) => {
      ring = resolve;
    });
    const made = { rung, ring };
    this.rings.set(id, made);
    return made;
  }
}
