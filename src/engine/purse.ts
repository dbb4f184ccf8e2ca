import { type Budget, gone } from "../core/budget.ts";
import { addUsage, type Usage } from "../core/usage.ts";

interface Account {
  budget: Budget;
  spent: Usage;
}

/**
 * What all agents of a run use together, while they use it: each keeps its own limit, but of several at work none
 * knows of the others. Over the budget, all of them are ended.
 */
export class Purse {
  private readonly atWork = new Map<string, Usage | null>();
  private overspent = new AbortController();
  private readonly recorded: () => Promise<Account>;

  /** `recorded`: the run's budget, and what attempts that have ended used. */
  constructor(recorded: () => Promise<Account>) {
    this.recorded = recorded;
  }

  /** An attempt begins; the signal is given when the run's budget is gone. */
  open(attempt: string): AbortSignal {
    if (this.atWork.size === 0) this.overspent = new AbortController();
    this.atWork.set(attempt, null);
    return this.overspent.signal;
  }

  /** What the attempt has used so far, all in all. */
  async see(attempt: string, usage: Usage): Promise<void> {
    if (!this.atWork.has(attempt)) return;
    this.atWork.set(attempt, usage);
    const { budget, spent } = this.state(await this.recorded());
    if (gone(budget, spent) !== null) this.overspent.abort();
  }

  /** The attempt's end is about to be recorded. */
  close(attempt: string): void {
    this.atWork.delete(attempt);
  }

  /** With what those at work have used. */
  state({ budget, spent }: Account): Account {
    const used = [...this.atWork.values()].filter((usage) => usage !== null);
    return { budget, spent: used.reduce(addUsage, spent) };
  }
}
