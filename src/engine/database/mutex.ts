/** One holder at a time, in the order of asking. */
export class Mutex {
  private tail: Promise<void> = Promise.resolve();

  /** Resolves with the function that lets the next one in. */
  acquire(): Promise<() => void> {
    const { promise, release } = gate();
    const turn = this.tail.then(() => release);
    this.tail = this.tail.then(() => promise);
    return turn;
  }
}

function gate(): { promise: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release };
}
