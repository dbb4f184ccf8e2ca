import { createHash } from "node:crypto";
import path from "node:path";
import type { Definition } from "../core/definition.ts";
import type { Evidence } from "../core/evidence.ts";
import type { Part } from "../core/profile.ts";
import type { Forge, ForgeClosed } from "../forge/forge.ts";
import { createChecks } from "../gates/checks/runner.ts";
import type { Store } from "../store/store.ts";
import { openRepository } from "../workspace/repository.ts";
import type { Repository } from "../workspace/workspace.ts";
import type { RunNews } from "./engine.ts";
import { EvidenceBook } from "./evidence-book.ts";
import { interruptionOf } from "./interruption.ts";
import { Journal } from "./journal.ts";
import type { ChecksPatience } from "./own-checks.ts";
import { Publisher } from "./publisher.ts";
import { Recorder } from "./record.ts";
import { Purse } from "./purse.ts";
import { Shelf } from "./shelf.ts";
import { placeOf, type Place } from "./place.ts";

/** What a forge needs of the run that it is opened for. */
export interface ForgeLife {
  /** Aborted when the run is interrupted: nothing waits for a forge any longer. */
  signal(): AbortSignal;
  /** Say something to whoever follows the run. */
  tell(text: string): void;
}

/** What the engine is made of; the one place for what differs between the product, tests and machines. */
export interface EngineParts {
  home: string;
  store: Store;
  openForge(definition: Pick<Definition, "repository" | "forge">, life: ForgeLife): Promise<Forge>;
  now(): Date;
  /** How often the forge is looked at for what people do there, in milliseconds. */
  pollMs: number;
  /** How the repository's own checks are waited for before a pull request is ready. */
  ownChecks: ChecksPatience;
  /** How long one check may take. */
  checkTimeoutMs: number;
}

/** How long the end of a process waits for a forge; what is not written then is written when the run goes on. */
const lastWordMs = 60_000;

type RunChecks = ReturnType<typeof createChecks>;

/** One run's hands: opened once a process, shared by its steps. */
export interface RunHands {
  definition: Definition;
  place: Place;
  repository: Repository;
  forge: Forge;
  checks: RunChecks;
  journal: Journal;
  shelf: Shelf;
  publisher: Publisher;
  recorder: Recorder;
  evidence: EvidenceBook;
  purse: Purse;
  /** Sessions that several roles begin from, by what they have read. */
  primed: Map<string, Promise<Primed | null>>;
}

/** A session that has read what several roles read first, and where the runtime keeps it. */
export interface Primed {
  session: string;
  sessions: string;
}

/** What all runs of this process share. */
export class EngineContext {
  readonly parts: EngineParts;
  readonly executor: string;
  readonly environment = `node ${process.version} ${process.platform} ${process.arch}`;
  private readonly hands = new Map<string, Promise<RunHands>>();
  private readonly listeners = new Set<(news: RunNews) => void>();

  constructor(parts: EngineParts, executor: string) {
    this.parts = parts;
    this.executor = executor;
  }

  /** Called when somebody has closed, locked or deleted what a run lives on. */
  closed: (run: string, error: ForgeClosed) => void = () => undefined;

  follow(listener: (news: RunNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(news: RunNews): void {
    for (const listener of this.listeners) listener(news);
  }

  /** The hands of a run; opened at the first call. */
  of(run: string): Promise<RunHands> {
    const known = this.hands.get(run);
    if (known) return known;
    const opening = this.open(run);
    this.hands.set(run, opening);
    opening.catch(() => this.hands.delete(run));
    return opening;
  }

  /** Forget the hands of a run that has not gone on, after its last news is written; say what it asked of its forge. */
  async release(run: string): Promise<void> {
    const opening = this.hands.get(run);
    const hands = await opening?.catch(() => null);
    await hands?.publisher.flushWithin(lastWordMs);
    if (!hands || (await hands.journal.state()).status === "running") return;
    if (this.hands.get(run) !== opening) return;
    this.hands.delete(run);
    const text = sayCalls(hands.forge.calls);
    if (text !== null) this.tell({ kind: "forge", run, text, isFact: true });
  }

  /** Resolves when the forge shows all that was done in this process, or has had the time for it. */
  async flush(): Promise<void> {
    const open = await Promise.allSettled(this.hands.values());
    await Promise.all(
      open.flatMap((hands) =>
        hands.status === "fulfilled" ? hands.value.publisher.flushWithin(lastWordMs) : [],
      ),
    );
  }

  private async open(run: string): Promise<RunHands> {
    const { home, store, now, openForge, checkTimeoutMs } = this.parts;
    const record = await store.find(run);
    if (!record) throw new Error(`run ${run} is not in the store`);
    const { definition } = record;
    const place = placeOf(home, definition.id);
    const tell = (text: string): void => this.tell({ kind: "forge", run: definition.id, text });
    const forge = await openForge(definition, { signal: () => interruptionOf(definition.id), tell });
    const repository = await openRepository(place.gitDir, () => forge.authorization());
    const evidence = new EvidenceBook(store, definition.id);
    const checks = createChecks({
      repository,
      profile: definition.profile,
      directory: place.checkout,
      store: path.join(home, "dependencies"),
      environment: this.environment,
      home: path.join(home, "sandbox-home"),
      now,
      recall: async (tree, part, kind) => (await evidence.of(tree))[`${part}/${kind}`] ?? null,
      remember: (part, kind, seen) => evidence.remember(`${part}/${kind}`, seen),
      timeoutMs: checkTimeoutMs,
    });
    const journal = new Journal({ context: this, definition, crashes: record.crashes });
    const shelf = new Shelf(store, definition.id);
    const recorder = new Recorder({ definition, place, repository, forge, journal, shelf, tell });
    const publisher = new Publisher({
      forge,
      journal,
      shelf,
      record: () => (forge.capabilities.people ? recorder.record() : Promise.resolve(null)),
      tell,
      onClosed: (error) => this.closed(definition.id, error),
    });
    return {
      definition,
      place,
      repository,
      forge,
      checks,
      journal,
      evidence,
      purse: new Purse(() => journal.state()),
      primed: new Map(),
      shelf,
      publisher,
      recorder,
    };
  }
}

/** Other processes may have carried the run before this one; what they asked is not known here. */
function sayCalls(calls: Forge["calls"]): string | null {
  if (!calls || calls.requests === 0) return null;
  const { requests, notModified } = calls;
  const times = requests === 1 ? "once" : `${requests} times`;
  const answers = notModified === 1 ? "1 answer" : `${notModified} answers`;
  return `the forge was asked ${times} by this process for the run; ${answers} said that nothing is new`;
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Every check of the profile, as part and kind. */
export function checksOfProfile(parts: readonly Part[]): { part: string; kind: string }[] {
  return parts.flatMap((part) => Object.keys(part.checks).map((kind) => ({ part: part.name, kind })));
}

/** The recorded evidence of all checks for one tree, in the profile's order. */
export async function recordedChecks({ evidence, definition }: RunHands, tree: string): Promise<Evidence[]> {
  const recorded = await evidence.of(tree);
  return checksOfProfile(definition.profile.parts).flatMap(
    ({ part, kind }) => recorded[`${part}/${kind}`] ?? [],
  );
}
