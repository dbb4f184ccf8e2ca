import type { KeyedEvent } from "../../core/event.ts";
import type { Evidence } from "../../core/evidence.ts";
import type { ArtifactVersion, RunRecord, Store } from "../../store/store.ts";

/** A run as it was recorded up to some event. What is seen anew is remembered beside it, never in the run's own store. */
export class FrozenStore implements Store {
  private readonly record: RunRecord;
  private readonly versions: readonly ArtifactVersion[];
  private readonly seen = new Map<string, Record<string, Evidence>>();

  constructor(record: RunRecord, versions: readonly ArtifactVersion[]) {
    this.record = record;
    this.versions = versions;
  }

  /** The same run before its event number `count`, with the artifacts that were accepted by then. */
  before(count: number): FrozenStore {
    const events = this.record.events.slice(0, count);
    const accepted = new Set(events.flatMap(({ event }) => namesOf(event)));
    const versions = this.versions.filter(({ name, version }) => accepted.has(`${name}@${version}`));
    return new FrozenStore({ ...this.record, events }, versions);
  }

  find(): Promise<RunRecord> {
    return Promise.resolve(this.record);
  }

  events(): Promise<KeyedEvent[]> {
    return Promise.resolve([...this.record.events]);
  }

  artifacts(): Promise<ArtifactVersion[]> {
    return Promise.resolve([...this.versions]);
  }

  recorded(_run: string, tree: string): Promise<Record<string, Evidence>> {
    return Promise.resolve({ ...this.seen.get(tree) });
  }

  remember(_run: string, check: string, evidence: Evidence): Promise<void> {
    this.seen.set(evidence.tree, { ...this.seen.get(evidence.tree), [check]: evidence });
    return Promise.resolve();
  }

  list = unwritten;
  running = unwritten;
  create = unwritten;
  append = unwritten;
  saveArtifact = unwritten;
  countCrash = unwritten;
  remove = unwritten;
}

const namesOf = (event: KeyedEvent["event"]): string[] =>
  event.type === "attempt.ended" && event.outcome.kind === "accepted"
    ? [`${event.outcome.product.artifact}@${event.outcome.product.version}`]
    : [];

const unwritten = (): Promise<never> => Promise.reject(new Error("a verification changes no run"));
