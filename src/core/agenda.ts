import { type Place, shareScope, waitsFor } from "./check-workflow-scope.ts";
import type { RuntimeChoice } from "./agent.ts";
import { gone } from "./budget.ts";
import { castOf, type Definition, dutyOf } from "./definition.ts";
import type { AttemptOutcome, StopCause } from "./event.ts";
import type { Failure } from "./failure.ts";
import { ownerOf } from "./owner.ts";
import type { PhaseName } from "./phase.ts";
import type { Duty } from "./role.ts";
import { type AttemptState, lastFailure, type RunState, type StepState } from "./run.ts";
import { type Feedback, type Finding, type Purpose, stepId, type Turn } from "./turn.ts";
import { noUsage } from "./usage.ts";
import type { Phase, StepSpec } from "./workflow.ts";

/** What a phase still needs: turns (none: wait for those under way), nothing, or it cannot go on. */
export type Agenda =
  | { kind: "turns"; turns: Turn[] }
  | { kind: "done" }
  | { kind: "stop"; reason: string; cause: StopCause };

/** How often in a row a fault of the surroundings is tried again without costing an attempt. */
const infrastructureTries = 5;

interface Scene {
  definition: Definition;
  run: RunState;
  phase: PhaseName;
  spec: Phase;
}

/** A role's turn before its attempt is known. */
interface Ask {
  spec: StepSpec;
  purpose: Purpose;
  dutyOf: PhaseName;
  feedback: Feedback | null;
  /** The step that goes on; null for a new one. */
  step: StepState | null;
}

interface Stop {
  reason: string;
  cause: StopCause;
}

const isOpen = (step: StepState): boolean => step.attempts.at(-1)?.outcome === null;

export function agenda(definition: Definition, run: RunState, phase: PhaseName): Agenda {
  const spec = definition.workflow.phases[phase];
  if (!spec) return { kind: "done" };
  const scene: Scene = { definition, run, phase, spec };
  const asks = slots(scene) ?? review(scene) ?? repair(scene);
  if (asks === null) return { kind: "done" };
  return "reason" in asks ? stop(run, { reason: asks.reason, cause: "gate" }) : toTurns(scene, asks);
}

/** Those under way are not thrown away: the run stops once they have ended. */
const stop = (run: RunState, why: Stop): Agenda =>
  run.steps.some(isOpen) ? { kind: "turns", turns: [] } : { kind: "stop", ...why };

type Asks = Ask[] | { reason: string } | null;

/** The phase's own steps, as its order has them; null when each is satisfied. */
function slots(scene: Scene): Asks {
  const open: Ask[] = [];
  const unsatisfied: StepSpec[] = [];
  for (const spec of scene.spec.steps) {
    const asks = slot(scene, spec);
    if (asks === null) continue;
    if ("reason" in asks || scene.spec.order === "sequence") return asks;
    open.push(...asks);
    unsatisfied.push(spec);
  }
  if (open.length === 0) return null;
  return scene.spec.order === "auto" ? startable(scene, open, unsatisfied) : open;
}

/** What one place of the phase needs: a first turn, another attempt, mending by others, or a turn again. */
function slot(scene: Scene, spec: StepSpec): Asks {
  const { phase } = scene;
  const step = newestOf(scene, spec);
  const produce = (on: StepState | null): Ask[] => [
    { spec, purpose: "produce", dutyOf: phase, feedback: null, step: on },
  ];
  if (!step) return produce(null);
  if (!step.product) return produce(step);
  if (step.product.blocking.length > 0) return mend(scene, step, step.product.blocking) ?? produce(null);
  return isStale(scene, step) ? produce(null) : null;
}

const newestOf = ({ run, phase }: Scene, { role }: StepSpec): StepState | undefined =>
  run.steps.findLast((step) => step.phase === phase && step.role === role && step.purpose === "produce");

/** A step that verifies is void once somebody mended something after it, and waits until all is mended. */
function isStale(scene: Scene, step: StepState): boolean {
  const { definition, run, phase } = scene;
  if (!verifies(dutyOf(definition, step.role, phase)) || isMending(scene)) return false;
  // Who mended a failed gate has been held to its checks; its own report needs no second turn.
  const voids = (other: StepState): boolean => other.purpose === "fix" && other.role !== step.role;
  return run.steps.some(
    (other) => voids(other) && other.phase === phase && other.acceptedAs > step.acceptedAs,
  );
}

/** One owner has mended its findings and the next has not: the whole may be broken until then. */
const isMending = (scene: Scene): boolean =>
  scene.spec.steps.some((spec) => {
    const step = newestOf(scene, spec);
    const blocking = step?.product?.blocking ?? [];
    return step !== undefined && blocking.length > 0 && mend(scene, step, blocking) !== null;
  });

const verifies = (duty: Duty): boolean => duty.verdict === "code" || duty.edits.includes("failing");

/** Blocking findings go to the roles that own the paths, one after the other; null when all are mended. */
function mend(scene: Scene, reviewer: StepState, findings: readonly Finding[]): Asks {
  const { definition, run, phase, spec } = scene;
  const blocking = run.steps.filter(
    (step) => step.phase === phase && step.product && step.product.blocking.length > 0,
  );
  if (roundsOf(run, blocking) > spec.fixes) {
    return {
      reason: `${reviewer.role} still has blocking findings after ${spec.fixes} rounds of fixes:\n${list(findings)}`,
    };
  }
  const owners = new Map<string, { dutyOf: PhaseName; findings: Finding[] }>();
  for (const finding of findings) {
    const owner = ownerOf(definition, finding.path);
    if (!owner)
      return {
        reason: `no role of this workflow may change ${finding.path}, where ${reviewer.role} found: ${finding.message}`,
      };
    const known = owners.get(owner.role);
    if (known) known.findings.push(finding);
    else owners.set(owner.role, { dutyOf: owner.phase, findings: [finding] });
  }
  const later = run.steps.slice(run.steps.indexOf(reviewer) + 1);
  for (const [role, work] of owners) {
    const step =
      later.find((other) => other.phase === phase && other.role === role && other.purpose === "fix") ?? null;
    if (step?.product) continue;
    const feedback = {
      from: reviewer.role,
      text: `Blocking findings of the review:\n${list(work.findings)}`,
    };
    return [{ spec: { role }, purpose: "fix", dutyOf: work.dutyOf, feedback, step }];
  }
  return null;
}

const list = (findings: readonly Finding[]): string =>
  findings
    .map(
      (f) =>
        `- ${f.path}:${f.line}: ${f.message}${f.requirement ? ` (${f.requirement})` : ""}${f.suggestion ? ` Suggestion: ${f.suggestion}` : ""}`,
    )
    .join("\n");

/** Review and revision of a phase's artifacts, round by round; null when the newest review approves all. */
function review(scene: Scene): Asks {
  const { run, phase, spec } = scene;
  if (!spec.review) return null;
  const { by, rounds } = spec.review;
  const reviews = run.steps.filter((step) => step.phase === phase && step.purpose === "review");
  const newest = reviews.at(-1);
  const ask = (step: StepState | null): Ask[] => [
    { spec: { role: by }, purpose: "review", dutyOf: phase, feedback: null, step },
  ];
  if (!newest) return ask(null);
  if (!newest.product) return ask(newest);
  const revise = Object.entries(newest.product.revise);
  if (revise.length === 0) return null;
  if (roundsOf(run, reviews) > rounds) {
    return {
      reason: `${by} still wants changes after ${rounds} rounds: ${revise.map(([name]) => name).join(", ")}`,
    };
  }
  const open = revisions(scene, newest, revise);
  return open.length > 0 ? open : ask(null);
}

/** The person who resumes grants the rounds again: they count from the newest review that was there then. */
const roundsOf = (run: RunState, reviews: readonly StepState[]): number =>
  reviews.length -
  Math.max(
    0,
    reviews.findLastIndex(({ id }) => id in run.forgiven),
  );

/** One revision for each artifact that the review sends back, all at once. */
function revisions(
  { definition, run, phase, spec }: Scene,
  newest: StepState,
  revise: [string, string[]][],
): Ask[] {
  const later = run.steps.slice(run.steps.indexOf(newest) + 1);
  return revise.flatMap(([artifact, notes]): Ask[] => {
    const writer = spec.steps.find(({ role }) => dutyOf(definition, role, phase).writes === artifact);
    if (!writer) return [];
    const step = later.find((other) => other.purpose === "revise" && other.role === writer.role) ?? null;
    if (step?.product) return [];
    const feedback = {
      from: newest.role,
      text: `The review asks you to revise ${artifact}:\n${notes.map((note) => `- ${note}`).join("\n")}`,
    };
    return [{ spec: writer, purpose: "revise", dutyOf: phase, feedback, step }];
  });
}

/** A phase gate failed: the role that mends failing checks gets the evidence, if the phase has one. */
function repair(scene: Scene): Asks {
  const { definition, run, phase, spec } = scene;
  const failure = run.gateFailures[phase];
  if (failure === undefined) return null;
  const mender = spec.steps.find(({ role }) => dutyOf(definition, role, phase).edits.includes("failing"));
  const fixes = run.steps.filter(
    (step) => step.phase === phase && step.purpose === "fix" && step.role === mender?.role,
  );
  const open = fixes.find((step) => !step.product) ?? null;
  const tries = fixes.filter(({ id }) => !(id in run.forgiven)).length;
  if (!mender || (!open && tries >= spec.fixes)) return { reason: `the gate of ${phase} failed: ${failure}` };
  return [
    {
      spec: mender,
      purpose: "fix",
      dutyOf: phase,
      feedback: { from: "the gate", text: failure },
      step: open,
    },
  ];
}

/** In an `auto` phase a step waits for what it reads and for running writers of its own ground. */
function startable(scene: Scene, open: Ask[], unsatisfied: StepSpec[]): Ask[] {
  const { definition, run, phase } = scene;
  const place = (spec: StepSpec): Place => {
    const { reads, writes } = dutyOf(definition, spec.role, phase);
    return { role: spec.role, reads: spec.reads ?? reads, writes };
  };
  const ground = (role: string): string[] =>
    Object.values({ ...definition.roles[role]?.duties }).flatMap((duty) => duty.edits);
  const taken = run.steps
    .filter((step) => step.phase === phase && isOpen(step))
    .flatMap((step) => ground(step.role));
  return open.filter((ask) => {
    if (ask.step && isOpen(ask.step)) return true;
    if (ask.purpose === "produce" && unsatisfied.some((other) => waitsFor(place(ask.spec), place(other))))
      return false;
    const own = ground(ask.spec.role);
    if (shareScope(own, taken)) return false;
    taken.push(...own);
    return true;
  });
}

function toTurns(scene: Scene, asks: Ask[]): Agenda {
  const turns: Turn[] = [];
  for (const ask of asks) {
    if (ask.step && isOpen(ask.step)) continue;
    const why = (ask.step ? isSpent(scene, ask.step) : null) ?? overspent(scene, ask.spec.role);
    if (why !== null) return stop(scene.run, why);
    turns.push(toTurn(scene, ask));
  }
  return { kind: "turns", turns };
}

/** A step is refused before it starts when its money or tokens are gone. */
function overspent({ definition, run }: Scene, role: string): Stop | null {
  const ofRun = gone(run.budget, run.spent);
  if (ofRun !== null) return { cause: "budget", reason: `the budget of the run is gone: ${ofRun}` };
  const ofRole = gone(castOf(definition, role).budget, run.spentBy[role] ?? noUsage);
  return ofRole === null ? null : { cause: "budget", reason: `the budget of ${role} is gone: ${ofRole}` };
}

/** Why the step gets no further attempt; null when it does. */
function isSpent({ definition, run }: Scene, step: StepState): Stop | null {
  const ended = step.attempts
    .slice(run.forgiven[step.id] ?? 0)
    .flatMap(({ outcome }) =>
      outcome?.kind === "refused" || outcome?.kind === "failed" ? [outcome.failure] : [],
    );
  const last = ended.at(-1);
  if (last?.class === "budget") return { cause: "budget", reason: `${step.id} was stopped: ${last.reason}` };
  if (last?.class === "human") return { cause: "account", reason: `${step.id} waits: ${last.reason}` };
  const costly = ended.filter((failure) => failure.class !== "infrastructure").length;
  const inRow = ended.length - 1 - ended.findLastIndex((failure) => failure.class !== "infrastructure");
  if (costly < definition.workflow.attempts && inRow < infrastructureTries) return null;
  const reason = `${step.id} was not accepted in ${ended.length} attempts: ${last?.reason}`;
  return { cause: "gate", reason };
}

function toTurn(scene: Scene, ask: Ask): Turn {
  const { run, phase } = scene;
  const { role } = ask.spec;
  const before = run.steps.filter((step) => step.phase === phase && step.role === role).length;
  return {
    step: ask.step?.id ?? stepId(phase, role, before + 1),
    role,
    phase,
    dutyOf: ask.dutyOf,
    purpose: ask.purpose,
    ...(ask.step ? nextAttempt(scene, ask, ask.step) : firstAttempt(run, ask)),
    overrides: { reads: ask.spec.reads, each: ask.spec.each },
  };
}

type AttemptPart = Pick<Turn, "attempt" | "ordinal" | "treeOf" | "feedback" | "resume" | "interruption">;

const firstAttempt = (run: RunState, ask: Ask): AttemptPart => ({
  attempt: 1,
  ordinal: 1,
  treeOf: 1,
  feedback: ask.feedback,
  resume: earlierSession(run, ask),
  interruption: null,
});

function nextAttempt({ definition }: Scene, ask: Ask, step: StepState): AttemptPart {
  const { attempts } = step;
  const { runtime } = castOf(definition, step.role);
  const follows = ({ outcome }: AttemptState): boolean => isFollowed(outcome, runtime);
  const previous = attempts.at(-1);
  const failure = lastFailure(step);
  const refused = previous?.outcome?.kind === "refused";
  const goesOn = previous !== undefined && follows(previous);
  const attempt = attempts.length + 1;
  return {
    attempt,
    ordinal: attempts.filter(({ outcome }) => outcome?.kind !== "interrupted").length + 1,
    treeOf: goesOn ? firstOfTree(attempts.map(follows)) : attempt,
    feedback: failure ? afterFailure(failure, refused ? null : ask.feedback) : ask.feedback,
    resume: goesOn ? previous.session : null,
    interruption: goesOn && !refused ? (failure?.reason ?? "the run was interrupted") : null,
  };
}

/**
 * Whether the next attempt goes on in the session and tree of one that ended so. What was refused always does;
 * what was cut short does where an agent has a memory of its own: the scripted one only plays its part.
 */
export function isFollowed(outcome: AttemptOutcome | null, { command }: RuntimeChoice): boolean {
  if (outcome?.kind === "refused") return true;
  if (command === undefined) return false;
  return outcome?.kind === "interrupted" || (outcome?.kind === "failed" && outcome.failure.goesOn === true);
}

/** What the next attempt hears; a fresh session must also hear again what the turn is about. */
function afterFailure(failure: Failure, task: Feedback | null): Feedback {
  if (task)
    return { from: task.from, text: `${task.text}\n\nThe attempt before this one failed: ${failure.reason}` };
  return { from: failure.class === "gate" ? "the gate" : "the engine", text: failure.reason };
}

/** The attempt that began the tree in which the newest one worked; counted from 1. */
function firstOfTree(areFollowed: readonly boolean[]): number {
  let first = areFollowed.length;
  while (first > 1 && areFollowed[first - 2] === true) first--;
  return first;
}

/** A revision or fix goes on in the session that wrote what is revised. */
function earlierSession(run: RunState, ask: Ask): string | null {
  if (ask.purpose !== "revise" && ask.purpose !== "fix") return null;
  const written = run.steps.findLast((step) => step.role === ask.spec.role && step.product);
  return written?.attempts.at(-1)?.session ?? null;
}
