import type { RuntimeChoice } from "./agent.ts";
import type { Ask, Scene } from "./agenda-scene.ts";
import { castOf } from "./definition.ts";
import type { AttemptOutcome } from "./event.ts";
import type { Failure } from "./failure.ts";
import type { Rung } from "./recovery.ts";
import { type AttemptState, lastFailure, type RunState, type StepState } from "./run.ts";
import { type Feedback, stepId, type Turn } from "./turn.ts";

export function toTurn(scene: Scene, ask: Ask): Turn {
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
    offers: ask.offers ?? [],
    about: ask.about ?? ask.step?.about ?? null,
    overrides: { reads: ask.spec.reads, each: ask.spec.each },
  };
}

type AttemptPart = Pick<
  Turn,
  "attempt" | "ordinal" | "treeOf" | "feedback" | "resume" | "interruption" | "rung" | "rejudges"
>;

const firstAttempt = (run: RunState, ask: Ask): AttemptPart => ({
  attempt: 1,
  ordinal: 1,
  treeOf: 1,
  feedback: ask.feedback,
  resume: earlierSession(run, ask),
  interruption: null,
  rung: null,
  rejudges: null,
});

function nextAttempt({ definition, run }: Scene, ask: Ask, step: StepState): AttemptPart {
  const { attempts } = step;
  const { runtime } = castOf(definition, step.role);
  const previous = attempts.at(-1);
  const rung = ask.rung ?? null;
  const isRefused = previous?.outcome?.kind === "refused";
  const isSame =
    previous !== undefined &&
    headOfTree(step, previous) === run.head &&
    isFollowed(previous.outcome, runtime);
  const gone = isSame && (!isRefused || staysIn(rung)) ? previous : null;
  const rejudges = wholeWork(ask, previous);
  const attempt = attempts.length + 1;
  return {
    attempt,
    ordinal: attempts.filter(isRealTry).length + 1,
    feedback: hears(ask, lastFailure(step), gone !== null && isRefused),
    rung,
    rejudges,
    ...(previous && (gone || rejudges !== null)
      ? goingOn(step, previous)
      : { treeOf: attempt, resume: null, interruption: null }),
  };
}

/** An agent was asked, and was not interrupted from outside. */
const isRealTry = ({ outcome, worksOf, attempt }: AttemptState): boolean =>
  outcome?.kind !== "interrupted" && worksOf === attempt;

/** The head that the attempt's tree was made from: it may go on with the tree of an earlier one. */
export const headOfTree = (step: StepState, attempt: AttemptState | undefined): string | undefined =>
  step.attempts.find((each) => each.attempt === attempt?.treeOf)?.head;

/**
 * The attempt whose finished work is judged again without an agent: a person has allowed what was found in it, or
 * what went wrong came after the agent's end and is not its fault. Null when an agent must be asked.
 */
export const wholeWork = (ask: Ask, previous: AttemptState | undefined): number | null =>
  previous && isJudgedAgain(ask, previous) ? previous.worksOf : null;

function isJudgedAgain(ask: Ask, { outcome, worksOf, attempt }: AttemptState): boolean {
  if (outcome?.kind === "refused") return ask.rejudges === true;
  return isWhole(outcome) || (outcome?.kind === "interrupted" && worksOf !== attempt);
}

/** The next attempt is made in the session and the tree of the one before. */
function goingOn(
  step: StepState,
  { treeOf, session, outcome }: AttemptState,
): Pick<AttemptPart, "treeOf" | "resume" | "interruption"> {
  const isRefused = outcome?.kind === "refused";
  return {
    treeOf,
    resume: session,
    interruption: isRefused ? null : (lastFailure(step)?.reason ?? "the run was interrupted"),
  };
}

/** Rungs on which a refused attempt is mended where it was made. */
const staysIn = (rung: Rung | null): boolean => rung === null || rung === "same-session" || rung === "person";

/**
 * Whether the next attempt goes on in the session and tree of one that ended so. What was refused always may;
 * what was cut short does where an agent has a memory of its own: the scripted one only plays its part.
 */
export function isFollowed(outcome: AttemptOutcome | null, { command }: RuntimeChoice): boolean {
  if (outcome?.kind === "refused" || isWhole(outcome)) return true;
  if (command === undefined) return false;
  return outcome?.kind === "interrupted" || (outcome?.kind === "failed" && outcome.failure.goesOn === true);
}

const isWhole = (outcome: AttemptOutcome | null): boolean =>
  outcome?.kind === "failed" && outcome.failure.rejudge === true;

/** What the next attempt hears; a fresh session must also hear again what the turn is about. */
function hears(ask: Ask, failure: Failure | null, isMending: boolean): Feedback | null {
  const isChosen = ask.rung === "project-manager" || ask.rung === "person";
  if (!failure || isChosen) return ask.feedback;
  const task = isMending ? null : ask.feedback;
  if (task)
    return { from: task.from, text: `${task.text}\n\nThe attempt before this one failed: ${failure.reason}` };
  return { from: failure.class === "gate" ? "the gate" : "the engine", text: failure.reason };
}

/** A revision or fix goes on in the session that wrote what is revised; a restored run has none of those. */
function earlierSession(run: RunState, ask: Ask): string | null {
  if (ask.purpose !== "revise" && ask.purpose !== "fix") return null;
  const written = run.steps.findLast((step) => step.role === ask.spec.role && step.product);
  return written?.attempts.at(-1)?.session || null;
}
