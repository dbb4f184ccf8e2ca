import { type Ask, type Scene, type Trouble, trouble } from "./agenda-scene.ts";
import { fallsInRun, fallsOf } from "./agenda-trouble.ts";
import { headOfTree, wholeWork } from "./agenda-turn.ts";
import { gone } from "./budget.ts";
import type { Chosen } from "./choice.ts";
import { capsOf, castOf, type Definition, recovererOf } from "./definition.ts";
import type { StopCause } from "./event.ts";
import { type Failure, isOfSurroundings } from "./failure.ts";
import { ownerOf } from "./owner.ts";
import { nextRung, type Rung } from "./recovery.ts";
import { faultsInRow, lastFailure, type RunState, type StepState } from "./run.ts";
import { noUsage } from "./usage.ts";

/** How often in a row a fault of the surroundings is tried again without costing an attempt. */
const infrastructureTries = 5;

export interface Stop {
  reason: string;
  cause: StopCause;
}

/** Why the step gets no further attempt whatever is tried: money or a login. */
export function stopOf({ definition, run }: Scene, ask: Ask): Stop | null {
  const last = ask.step && isSinceResume(run, ask.step) ? lastFailure(ask.step) : null;
  const id = ask.step?.id;
  if (ask.step && wholeWork(ask, ask.step.attempts.at(-1)) !== null) return null; // no agent is asked
  if (last?.class === "budget") return { cause: "budget", reason: `${id} was stopped: ${last.reason}` };
  if (last?.class === "human") return { cause: "account", reason: `${id} waits: ${last.reason}` };
  const ofRun = gone(run.budget, run.spent);
  if (ofRun !== null) return { cause: "budget", reason: `the budget of the run is gone: ${ofRun}` };
  const { role } = ask.spec;
  const ofRole = gone(castOf(definition, role).budget, run.spentBy[role] ?? noUsage);
  return ofRole === null ? null : { cause: "budget", reason: `the budget of ${role} is gone: ${ofRole}` };
}

const isSinceResume = (run: RunState, step: StepState): boolean =>
  step.attempts.length > (run.forgiven[step.id] ?? 0);

/** The turn to take after what has failed: the same step on its next rung, another role first, or trouble. */
export function climb(scene: Scene, ask: Ask): Ask | Trouble {
  const { run } = scene;
  const { step } = ask;
  if (!step) return ask;
  const chosen = freshChoice(run, step);
  if (chosen) return asChosen(ask, step, chosen);
  if (!isSinceResume(run, step)) return ask;
  const failure = lastFailure(step);
  const faults = faultsInRow(step.attempts.slice(run.forgiven[step.id] ?? 0));
  if (failure?.class === "remote" || (failure && faults >= infrastructureTries))
    return troubleOf(step, failure, { isForPerson: true, isWhole: failure.rejudge === true });
  const isFall = failure !== null && !isOfSurroundings(failure);
  return isFall
    ? onRung(scene, ask, { step, failure })
    : { ...ask, rung: step.attempts.at(-1)?.rung ?? null };
}

/** A step and the newest of its failures that cost an attempt. */
interface Fallen {
  step: StepState;
  failure: Failure;
}

/** The newest choice about the step, until an attempt has been made after it. */
const freshChoice = (run: RunState, step: StepState): Chosen | undefined =>
  run.choices.findLast(({ subject, attempts }) => subject === step.id && attempts === step.attempts.length);

function asChosen(ask: Ask, step: StepState, { choice, by, isPerson }: Chosen): Ask {
  const guidance = "guidance" in choice ? choice.guidance : "";
  const said =
    choice.move === "drop"
      ? `${choice.requirement} is dropped to a follow-up: do without it, and undo what serves it alone. ${guidance}`
      : guidance;
  const failure = lastFailure(step);
  const text = [ask.feedback?.text, failure?.reason, said === "" ? "" : `${by} says: ${said.trim()}`];
  return {
    ...ask,
    rung: isPerson ? "person" : "project-manager",
    rejudges: choice.move === "allow",
    feedback: { from: by, text: text.filter((part) => part !== undefined && part !== "").join("\n\n") },
  };
}

function onRung(scene: Scene, ask: Ask, fallen: Fallen): Ask | Trouble {
  const { definition, run } = scene;
  const { step, failure } = fallen;
  if (step.purpose === "recover") return { ...ask, rung: "same-session" };
  const rung = nextRung({
    falls: fallsOf(run, step),
    caps: capsOf(definition),
    attempts: definition.workflow.attempts,
    inRun: fallsInRun(run),
    isAvailable: (each) => isAvailable(scene, fallen, each),
  });
  switch (rung) {
    case "person":
      return troubleOf(step, failure, { isForPerson: true });
    case "project-manager":
      return troubleOf(step, failure, {});
    case "owner":
      return errandFor(scene, fallen) ?? { ...ask, rung };
    default:
      return { ...ask, rung };
  }
}

const troubleOf = (step: StepState, failure: Failure, facts: Partial<Trouble>): Trouble =>
  trouble(step.id, failure.reason, { role: step.role, allowances: failure.allowances ?? [], ...facts });

function isAvailable({ definition, run }: Scene, { step, failure }: Fallen, rung: Rung): boolean {
  const { stronger } = castOf(definition, step.role);
  const recoverer = recovererOf(definition);
  switch (rung) {
    case "same-session": // what an agent broke off never is gone on with, nor what was made on another head
      return failure.class === "gate" && headOfTree(step, step.attempts.at(-1)) === run.head;
    case "stronger-tier":
      return stronger !== undefined;
    case "owner":
      return step.about === null && otherOwner(definition, step, failure) !== null;
    case "project-manager":
      return recoverer !== null && recoverer !== step.role;
    default:
      return true;
  }
}

/** Another role, which owns a file that the newest failure names. */
function otherOwner(definition: Definition, step: StepState, { paths }: Failure): ReturnType<typeof ownerOf> {
  for (const path of paths ?? []) {
    const owner = ownerOf(definition, path);
    if (owner && owner.role !== step.role) return owner;
  }
  return null;
}

/** The owner's turn before the step is tried again; null when it has had it. */
function errandFor({ definition, run }: Scene, { step, failure }: Fallen): Ask | null {
  const owner = otherOwner(definition, step, failure);
  const errand = run.steps.findLast(
    (each) => each.about === step.id && each.purpose === "fix" && each.aboutAttempts === step.attempts.length,
  );
  if (!owner || errand?.product) return null;
  const text = `${step.role} cannot finish because of files that are yours:\n${failure.reason}`;
  return {
    spec: { role: owner.role },
    purpose: "fix",
    dutyOf: owner.phase,
    feedback: { from: step.role, text },
    step: errand ?? null,
    about: step.id,
  };
}
