import { roundsOf } from "./agenda-findings.ts";
import { type Ask, type Asks, granted, guidanceOn, reviewOf, type Scene, trouble } from "./agenda-scene.ts";
import { dutyOf } from "./definition.ts";
import type { StepState } from "./run.ts";

/** Review and revision of a phase's artifacts, round by round; null when the newest review approves all. */
export function review(scene: Scene): Asks {
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
  if (newest.acceptedAs <= (run.rework[phase]?.since ?? 0)) return ask(null);
  const revise = Object.entries(newest.product.revise);
  if (revise.length === 0) return null;
  if (roundsOf(run, reviews) > rounds + granted(scene, reviewOf(phase))) {
    const names = revise.map(([name, notes]) => `- ${name}: ${notes.join(" ")}`).join("\n");
    return trouble(reviewOf(phase), `${by} still wants changes after ${rounds} rounds:\n${names}`);
  }
  const open = revisions(scene, newest, revise);
  return open.length > 0 ? open : ask(null);
}

/** One revision for each artifact that the review sends back, all at once. */
function revisions(scene: Scene, newest: StepState, revise: [string, string[]][]): Ask[] {
  const { definition, run, phase, spec } = scene;
  const later = run.steps.slice(run.steps.indexOf(newest) + 1);
  return revise.flatMap(([artifact, notes]): Ask[] => {
    const writer = spec.steps.find(({ role }) => dutyOf(definition, role, phase).writes === artifact);
    if (!writer) return [];
    const step = later.find((other) => other.purpose === "revise" && other.role === writer.role) ?? null;
    if (step?.product) return [];
    const asked = `The review asks you to revise ${artifact}:\n${notes.map((note) => `- ${note}`).join("\n")}`;
    const feedback = { from: newest.role, text: `${asked}${guidanceOn(scene, reviewOf(phase))}` };
    return [{ spec: writer, purpose: "revise", dutyOf: phase, feedback, step }];
  });
}
