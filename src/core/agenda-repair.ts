import { type Ask, type Asks, gateOf, granted, guidanceOn, type Scene, trouble } from "./agenda-scene.ts";
import { capsOf, dutyOf } from "./definition.ts";
import { buildersOf, ownerOf } from "./owner.ts";
import { changesFiles, type PhaseName } from "./phase.ts";
import type { GateFailure, StepState } from "./run.ts";

interface Mender {
  role: string;
  dutyOf: PhaseName;
}

/**
 * A phase's gate failed: the role that mends failing checks gets the evidence, then the owner of a failing path;
 * after that somebody must choose.
 */
export function repair(scene: Scene): Asks {
  const { run, phase } = scene;
  const failure = run.gateFailures[phase];
  if (failure === undefined) return null;
  const open = run.steps.find((step) => isFixOf(step, phase) && !step.product);
  const mender = open
    ? everyMender(scene).find(({ role }) => role === open.role)
    : menders(scene, failure).find(({ isLeft }) => isLeft);
  if (!mender)
    return trouble(gateOf(phase), `the gate of ${phase} failed: ${failure.reason}`, {
      allowances: failure.allowances,
      canRetry: menders(scene, failure).length > 0,
      // Whoever could undo what only a person may allow has had its rounds.
      isForPerson: failure.allowances.length > 0,
    });
  const feedback = { from: "the gate", text: `${failure.reason}${guidanceOn(scene, gateOf(phase))}` };
  const { role, dutyOf: of } = mender;
  return [
    {
      spec: { role },
      purpose: "fix",
      dutyOf: of,
      feedback,
      step: open ?? null,
      about: gateOf(phase),
    } satisfies Ask,
  ];
}

const isFixOf = (step: StepState, phase: PhaseName): boolean =>
  step.phase === phase && step.purpose === "fix" && step.about === gateOf(phase);

/** Who may have been sent to mend: the phase's own, or a role that builds. */
function everyMender(scene: Scene): Mender[] {
  const own = ownMender(scene);
  const builders = buildersOf(scene.definition).map(({ role, phase }) => ({ role, dutyOf: phase }));
  return own ? [own, ...builders] : builders;
}

/** The phase's own mender first, then who owns a failing path; each with whether it has a try left. */
function menders(scene: Scene, failure: GateFailure): (Mender & { isLeft: boolean })[] {
  const { run, phase, spec, definition } = scene;
  const tries = (role: string): number =>
    run.steps.filter((step) => isFixOf(step, phase) && step.role === role && !(step.id in run.forgiven))
      .length;
  const own = ownMender(scene);
  const owner = ownerOfFailure(scene, failure);
  const more = granted(scene, gateOf(phase));
  const ofOwner = own ? capsOf(definition).owner : spec.fixes + more;
  const ownFixes = own ? [{ ...own, isLeft: tries(own.role) < spec.fixes + more }] : [];
  const isOther = owner !== null && owner.role !== own?.role;
  return isOther ? [...ownFixes, { ...owner, isLeft: tries(owner.role) < ofOwner }] : ownFixes;
}

function ownMender({ definition, phase, spec }: Scene): Mender | null {
  const mends = spec.steps.find(({ role }) => dutyOf(definition, role, phase).edits.includes("failing"));
  return mends ? { role: mends.role, dutyOf: phase } : null;
}

/** Who may change a file that the failure names; where it names none, the one role that builds, if it is one. */
function ownerOfFailure({ definition, phase }: Scene, { paths }: GateFailure): Mender | null {
  if (!changesFiles(phase)) return null;
  for (const path of paths) {
    const owner = ownerOf(definition, path);
    if (owner) return { role: owner.role, dutyOf: owner.phase };
  }
  const [only, ...others] = buildersOf(definition);
  return only && others.length === 0 ? { role: only.role, dutyOf: only.phase } : null;
}
