import type { RuntimeChoice } from "../../core/agent.ts";
import type { Cast } from "../../core/casting.ts";
import type { Definition, ForgeChoice } from "../../core/definition.ts";
import { UserError } from "../../core/error.ts";
import type { KeyedEvent } from "../../core/event.ts";
import type { Evidence } from "../../core/evidence.ts";
import { recordRef } from "../../core/record.ts";
import { endingsOf } from "../../core/record-endings.ts";
import { replay, type RunState } from "../../core/run.ts";
import { gateNamed } from "../../gates/index.ts";
import type { ArtifactVersion, Store } from "../../store/store.ts";
import { fetchRecord } from "../../workspace/record.ts";
import { EngineContext, type RunHands, sha256 } from "../context.ts";
import { phaseContext } from "../phase-context.ts";
import { FrozenStore } from "../verify/frozen-store.ts";
import type { ProvenRun } from "./prove.ts";

/** A run as it is to be kept in this home. */
export interface RestoredRun {
  definition: Definition;
  events: KeyedEvent[];
  artifacts: ArtifactVersion[];
}

/** What this machine adds to a record. */
export interface Machine {
  repository: string;
  runtime: RuntimeChoice;
  casting: Record<string, Cast>;
  forge: ForgeChoice | undefined;
}

/** The run that a proven record gives on this machine, stopped where it can go on. */
export function restoredFrom(proven: ProvenRun, machine: Machine, now: Date): RestoredRun {
  const { forge: recorded, ...rest } = proven.definition;
  const { forge, ...here } = machine;
  // What somebody named to find the run may be its pull request.
  const known = forge && recorded ? { ...forge, issue: recorded.issue } : forge;
  return {
    definition: known ? { ...proven.definition, ...here, forge: known } : { ...rest, ...here },
    events: [...proven.events, ...endingsOf(proven, now.toISOString())],
    artifacts: proven.versions.map(({ step, at, product, text }) => ({
      name: product.artifact,
      version: product.version,
      step,
      digest: sha256(text),
      body: text,
      at,
    })),
  };
}

/**
 * Keep a restored run in this home. Its history is brought and the checks of its base commit are run before anything
 * is stored, and its events come last, all at once: after a crash the same can be done again, until they are there.
 * Throws UserError when this home has the run.
 */
export async function restoreRun(context: EngineContext, restored: RestoredRun): Promise<void> {
  const { parts, executor } = context;
  const { definition, events, artifacts } = restored;
  const run = definition.id;
  await refuseKnown(parts.store, run);
  const store = new FrozenStore({ definition, events, crashes: 0 }, artifacts);
  const beside = new EngineContext({ ...parts, store }, executor);
  const hands = await beside.of(run);
  const state = replay(
    definition,
    events.map(({ event }) => event),
  );
  context.tell({ kind: "forge", run, text: "bringing the history of the run" });
  await bringHistory(hands, state);
  const goesOn = state.status !== "ready" && state.status !== "cancelled";
  if (goesOn) context.tell({ kind: "forge", run, text: "running the checks of its base commit" });
  await keep(parts.store, restored, goesOn ? await baseEvidence(beside, hands) : {});
}

async function refuseKnown(store: Store, run: string): Promise<void> {
  const known = await store.find(run);
  if (known?.definition.id !== run) return;
  if (known.events.length > 0)
    throw new UserError(
      "RUN_IS_HERE",
      `run ${run} is in this home, so there is nothing to restore`,
      `go on with it: phasegate resume ${run}`,
    );
  await store.remove(run); // left by an engine that died while it restored
}

async function bringHistory({ repository, forge, definition }: RunHands, { head }: RunState): Promise<void> {
  const { branch, base, id } = definition;
  await repository.bring(forge.remote, head);
  await repository.fetch(forge.remote, base);
  await repository.setBranch(branch, head);
  await fetchRecord(
    repository,
    { remote: forge.remote, authorization: () => forge.authorization() },
    recordRef(id),
  );
}

/** No evidence is taken from a record: what later work is held against is seen anew, and only that. */
async function baseEvidence(context: EngineContext, hands: RunHands): Promise<Record<string, Evidence>> {
  const { definition, repository, journal, evidence } = hands;
  const gate = await phaseContext(context, hands, await journal.state(), "initialization");
  await gateNamed("base-recorded").check(gate);
  return evidence.of(await repository.treeOf(definition.base));
}

async function keep(
  store: Store,
  { definition, events, artifacts }: RestoredRun,
  evidence: Record<string, Evidence>,
): Promise<void> {
  const run = definition.id;
  await store.create(definition);
  for (const [check, seen] of Object.entries(evidence)) await store.remember(run, check, seen);
  for (const artifact of artifacts) await store.saveArtifact(run, artifact);
  await store.append(run, events);
}
