import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/error.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { Post, PostedVersion } from "../core/post.ts";
import { postsOf } from "../core/posts.ts";
import type { RunStatus } from "../core/status.ts";
import { type Forge, ForgeClosed, ForgeUnavailable, type Marked, type On } from "../forge/forge.ts";
import { failpoint } from "./failpoint.ts";
import type { Journal, Started } from "./journal.ts";
import { CarriedOnElsewhere } from "./record.ts";
import type { Shelf } from "./shelf.ts";

interface PublisherParts {
  forge: Forge;
  journal: Pick<Journal, "events" | "started" | "status" | "stamp" | "append" | "onAppend">;
  shelf: Pick<Shelf, "versions">;
  /** Keep a record of the run at the forge; its name there, null when there is none. */
  record(): Promise<string | null>;
  /** Say something to whoever follows the run. */
  tell(text: string): void;
  /** Somebody has closed, locked or deleted what the run lives on. */
  onClosed(error: ForgeClosed): void;
}

/** Where phases are shown as labels. */
const labelFamily = "phasegate: ";

/** How long after a forge could not be reached it is tried again; longer each time. */
const retryMs = { first: 5_000, most: 120_000 };

/** A comment that was made a second time after somebody deleted it is not made a third time. */
const mostTimes = 2;

/**
 * Keeps the forge as a run's events want it: comments, tracker, label and record are a projection of them. It works
 * beside the run, so that no agent waits for a forge, and after a crash it does what is left to do: whatever is
 * there already is found and not made again.
 */
export class Publisher {
  private readonly parts: PublisherParts;
  private isStale = false;
  private work: Promise<void> | null = null;
  private hurry = new AbortController();
  /** How many wait for it to be done: then nothing is gathered. */
  private flushing = 0;
  /** Digests of what was written last, by the name of the post. */
  private readonly written = new Map<string, string>();
  private readonly told = new Set<string>();

  constructor(parts: PublisherParts) {
    this.parts = parts;
    parts.journal.onAppend = () => this.touch();
  }

  /** The run has new events. Many of them make one update. */
  touch(): void {
    this.isStale = true;
    this.work ??= this.publishAll().finally(() => {
      this.work = null;
    });
    this.work.catch(() => undefined); // whoever flushes hears it
  }

  /** Resolves when the forge shows all that has happened. Throws ForgeUnavailable, ForgeClosed or UserError. */
  async flush(): Promise<void> {
    this.flushing++;
    this.touch();
    this.hurry.abort();
    try {
      while (this.work) await this.work;
    } finally {
      this.flushing--;
    }
  }

  /** The same for as long as this; what is not written then is written by the next process that carries on the run. */
  async flushWithin(ms: number): Promise<void> {
    if (!this.isStale && !this.work) return;
    const cut = new AbortController();
    const late = delay(ms, "late" as const, { signal: cut.signal }).catch(() => "done" as const);
    const flushed = this.flush().then(
      () => "done" as const,
      (error: unknown) => {
        if (error instanceof CarriedOnElsewhere) return "done" as const; // others show how it ends
        return error instanceof Error ? error.message : "late";
      },
    );
    const outcome = await Promise.race([flushed, late]);
    cut.abort();
    if (outcome !== "done")
      this.parts.tell(
        `the forge does not show the end of the run yet (${outcome}); it does once the run is resumed`,
      );
  }

  private async publishAll(): Promise<void> {
    const { gatherMs } = this.parts.forge.capabilities;
    let wait = retryMs.first;
    await this.gather(gatherMs);
    while (this.isStale) {
      this.hurry = new AbortController();
      this.isStale = false;
      try {
        await this.publish();
        wait = retryMs.first;
        if (this.isStale) await this.gather(gatherMs);
      } catch (error) {
        const isHurried = this.flushing > 0;
        if (error instanceof ForgeClosed && !isHurried) this.parts.onClosed(error);
        if (!(error instanceof ForgeUnavailable) || isHurried) throw error;
        this.isStale = true;
        this.parts.tell(`${error.message}; the run goes on, and its comments are written later`);
        await this.gather(wait);
        wait = Math.min(wait * 2, retryMs.most);
      }
    }
  }

  private async gather(ms: number): Promise<void> {
    if (this.flushing > 0) return;
    await delay(ms, undefined, { signal: this.hurry.signal, ref: false }).catch(() => undefined);
  }

  /**
   * One pass. The record is kept first: it is refused when somebody else carries the run on, whose comments are then
   * left alone. The tracker is written last, for it names what was made before.
   */
  private async publish(): Promise<void> {
    const started = await this.parts.journal.started();
    if (!started) return;
    const record = await this.parts.record();
    const isTracker = ({ name }: Post): boolean => name === "tracker";
    for (const post of (await this.posts()).filter((each) => !isTracker(each)))
      await this.write(started, post);
    await this.label(started);
    for (const post of (await this.posts()).filter(isTracker))
      await this.write(
        started,
        record === null ? post : { ...post, facts: `${post.facts} record=${record}` },
      );
  }

  private async posts(): Promise<Post[]> {
    const { journal, shelf, forge } = this.parts;
    const { people, maxBody } = forge.capabilities;
    const versions = acceptedVersions(await journal.events(), await shelf.versions());
    return postsOf({ status: await journal.status(), versions, people, maxBody });
  }

  private async write(started: Started, post: Post): Promise<void> {
    const digest = createHash("sha256").update(`${post.facts}\n${post.body}`).digest("hex");
    if (this.written.get(post.name) === digest) return;
    const on = { issue: post.on === "issue" ? started.issue : started.pullRequest };
    try {
      await this.post(on, post);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.tellOnce(`${post.name} could not be posted: ${error.message}; ${error.hint}`, error.message);
    }
    this.written.set(post.name, digest);
  }

  /** What stands in the way of one comment stands in the way of all. */
  private tellOnce(text: string, why: string): void {
    if (!this.told.has(why)) this.parts.tell(text);
    this.told.add(why);
  }

  /** The comment of this name, where it is, or made again once when somebody has deleted it. */
  private async post(on: On, { name, marker, facts, body }: Post): Promise<void> {
    const { forge, journal } = this.parts;
    const made = (await journal.events()).flatMap(({ event }) =>
      event.type === "comment.made" && event.name === name ? [event.id] : [],
    );
    const newest = made.at(-1);
    const comment: Marked = { marker, facts, body };
    const there =
      newest !== undefined && made.length >= mostTimes
        ? await forge.editComment(on, newest, comment)
        : await forge.ensureComment(on, comment);
    failpoint("publish.written");
    if (there === null || made.includes(there.id)) return;
    const { id, url } = there;
    await journal.append(
      journal.stamp([
        { key: `comment/${name}/${id}`, event: { type: "comment.made", name, on: on.issue, id, url } },
      ]),
    );
    failpoint("publish.recorded");
  }

  private async label(started: Started): Promise<void> {
    const { forge, journal } = this.parts;
    const label = `${labelFamily}${phaseOf(await journal.status())}`;
    if (!forge.capabilities.labels || this.written.get("label") === label) return;
    await forge.ensureLabel({ issue: started.issue }, labelFamily, label);
    this.written.set("label", label);
  }
}

/** The phase that the run is in or ended in. */
const phaseOf = ({ status, phases }: RunStatus): string =>
  status === "ready"
    ? "ready"
    : (phases.findLast((phase) => phase.status !== "pending")?.name ?? "initialization");

interface Kept {
  name: string;
  version: number;
  body: string;
}

/** Every version that an accepted attempt brought, oldest first. */
export function acceptedVersions(events: readonly KeyedEvent[], kept: readonly Kept[]): PostedVersion[] {
  return events.flatMap(({ event }): PostedVersion[] => {
    if (event.type !== "attempt.ended" || event.outcome.kind !== "accepted") return [];
    const { artifact: name, version, digest } = event.outcome.product;
    const text = kept.find((one) => one.name === name && one.version === version)?.body;
    return text === undefined ? [] : [{ name, version, digest, role: event.role, phase: event.phase, text }];
  });
}
