import type { Evidence } from "../core/evidence.ts";
import type { Store } from "../store/store.ts";

/** A run's evidence of checks, by tree: read once from the store, for only the run's owner adds to it. */
export class EvidenceBook {
  private readonly store: Store;
  private readonly run: string;
  private readonly trees = new Map<string, Promise<Record<string, Evidence>>>();

  constructor(store: Store, run: string) {
    this.store = store;
    this.run = run;
  }

  /** All evidence for a tree, by the name of its check ("backend/test"). */
  of(tree: string): Promise<Record<string, Evidence>> {
    const known = this.trees.get(tree);
    if (known) return known;
    const read = this.store.recorded(this.run, tree);
    this.trees.set(tree, read);
    read.catch(() => this.trees.delete(tree));
    return read;
  }

  async remember(check: string, evidence: Evidence): Promise<void> {
    const known = await this.of(evidence.tree);
    await this.store.remember(this.run, check, evidence);
    known[check] = evidence;
  }
}
