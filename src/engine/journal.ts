import { setTimeout as delay } from "node:timers/promises";
import type { Definition } from "../core/definition.ts";
import type { KeyedEvent, RunEvent } from "../core/event.ts";
import { replay, type RunState } from "../core/run.ts";
import { statusOf, type RunStatus } from "../core/status.ts";
import { renderTracker } from "../core/tracker.ts";
import type { Forge } from "../forge/forge.ts";
import type { EngineContext } from "./context.ts";
import { failpoint } from "./failpoint.ts";

interface JournalParts {
  context: EngineContext;
  definition: Definition;
  forge: Forge;
  crashes: number;
}

type Started = Extract<RunEvent, { type: "run.started" }>;

/** How long the tracker may lag behind: people do not see the difference, forges do. */
const trackerMs = 200;

/** A run's events: stored first, then told to whoever follows, then shown in the tracker. */
export class Journal {
  private readonly parts: JournalParts;
  private trackerWork: Promise<void> = Promise.resolve();
  private trackerQueued = false;

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
    this.touchTracker();
  }

  /** Resolves when the tracker shows all that was appended. */
  flush(): Promise<void> {
    this.hurry.abort();
    return this.trackerWork;
  }

  /** Many events, one update: a tracker that is being written is written once more, not once each. */
  private touchTracker(): void {
    if (this.trackerQueued) return;
    this.trackerQueued = true;
    this.trackerWork = this.trackerWork.then(() => this.writeTracker()).catch(() => undefined); // the next event tries again
  }

  private hurry = new AbortController();

  private async writeTracker(): Promise<void> {
    await delay(trackerMs, undefined, { signal: this.hurry.signal }).catch(() => undefined);
    this.hurry = new AbortController();
    this.trackerQueued = false;
    const status = await this.status();
    const started = await this.started();
    if (!started) return;
    const { forge, definition } = this.parts;
    await forge.ensureComment(
      { issue: started.issue },
      { marker: trackerMarker(definition.id), body: renderTracker(status) },
    );
    failpoint("initialize.tracker");
  }
}

export const trackerMarker = (run: string): string => `phasegate run=${run} tracker`;
