/** One at a time, in the order of asking; work that fails does not hold up the next. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
