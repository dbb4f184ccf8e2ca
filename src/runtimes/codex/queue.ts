/** What one side puts in, the other takes out in order; `end` lets the taker finish. */
export class Queue<T> {
  private readonly items: T[] = [];
  private wake: (() => void) | null = null;
  private isEnded = false;

  put(...items: readonly T[]): void {
    if (this.isEnded) return;
    this.items.push(...items);
    this.wake?.();
  }

  end(): void {
    this.isEnded = true;
    this.wake?.();
  }

  async *taken(): AsyncGenerator<T> {
    for (;;) {
      const item = this.items.shift();
      if (item !== undefined) yield item;
      else if (this.isEnded) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
