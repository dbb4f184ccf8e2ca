import { availableParallelism } from "node:os";

interface Waiting {
  commit: string;
  lane: string;
  enter: () => void;
}

/**
 * One checkout, used for one commit at a time. Uses of the same commit run side by side, as many as there are
 * cores, but one after the other within a lane; the room is furnished anew for each other commit.
 */
export class Room {
  private readonly furnish: (commit: string) => Promise<void>;
  private readonly seats = Math.max(1, availableParallelism());
  private readonly lanes = new Set<string>();
  private queue: Waiting[] = [];
  private commit: string | null = null;

  constructor(furnish: (commit: string) => Promise<void>) {
    this.furnish = furnish;
  }

  async use<T>(commit: string, lane: string, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.queue.push({ commit, lane, enter });
      this.admit();
    });
    try {
      await this.furnished(commit);
      return await work();
    } finally {
      this.lanes.delete(lane);
      if (this.lanes.size === 0) this.furnishing = null; // what checks left behind is no part of the commit
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
      if (this.lanes.size === 0) this.commit = waiting.commit;
      if (waiting.commit !== this.commit) return;
      if (this.lanes.size >= this.seats || this.lanes.has(waiting.lane)) continue;
      this.queue = this.queue.filter((other) => other !== waiting);
      this.lanes.add(waiting.lane);
      waiting.enter();
    }
  }
}
