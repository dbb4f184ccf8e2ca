import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Definition } from "../../core/definition.ts";
import { UserError } from "../../core/error.ts";
import type { KeyedEvent, RunEvent } from "../../core/event.ts";
import { replay, type RunState } from "../../core/run.ts";
import type { ArtifactVersion, RunRecord, Store } from "../../store/store.ts";
import { sweep } from "../../workspace/process.ts";
import { EngineContext, type EngineParts, type RunHands } from "../context.ts";
import { Journal } from "../journal.ts";
import { Shelf } from "../shelf.ts";
import { FrozenStore } from "./frozen-store.ts";

export interface VerifyCall {
  /** Aborted when nobody waits for the outcome any more. */
  signal: AbortSignal;
  /** Told what is being done. */
  tell(text: string): void;
}

/** The run as it was before one of its events, with what is fresh to look at it. */
export interface Moment {
  context: EngineContext;
  hands: RunHands;
  state: RunState;
}

/** A recorded run, and a place of its own to repeat it in: nothing is taken from where it was carried out. */
export interface Ground extends VerifyCall {
  definition: Definition;
  events: readonly KeyedEvent[];
  state: RunState;
  started: Extract<RunEvent, { type: "run.started" }>;
  artifacts: readonly ArtifactVersion[];
  /** Where the run itself keeps its evidence; only read. */
  store: Store;
  context: EngineContext;
  hands: RunHands;
  /** What the forge's branch points at; null when there is none. */
  tip: string | null;
  /** Whether the fresh repository could get a commit from the forge or from the user's repository. */
  has(commit: string): Promise<boolean>;
  before(count: number): Promise<Moment>;
}

/** Do something on fresh ground; whatever happens, nothing of it is left. */
export async function onFreshGround<T>(
  run: { parts: EngineParts; record: RunRecord; executor: string },
  call: VerifyCall,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), "phasegate-verify-")));
  const vanish = (): void => rmSync(home, { recursive: true, force: true });
  const marker = `PHASEGATE_CHECKOUT=${path.join(home, "runs", run.record.definition.id, "checkout")}`;
  const over = new AbortController();
  /** One check after the other begins where one ends: each is ended. */
  const end = async (): Promise<void> => {
    for (; !over.signal.aborted; await delay(50)) await sweep(marker);
  };
  process.once("exit", vanish);
  call.signal.addEventListener("abort", () => void end());
  try {
    return await work(await layGround(home, run, call));
  } finally {
    over.abort();
    await sweep(marker);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    process.off("exit", vanish);
  }
}

async function layGround(
  home: string,
  { parts, record, executor }: { parts: EngineParts; record: RunRecord; executor: string },
  call: VerifyCall,
): Promise<Ground> {
  const { definition, events } = record;
  const started = events.find(({ event }) => event.type === "run.started")?.event;
  const state = replay(
    definition,
    events.map(({ event }) => event),
  );
  if (started?.type !== "run.started" || state.accepted === 0) throw nothingYet(definition.id);
  const artifacts = await parts.store.artifacts(definition.id);
  const kept = new FrozenStore(record, artifacts);
  const contextOf = (store: Store) => new EngineContext({ ...parts, home, store }, executor);
  const context = contextOf(kept);
  const hands = await context.of(definition.id);
  const tip = await bringHistory(hands, call);
  return {
    ...call,
    definition,
    events,
    state,
    started,
    artifacts,
    store: parts.store,
    context,
    hands,
    tip,
    has: (commit) => has(hands, commit),
    async before(count) {
      const then = kept.before(count);
      const at = contextOf(then);
      const { crashes } = record;
      const journal = new Journal({ context: at, definition, crashes });
      const shelf = new Shelf(then, definition.id);
      return { context: at, hands: { ...hands, journal, shelf }, state: await journal.state() };
    },
  };
}

const nothingYet = (run: string): UserError =>
  new UserError(
    "NOTHING_TO_VERIFY",
    `no step of run ${run} has been accepted yet`,
    `look at it with: phasegate status ${run}`,
  );

/** The branch as the forge has it, and the base from the user's repository. */
async function bringHistory({ repository, forge, definition }: RunHands, { tell }: VerifyCall) {
  tell(`fetching ${definition.branch}`);
  await repository.fetch(definition.repository, definition.base);
  const tip = await repository.remoteBranch(forge.remote, definition.branch);
  if (tip !== null) await repository.bring(forge.remote, tip);
  return tip;
}

/** A commit that is on no branch any more may still be there. */
async function has({ repository, forge, definition }: RunHands, commit: string): Promise<boolean> {
  for (const source of [null, forge.remote, definition.repository]) {
    try {
      if (source !== null) await repository.bring(source, commit);
      await repository.treeOf(commit);
      return true;
    } catch {
      // the next source may have it
    }
  }
  return false;
}
