/**
 * GitHub's times: whole seconds. A stamp is always later than the one before it, so that an edit in the second in which
 * a comment was written still shows (on GitHub itself it would not).
 */
export class Clock {
  readonly now: () => number;
  private last = 0;

  /** `now` is in milliseconds since 1970. */
  constructor(now: () => number) {
    this.now = now;
  }

  stamp(): string {
    this.last = Math.max(Math.floor(this.now() / 1000), this.last + 1);
    return atSecond(this.last);
  }
}

export const atSecond = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
