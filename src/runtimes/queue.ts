/** Values that come when they come, read in their order by one reader. */
export class Queue<T> implements AsyncIterable<T> {
  private readonly values: T[] = [];
  private isEnded = false;
  private wake: () => void = () => undefined;

  put(...values: readonly T[]): void {
    if (this.isEnded) return;
    this.values.push(...values);
    this.wake();
  }

  /** No more will come; what is there can still be read. */
  end(): void {
    this.isEnded = true;
    this.wake();
  }

  /** Null when no more comes. */
  async next(): Promise<T | null> {
    for (;;) {
      const value = this.values.shift();
      if (value !== undefined) return value;
      if (this.isEnded) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let value = await this.next(); value !== null; value = await this.next()) yield value;
  }
}
