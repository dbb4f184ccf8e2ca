import { type Ask, type Scene, type Trouble } from "./agenda-scene.ts";
import { type Chosen, type Offer, type Question, sayOffer } from "./choice.ts";
import { capsOf, recovererOf } from "./definition.ts";
import { buildersOf } from "./owner.ts";
import { isOfSurroundings } from "./failure.ts";
import { changesFiles } from "./phase.ts";
import type { Fall, Rung } from "./recovery.ts";
import type { RunState, StepState } from "./run.ts";

/** Failures of a step that cost an attempt, since a person last had a word. */
export function fallsOf(run: RunState, step: StepState): Fall[] {
  return step.attempts.slice(run.forgiven[step.id] ?? 0).flatMap(({ outcome, rung }): Fall[] => {
    if (outcome?.kind !== "refused" && outcome?.kind !== "failed") return [];
    return isOfSurroundings(outcome.failure) ? [] : [{ rung, failure: outcome.failure }];
  });
}

export const fallsInRun = (run: RunState): number =>
  run.steps.reduce((sum, step) => sum + fallsOf(run, step).length, 0);

/** Work that was given to another role to get something out of trouble, and is not done yet; null when there is none. */
export function errands(scene: Scene): Ask[] | null {
  const open = scene.run.choices.flatMap((made) => errandOf(scene, made));
  return open.length > 0 ? open : null;
}

function errandOf(scene: Scene, made: Chosen): Ask[] {
  const { run, phase, definition } = scene;
  const { choice, subject } = made;
  if (choice.move !== "give" || made.phase !== phase) return [];
  const step = run.steps
    .slice(made.steps)
    .find((each) => each.about === subject && each.purpose === "fix" && each.role === choice.role);
  if (step?.product) return [];
  const builder = buildersOf(definition).find(({ role }) => role === choice.role);
  if (!builder) return [];
  const said = choice.guidance === "" ? "" : `\n\n${made.by} says: ${choice.guidance}`;
  const feedback = { from: made.by, text: `${reasonOf(run, made)}${said}` };
  return [
    {
      spec: { role: choice.role },
      purpose: "fix",
      dutyOf: builder.phase,
      feedback,
      step: step ?? null,
      about: subject,
    },
  ];
}

/** What the trouble is now; what it was when it was asked about, where that is over. */
function reasonOf(run: RunState, { subject, phase, reason }: Chosen): string {
  const outcome = run.steps.find(({ id }) => id === subject)?.attempts.at(-1)?.outcome;
  if (outcome?.kind === "refused" || outcome?.kind === "failed") return outcome.failure.reason;
  return run.gateFailures[phase]?.reason ?? reason;
}

/** The turn in which the project manager chooses; null when a person must. */
export function askManager(scene: Scene, trouble: Trouble): Ask | null {
  const { run, definition, phase } = scene;
  const caps = capsOf(definition);
  const role = recovererOf(definition);
  const { subject } = trouble;
  if (role === null || trouble.isForPerson || role === trouble.role) return null;
  const made = run.steps.filter(
    (step) =>
      step.purpose === "recover" && step.about === subject && step.product && !(step.id in run.forgiven),
  );
  if (made.length >= caps["project-manager"] || fallsInRun(run) >= caps.run) return null;
  const step = run.steps.findLast(
    (each) => each.purpose === "recover" && each.phase === phase && each.about === subject && !each.product,
  );
  if (step && fallsOf(run, step).length >= 2) return null;
  const offers = offersOf(scene, trouble).filter(({ move }) => move !== "allow");
  const text = [
    diagnosis(run, trouble),
    "",
    "Choose exactly one of these moves:",
    ...offers.map(
      (offer) => `- ${offer.move}${offer.move === "give" ? ` (role ${offer.role})` : ""}: ${sayOffer(offer)}`,
    ),
  ].join("\n");
  return {
    spec: { role },
    purpose: "recover",
    dutyOf: "recovery",
    feedback: { from: "the engine", text },
    step: step ?? null,
    about: subject,
    offers,
  };
}

/** What may be chosen now. The project manager may not allow what gates found, a person may. */
export function offersOf({ definition, phase }: Scene, trouble: Trouble): Offer[] {
  if (trouble.isWhole) return [{ move: "retry" }, { move: "stop" }];
  const others = changesFiles(phase)
    ? buildersOf(definition).filter(({ role }) => role !== trouble.role)
    : [];
  return [
    ...(trouble.canRetry ? [{ move: "retry" } as const] : []),
    ...(trouble.allowances.length > 0 ? [{ move: "allow", allowances: trouble.allowances } as const] : []),
    ...others.map(({ role }) => ({ move: "give", role }) as const),
    { move: "drop" },
    { move: "stop" },
  ];
}

export function questionOf(scene: Scene, trouble: Trouble): Question {
  const { run, phase } = scene;
  const { subject } = trouble;
  const text = diagnosis(run, trouble);
  return { number: run.questions + 1, subject, phase, text, offers: offersOf(scene, trouble) };
}

const called: Record<Rung, string> = {
  "same-session": "again in its session",
  "fresh-session": "in a fresh session",
  "stronger-tier": "with a stronger model",
  owner: "after the owner of a failing file mended it",
  "project-manager": "as the project manager chose",
  person: "as a person chose",
};

/** What was tried and what came of it, for somebody who has not followed the run. */
export function diagnosis(run: RunState, { subject, reason, isWhole }: Trouble): string {
  if (isWhole)
    return `${subject} is done and its work is kept, but it cannot be delivered.\n\n${reason}\n\n${again}`;
  const step = run.steps.find(({ id }) => id === subject);
  const falls = step ? fallsOf(run, step) : [];
  const history = falls.map(
    ({ rung, failure }, index) =>
      `${index + 1}. ${rung === null ? "at first" : called[rung]}: ${firstLine(failure.reason)}`,
  );
  const tried =
    history.length === 0
      ? `${subject} cannot go on by itself.`
      : `${subject} was not accepted in ${falls.length} tries:`;
  return [tried, ...history, "", "What was seen last:", reason].join("\n");
}

const again = "To try again delivers the same work; no agent is asked.";

const firstLine = (text: string): string => text.replace(/\n[^]*$/, "").slice(0, 160);
