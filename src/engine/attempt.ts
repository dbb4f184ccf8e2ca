import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isFollowed } from "../core/agenda.ts";
import type { AttemptOutcome, KeyedEvent, RunEvent } from "../core/event.ts";
import type { Verdict } from "../core/evidence.ts";
import { type Failure, failureOf } from "../core/failure.ts";
import type { Turn } from "../core/turn.ts";
import { ensureDependencies } from "../workspace/dependencies.ts";
import { baseEnvironment } from "../workspace/process.ts";
import { TreeRefused } from "../workspace/repository.ts";
import { prepareAgentTree } from "../workspace/tree.ts";
import { accept } from "./accept.ts";
import { HostLost } from "./agent-host/follow.ts";
import { type EngineContext, sha256 } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { judgeAttempt } from "./judge-attempt.ts";
import { attemptKey, refOf } from "./keys.ts";
import { type AttemptScene, setScene } from "./scene.ts";
import { type AgentFacts, Watched } from "./watched.ts";

/** One attempt that is to be carried out. */
export interface Deed {
  run: string;
  turn: Turn;
  /** Aborted when the run is interrupted. */
  signal: AbortSignal;
  /** Called when the agent's process is about to start. */
  onStart?: () => void;
}

/**
 * Carry out one attempt, from the agent's first word to the pushed commit, and return its events. Doing it
 * again after a crash continues where it stopped: an agent that is alive is joined, one that ended is not
 * started again, and what was committed, pushed or posted is found.
 */
export async function carryOut(
  context: EngineContext,
  { run, turn, signal, onStart }: Deed,
): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  const events = await hands.journal.events();
  const prefix = attemptKey(turn);
  const recorded = events.filter(({ key }) => key.startsWith(`${prefix}/`));
  if (recorded.some(({ key }) => key === `${prefix}/ended`))
    return recorded.filter(({ key }) => key !== `${prefix}/started`);
  const scene = await setScene(context, hands, turn, signal);
  await hands.journal.append(
    hands.journal.stamp([
      { key: `${prefix}/started`, event: { type: "step.started", session: scene.session, ...refOf(turn) } },
    ]),
  );
  failpoint("attempt.begun");
  const { verdicts, ...result } = await attempt(scene, onStart);
  const event = { type: "attempt.ended" as const, ...refOf(turn), ...result };
  const ended = hands.journal.stamp([
    ...verdicts.map((verdict, index) => ({ key: `${prefix}/gate/${index}`, event: judged(turn, verdict) })),
    { key: `${prefix}/ended`, event },
  ]);
  hands.purse.close(prefix);
  await hands.journal.append(ended);
  failpoint("attempt.recorded");
  if (!isFollowed(result.outcome, scene.cast.runtime)) dropTree(scene);
  return ended;
}

/** What was accepted is in a commit; only a tree that is gone on with is kept, for with dependencies it is large. */
function dropTree({ hands, turn }: AttemptScene): void {
  const tree = hands.place.tree(turn.step, turn.treeOf);
  rm(tree, { recursive: true, force: true }).catch(() => undefined); // what is left goes with the run
}

const judged = (turn: Turn, verdict: Verdict): RunEvent => ({
  type: "gate.judged",
  phase: turn.phase,
  step: turn.step,
  attempt: turn.attempt,
  verdict,
});

interface AttemptResult extends AgentFacts {
  verdicts: Verdict[];
  outcome: AttemptOutcome;
  durationMs: number;
}

async function attempt(scene: AttemptScene, onStart?: () => void): Promise<AttemptResult> {
  const begun = Date.now();
  const watched = new Watched(scene);
  const done: Done = (outcome, verdicts = []) => ({
    verdicts,
    outcome,
    durationMs: Date.now() - begun,
    ...watched.facts(),
  });
  try {
    await waitAfterFaults(scene);
    await prepareTree(scene);
    failpoint("attempt.tree");
    onStart?.();
    const end = await watched.run();
    failpoint("attempt.agent-ended");
    if (end.kind === "interrupted" && scene.signal.aborted) return done({ kind: "interrupted" });
    if (end.kind === "interrupted") throw new HostLost("somebody else ended the agent's process");
    if (end.kind === "failed")
      return done({ kind: "failed", failure: failureOf(end, sha256(end.reason).slice(0, 16)) });
    return await judgeAndAccept(scene, end.text, done);
  } catch (error) {
    if (scene.signal.aborted) return done({ kind: "interrupted" });
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof TreeRefused)
      return done({ kind: "refused", failure: failure("gate", reason, "committed") });
    const goesOn = error instanceof HostLost;
    return done({ kind: "failed", failure: { ...failure("infrastructure", reason), goesOn } });
  }
}

type Done = (outcome: AttemptOutcome, verdicts?: Verdict[]) => AttemptResult;

/** Longer each time that the surroundings were at fault, so that a full disk or a lost network can mend. */
async function waitAfterFaults({ state, turn, signal }: AttemptScene): Promise<void> {
  const attempts = state.steps.find((step) => step.id === turn.step)?.attempts ?? [];
  const ended = attempts.filter(({ outcome }) => outcome !== null);
  const faults = ended.length - 1 - ended.findLastIndex(({ outcome }) => !isFault(outcome));
  const outcome = ended.at(-1)?.outcome;
  const told = outcome?.kind === "failed" ? (outcome.failure.waitMs ?? 0) : 0;
  if (faults > 0) await delay(Math.max(told, 250 * 2 ** faults), undefined, { signal });
}

const isFault = (outcome: AttemptOutcome | null): boolean =>
  outcome?.kind === "failed" && outcome.failure.class === "infrastructure";

async function judgeAndAccept(scene: AttemptScene, text: string, done: Done): Promise<AttemptResult> {
  const judgement = await judgeAttempt(scene, text);
  const refused = judgement.verdicts.find(({ verdict }) => verdict === "failed");
  if (refused)
    return done(
      { kind: "refused", failure: failure("gate", refused.reason, refused.gate) },
      judgement.verdicts,
    );
  const { product, pushed } = await accept(scene, judgement, text);
  const verdicts = [...judgement.verdicts, ...(pushed ? [pushed] : [])];
  if (pushed?.verdict === "failed")
    return done({ kind: "failed", failure: failure("infrastructure", pushed.reason, pushed.gate) }, verdicts);
  return done({ kind: "accepted", product }, verdicts);
}

function failure(kind: Failure["class"], reason: string, gate = ""): Failure {
  const text = gate === "" ? reason : `${gate}: ${reason}`;
  return { class: kind, signature: `${kind}:${gate}:${sha256(reason).slice(0, 16)}`, reason: text };
}

/** The agent's plain tree at the run's head, with the project's dependencies for those who may change files. */
async function prepareTree({ context, hands, turn, duty, state, policy }: AttemptScene): Promise<void> {
  const tree = hands.place.tree(turn.step, turn.treeOf);
  await prepareAgentTree(hands.repository, state.head, tree);
  const { setup, limits } = hands.definition.profile;
  if (!setup || duty.edits.length === 0 || !policy.shell) return;
  const environment = baseEnvironment({ HOME: path.join(context.parts.home, "sandbox-home") });
  await ensureDependencies({
    setup,
    directory: tree,
    store: path.join(context.parts.home, "dependencies"),
    environment,
    limits,
  });
}
