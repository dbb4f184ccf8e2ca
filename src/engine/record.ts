import type { Definition } from "../core/definition.ts";
import { recordFiles, recordRef, upToGate } from "../core/record.ts";
import { type Forge, ForgeClosed, ForgeUnavailable } from "../forge/forge.ts";
import { GitError } from "../workspace/git.ts";
import { explainPush, PushRefused } from "../workspace/push-refusal.ts";
import { fetchRecord, pushRecord, recordHead, remoteRecord, writeRecord } from "../workspace/record.ts";
import { NonFastForward } from "../workspace/repository.ts";
import type { Repository } from "../workspace/workspace.ts";
import { failpoint } from "./failpoint.ts";
import type { Journal } from "./journal.ts";
import type { Place } from "./place.ts";
import type { Shelf } from "./shelf.ts";

export interface RecorderParts {
  definition: Definition;
  place: Pick<Place, "root">;
  repository: Pick<Repository, "gitDir" | "isAncestor">;
  forge: Pick<Forge, "remote" | "authorization">;
  journal: Pick<Journal, "events">;
  shelf: Pick<Shelf, "versions">;
  /** Say something to whoever follows the run. */
  tell(text: string): void;
}

/** The record at the forge has grown without this home: the run goes on elsewhere, and here it ends. */
export class CarriedOnElsewhere extends ForgeClosed {
  constructor(ref: string) {
    super(
      `this run is carried on elsewhere: ${ref} at the forge holds what this home does not know; nothing was overwritten`,
    );
  }
}

/** Keeps a run's record at the forge, on a ref of its own. */
export class Recorder {
  private readonly parts: RecorderParts;
  /** How many events the newest record at the forge has. */
  private recorded = 0;
  private commit: string | null = null;
  private isGivenUp = false;

  constructor(parts: RecorderParts) {
    this.parts = parts;
  }

  /**
   * Bring the record at the forge up to the newest gate; its commit there, or null when there is none: no gate yet,
   * or the forge takes no record, which is told once. Throws ForgeUnavailable and CarriedOnElsewhere.
   */
  async record(): Promise<string | null> {
    const events = upToGate(await this.parts.journal.events());
    if (this.isGivenUp || events.length === this.recorded) return this.commit;
    try {
      const commit = await this.write(events);
      await this.push();
      this.commit = commit;
      this.recorded = events.length;
    } catch (error) {
      this.giveUpOrThrow(error);
    }
    return this.commit;
  }

  /** Throws CarriedOnElsewhere when the run is, and ForgeUnavailable. Reads only. */
  async refuseElsewhere(): Promise<void> {
    const { repository } = this.parts;
    const here = await recordHead(repository, this.ref);
    if (here === null) return;
    const there = await remoteRecord(repository, this.remote, this.ref).catch(giveUp);
    if (there !== null && !(await repository.isAncestor(there, here))) throw new CarriedOnElsewhere(this.ref);
  }

  private get ref(): string {
    return recordRef(this.parts.definition.id);
  }

  private get remote() {
    const { forge } = this.parts;
    return { remote: forge.remote, authorization: () => forge.authorization() };
  }

  private async write(events: ReturnType<typeof upToGate>): Promise<string> {
    const { definition, repository, shelf, place } = this.parts;
    const known = await recordHead(repository, this.ref);
    if (known === null) await fetchRecord(repository, this.remote, this.ref);
    const artifacts = await shelf.versions();
    const commit = await writeRecord(repository, {
      ref: this.ref,
      files: recordFiles({ definition, events, artifacts, root: place.root }),
      message: `Record of run ${definition.id}\n\nPhasegate-Run: ${definition.id}\n`,
      identity: definition.identity,
      atSeconds: Math.floor(Date.parse(events.at(-1)?.at ?? "") / 1000),
    });
    failpoint("record.written");
    return commit;
  }

  private async push(): Promise<void> {
    await pushRecord(this.parts.repository, this.remote, this.ref);
    failpoint("record.pushed");
  }

  private giveUpOrThrow(error: unknown): void {
    if (error instanceof NonFastForward) throw new CarriedOnElsewhere(this.ref);
    const why = reasonOf(error);
    if (why === null) throw error;
    this.isGivenUp = true;
    this.parts.tell(
      `no record of the run is kept at the forge any more, and it cannot be restored from there: ${why}`,
    );
  }
}

/** Why no record can be kept; null when it is a fault of ours. Throws ForgeUnavailable when it may mend by itself. */
function reasonOf(error: unknown): string | null {
  if (error instanceof PushRefused) return `${error.message} (${error.remedy})`;
  if (!(error instanceof GitError)) return null;
  if (explainPush(error) === "transient") throw new ForgeUnavailable(error.message, { cause: error });
  return error.message;
}

/** Where the remote shows no such refs there is nothing to compare. Throws ForgeUnavailable. */
function giveUp(error: unknown): null {
  if (reasonOf(error) === null) throw error;
  return null;
}
