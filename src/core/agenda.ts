import { climb, stopOf } from "./agenda-climb.ts";
import { isStale, mend, newestOf } from "./agenda-findings.ts";
import { repair } from "./agenda-repair.ts";
import { review } from "./agenda-review.ts";
import { type Ask, type Asks, isOpen, isTrouble, type Scene, type Trouble } from "./agenda-scene.ts";
import { toTurn } from "./agenda-turn.ts";
import { askManager, errands, questionOf } from "./agenda-trouble.ts";
import { type Place, shareScope, waitsFor } from "./check-workflow-scope.ts";
import { type Question, sayChoice } from "./choice.ts";
import { type Definition, dutyOf } from "./definition.ts";
import type { StopCause } from "./event.ts";
import type { PhaseName } from "./phase.ts";
import type { RunState, StepState } from "./run.ts";
import type { Turn } from "./turn.ts";
import type { StepSpec } from "./workflow.ts";

export { isFollowed } from "./agenda-turn.ts";

/** What a phase still needs: turns (none: wait for those under way), a person's word, nothing, or it cannot go on. */
export type Agenda =
  | { kind: "turns"; turns: Turn[] }
  | { kind: "question"; question: Question }
  | { kind: "done" }
  | { kind: "stop"; reason: string; cause: StopCause };

export function agenda(definition: Definition, run: RunState, phase: PhaseName): Agenda {
  const spec = definition.workflow.phases[phase];
  if (!spec) return { kind: "done" };
  const scene: Scene = { definition, run, phase, spec };
  const ended = chosenEnd(scene);
  if (ended) return ended;
  const asks = errands(scene) ?? slots(scene) ?? review(scene) ?? repair(scene);
  if (asks === null) return { kind: "done" };
  return settle(scene, isTrouble(asks) ? [asks] : asks);
}

/** The project manager chose that it ends here. */
function chosenEnd({ run }: Scene): Agenda | null {
  const made = run.choices.at(-1);
  if (made?.choice.move !== "stop" || made.generation !== run.generation) return null;
  const reason = `${made.by} chose to ${sayChoice(made.choice)} (${made.subject})`;
  return { kind: "stop", reason, cause: "gate" };
}

/** The phase's own steps, as its order has them; null when each is satisfied. */
function slots(scene: Scene): Asks {
  const open: Ask[] = [];
  const unsatisfied: StepSpec[] = [];
  for (const spec of scene.spec.steps) {
    const asks = slot(scene, spec);
    if (asks === null) continue;
    if (isTrouble(asks) || scene.spec.order === "sequence") return asks;
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
  return rework(scene, spec) ?? (isStale(scene, step) ? produce(null) : null);
}

/** A person has rejected the phase: each of its steps is done again, with the person's reason. */
function rework({ run, phase }: Scene, spec: StepSpec): Ask[] | null {
  const wanted = run.rework[phase];
  if (!wanted) return null;
  const steps = run.steps.filter((step) => step.phase === phase && step.role === spec.role);
  if (steps.some(({ acceptedAs }) => acceptedAs > wanted.since)) return null;
  const step = steps.find(({ purpose, product }) => purpose === "revise" && !product) ?? null;
  const feedback = { from: wanted.by, text: `The result was rejected: ${wanted.reason}` };
  return [{ spec, purpose: "revise", dutyOf: phase, feedback, step }];
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

/** Turns for all that can go on; a person is asked once nothing can. Those under way are never thrown away. */
function settle(scene: Scene, wanted: readonly (Ask | Trouble)[]): Agenda {
  const turns: Turn[] = [];
  const troubles: Trouble[] = [];
  const begin = (ask: Ask): Agenda | null => {
    if (ask.step && isOpen(ask.step)) return null;
    const why = stopOf(scene, ask);
    if (why !== null) return isQuiet(scene) ? { kind: "stop", ...why } : { kind: "turns", turns: [] };
    const next = climb(scene, ask);
    if ("subject" in next) return begun(next);
    if (next.step === ask.step) {
      turns.push(toTurn(scene, next));
      return null;
    }
    return begin(next); // somebody else's turn comes first, with a ladder of its own
  };
  const begun = (trouble: Trouble): Agenda | null => {
    const manager = askManager(scene, trouble);
    if (manager) return begin(manager);
    troubles.push(trouble);
    return null;
  };
  for (const each of wanted) {
    const end = "subject" in each ? begun(each) : begin(each);
    if (end) return end;
  }
  const [first] = troubles;
  if (first && turns.length === 0 && isQuiet(scene))
    return { kind: "question", question: questionOf(scene, first) };
  return { kind: "turns", turns };
}

const isQuiet = ({ run }: Scene): boolean => !run.steps.some(isOpen);
