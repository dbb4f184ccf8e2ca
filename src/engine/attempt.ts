import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isFollowed } from "../core/agenda.ts";
import type { AgentEnd } from "../core/agent.ts";
import { UserError } from "../core/error.ts";
import type { AttemptOutcome, KeyedEvent, RunEvent } from "../core/event.ts";
import { allowancesOf, type Verdict } from "../core/evidence.ts";
import { type Failure, failureOf } from "../core/failure.ts";
import { faultsInRow } from "../core/run.ts";
import type { Turn } from "../core/turn.ts";
import { ForgeClosed } from "../forge/forge.ts";
import { ensureDependencies } from "../workspace/dependencies.ts";
import { baseEnvironment } from "../workspace/process.ts";
import { adviceOf, PushRefused } from "../workspace/push-refusal.ts";
import { NonFastForward, TreeRefused } from "../workspace/repository.ts";
import { prepareAgentTree } from "../workspace/tree.ts";
import { accept } from "./accept.ts";
import { endOf } from "./agent-host/events-file.ts";
import { HostLost } from "./agent-host/follow.ts";
import { type EngineContext, sha256 } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { pathsOf } from "./failing-paths.ts";
import { Contradiction, judgeAttempt, type Judgement } from "./judge-attempt.ts";
import { attemptKey, refOf } from "./keys.ts";
import { type AttemptScene, setScene } from "./scene.ts";
import { adoptPushed, BranchRewritten } from "./sync.ts";
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
  if (events.some(({ key }) => key === `${prefix}/ended`)) return bornOf(events, prefix);
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
  if (!isKept(scene, result.outcome)) dropTree(scene);
  return bornOf(await hands.journal.events(), prefix);
}

/** All that came of an attempt, in its order. */
const bornOf = (events: readonly KeyedEvent[], prefix: string): KeyedEvent[] =>
  events.filter(({ key }) => key.startsWith(`${prefix}/`) && key !== `${prefix}/started`);

/** Whether the tree is gone on with: by an agent, or by whoever judges what is in it again. */
const isKept = ({ turn, cast }: AttemptScene, outcome: AttemptOutcome): boolean =>
  isFollowed(outcome, cast.runtime) || (turn.rejudges !== null && outcome.kind === "interrupted");

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
  let isWhole = false;
  try {
    await waitAfterFaults(scene);
    const end = await endOfWork(scene, watched, onStart);
    if (end.kind === "interrupted" && scene.signal.aborted) return done({ kind: "interrupted" });
    if (end.kind === "interrupted") throw new HostLost("somebody else ended the agent's process");
    if (end.kind === "failed")
      return done({ kind: "failed", failure: failureOf(end, sha256(end.reason).slice(0, 16)) });
    isWhole = true;
    return await judgeAndAccept(scene, end.text, done);
  } catch (error) {
    if (error instanceof ForgeClosed) scene.context.closed(scene.hands.definition.id, error);
    if (!scene.signal.aborted) return done(outcomeOf(error, isWhole));
    const isNew = isWhole && scene.turn.rejudges === null; // of earlier work it is known that it is whole
    return done(isNew ? outcomeOf(new Error(cutShort), isWhole) : { kind: "interrupted" });
  }
}

const cutShort = "the run was interrupted after the agent had ended; its work is judged when the run goes on";

type Done = (outcome: AttemptOutcome, verdicts?: Verdict[]) => AttemptResult;

/** How the agent's work ended: now, or in the earlier attempt whose work is judged again without an agent. */
async function endOfWork(scene: AttemptScene, watched: Watched, onStart?: () => void): Promise<AgentEnd> {
  if (scene.turn.rejudges !== null) return endOfKept(scene, scene.turn.rejudges);
  await prepareTree(scene);
  failpoint("attempt.tree");
  onStart?.();
  const end = await watched.run();
  failpoint("attempt.agent-ended");
  return end;
}

async function endOfKept({ hands, turn }: AttemptScene, worksOf: number): Promise<AgentEnd> {
  const end = await endOf(hands.place.host(turn.step, worksOf));
  const tree = await stat(hands.place.tree(turn.step, turn.treeOf)).catch(() => null);
  if (end?.kind !== "completed" || tree === null)
    throw new Error(`attempt ${worksOf} left no work that could be judged again`);
  return end;
}

/** What an error means for the step. Work that was whole before it is judged again, and no agent is asked for it. */
function outcomeOf(error: unknown, isWhole: boolean): AttemptOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TreeRefused) return { kind: "refused", failure: failure("gate", reason, "committed") };
  if (error instanceof Contradiction) return { kind: "failed", failure: failure("infrastructure", reason) }; // an agent begins again
  const matter = matterOfRemote(error);
  const what = matter === null ? failure("infrastructure", reason) : failure("remote", matter);
  const next = isWhole ? { rejudge: true } : { goesOn: error instanceof HostLost };
  return { kind: "failed", failure: { ...what, ...next } };
}

/** What a person must know to mend what the branch is pushed to; null when it is another matter. */
function matterOfRemote(error: unknown): string | null {
  if (error instanceof BranchRewritten) return error.message;
  if (error instanceof PushRefused) return adviceOf(error);
  return error instanceof UserError ? `${error.message}\n\n${error.hint}` : null;
}

/** Longer each time that the surroundings were at fault, so that a full disk or a lost network can mend. */
async function waitAfterFaults({ state, turn, signal }: AttemptScene): Promise<void> {
  const attempts = state.steps.find((step) => step.id === turn.step)?.attempts ?? [];
  const ended = attempts.filter(({ outcome }) => outcome !== null);
  const faults = faultsInRow(ended);
  const outcome = ended.at(-1)?.outcome;
  const told = outcome?.kind === "failed" ? (outcome.failure.waitMs ?? 0) : 0;
  if (faults > 0) await delay(Math.max(told, 250 * 2 ** faults), undefined, { signal });
}

/** How often somebody may push between our look at the branch and our own push. */
const pushTries = 3;

async function judgeAndAccept(given: AttemptScene, text: string, done: Done): Promise<AttemptResult> {
  for (let tried = 1; ; tried++) {
    const scene = await onPushedHead(given);
    const judgement = await judgeAttempt(scene, text);
    const refused = judgement.verdicts.find(({ verdict }) => verdict === "failed");
    if (refused) {
      const facts = await refusal(scene, judgement, refused);
      return done({ kind: "refused", failure: facts }, judgement.verdicts);
    }
    try {
      const { product, pushed } = await accept(scene, judgement, text);
      const verdicts = [...judgement.verdicts, ...(pushed ? [pushed] : [])];
      if (pushed?.verdict !== "failed") return done({ kind: "accepted", product }, verdicts);
      const unproven = failure("infrastructure", pushed.reason, pushed.gate);
      return done({ kind: "failed", failure: { ...unproven, rejudge: true } }, verdicts);
    } catch (error) {
      if (!(error instanceof NonFastForward) || tried === pushTries) throw error;
    }
  }
}

/** The scene on the head that the branch has now; what others pushed is part of the run from here on. */
async function onPushedHead(scene: AttemptScene): Promise<AttemptScene> {
  const { context, hands, turn } = scene;
  await adoptPushed(context, hands, { key: attemptKey(turn), phase: turn.phase });
  return { ...scene, state: await hands.journal.state() };
}

/** What the agent is told, and what the ladder of recovery goes by. */
async function refusal(
  { hands }: AttemptScene,
  { candidate }: Judgement,
  refused: Verdict,
): Promise<Failure> {
  return {
    ...failure("gate", refused.reason, refused.gate),
    paths: await pathsOf(hands, candidate, refused),
    allowances: allowancesOf(refused.findings),
  };
}

function failure(kind: Failure["class"], reason: string, gate = ""): Failure {
  const text = gate === "" ? reason : `${gate}: ${reason}`;
  return { class: kind, signature: `${kind}:${gate}:${sha256(steady(reason)).slice(0, 16)}`, reason: text };
}

/** Times, counts, addresses and digests differ from run to run without meaning anything. */
const steady = (reason: string): string =>
  reason.replaceAll(/\b[0-9a-f]{7,64}\b/g, "#").replaceAll(/\d+([.,:]\d+)*\s*(ms|s|m)?\b/g, "#");

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
