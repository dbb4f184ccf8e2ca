import type { Definition } from "../core/definition.ts";
import type { KeyedEvent, RunEvent } from "../core/event.ts";
import { replay, type RunState } from "../core/run.ts";
import { statusOf, type RunStatus } from "../core/status.ts";
import type { EngineContext } from "./context.ts";

interface JournalParts {
  context: EngineContext;
  definition: Definition;
  crashes: number;
}

export type Started = Extract<RunEvent, { type: "run.started" }>;

/** A run's events: stored first, then told to whoever follows. */
export class Journal {
  private readonly parts: JournalParts;
  /** Called after each append; the forge is brought up to it. */
  onAppend: () => void = () => undefined;

  constructor(parts: JournalParts) {
    this.parts = parts;
  }

  private get store() {
    return this.parts.context.parts.store;
  }

  private known: Promise<KeyedEvent[]> | null = null;
  private lastAppend: Promise<unknown> = Promise.resolve();

  /** Read once: a run's events are only ever appended, and only by its owner, through this journal. */
  events(): Promise<readonly KeyedEvent[]> {
    return this.read();
  }

  private read(): Promise<KeyedEvent[]> {
    this.known ??= this.store.events(this.parts.definition.id);
    this.known.catch(() => {
      this.known = null;
    });
    return this.known;
  }

  /** Where the run lives on the forge; null before it has begun. */
  async started(): Promise<Started | null> {
    const event = (await this.events()).find((each) => each.event.type === "run.started")?.event;
    return event?.type === "run.started" ? event : null;
  }

  async state(): Promise<RunState> {
    const events = await this.events();
    return replay(
      this.parts.definition,
      events.map(({ event }) => event),
    );
  }

  async status(): Promise<RunStatus> {
    return statusOf(this.parts.definition, await this.events(), this.parts.crashes);
  }

  /** Give events their key and time. */
  stamp(entries: readonly { key: string; event: RunEvent }[]): KeyedEvent[] {
    const at = this.parts.context.parts.now().toISOString();
    return entries.map((entry) => ({ ...entry, at }));
  }

  /** One at a time, so that what is remembered here has the order of what is stored. */
  append(events: readonly KeyedEvent[]): Promise<void> {
    const appended = this.lastAppend.then(() => this.appendNow(events));
    this.lastAppend = appended.catch(() => undefined);
    return appended;
  }

  private async appendNow(events: readonly KeyedEvent[]): Promise<void> {
    const run = this.parts.definition.id;
    const known = await this.read();
    const added = await this.store.append(run, events);
    known.push(...added);
    for (const event of added) this.parts.context.tell({ kind: "event", run, event });
    this.onAppend();
  }
}
