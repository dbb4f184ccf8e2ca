import { availableParallelism } from "node:os";

/** What a use of the room may be beside. */
export interface Lane {
  name: string;
  /** Nobody else is in the lane meanwhile. Who only looks lets others look. */
  alone: boolean;
}

interface Waiting {
  commit: string;
  lane: Lane;
  enter: () => void;
}

/**
 * One checkout, used for one commit at a time. Uses of the same commit run side by side, as many as there are
 * cores, but within a lane only those that let others beside them; the room is furnished anew for each other commit.
 */
export class Room {
  private readonly furnish: (commit: string) => Promise<void>;
  private readonly seats: number;
  private taken: readonly Lane[] = [];
  private queue: Waiting[] = [];
  private commit: string | null = null;

  constructor(furnish: (commit: string) => Promise<void>, seats = availableParallelism()) {
    this.furnish = furnish;
    this.seats = Math.max(1, seats);
  }

  async use<T>(commit: string, lane: Lane, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.queue.push({ commit, lane, enter });
      this.admit();
    });
    try {
      await this.furnished(commit);
      return await work();
    } finally {
      this.taken = this.taken.filter((other) => other !== lane);
      if (this.taken.length === 0) this.furnishing = null; // what checks left behind is no part of the commit
      this.admit();
    }
  }

  private furnishing: { commit: string; done: Promise<void> } | null = null;

  private furnished(commit: string): Promise<void> {
    if (this.furnishing?.commit !== commit) {
      const done = this.furnish(commit);
      this.furnishing = { commit, done };
      done.catch(() => {
        this.furnishing = null; // the next use tries again
      });
    }
    return this.furnishing?.done ?? Promise.resolve();
  }

  /** Let in those who may enter now, in the order of asking; who waits for another commit waits for an empty room. */
  private admit(): void {
    const { queue } = this; // replaced, never changed, while it is gone through
    for (const waiting of queue) {
      if (this.taken.length === 0) this.commit = waiting.commit;
      if (waiting.commit !== this.commit) return;
      if (this.taken.length >= this.seats || !this.isFree(waiting.lane)) continue;
      this.queue = this.queue.filter((other) => other !== waiting);
      this.taken = [...this.taken, waiting.lane];
      waiting.enter();
    }
  }

  private isFree({ name, alone }: Lane): boolean {
    return this.taken.every((other) => other.name !== name || (!alone && !other.alone));
  }
}
