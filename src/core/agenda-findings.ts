import picomatch from "picomatch";
import { type Ask, type Asks, findingsOf, granted, guidanceOn, type Scene, trouble } from "./agenda-scene.ts";
import { dutyOf } from "./definition.ts";
import { ownerOf } from "./owner.ts";
import type { Duty, DutyName } from "./role.ts";
import type { RunState, StepState } from "./run.ts";
import type { Finding } from "./turn.ts";
import type { StepSpec } from "./workflow.ts";

export const newestOf = ({ run, phase }: Scene, { role }: StepSpec): StepState | undefined =>
  run.steps.findLast((step) => step.phase === phase && step.role === role && step.purpose === "produce");

/**
 * A step that verifies is void once somebody mended something after it, and waits until all is mended. A review
 * is also void for what somebody else pushed, unless that was documentation.
 */
export function isStale(scene: Scene, step: StepState): boolean {
  const { definition, run, phase } = scene;
  const duty = dutyOf(definition, step.role, phase);
  if (!verifies(duty) || isMending(scene)) return false;
  // Who mended a failed gate has been held to its checks; nobody's report on checks needs a second turn for that.
  const voids = (other: StepState): boolean =>
    other.purpose === "fix" && other.role !== step.role && (other.about === null || duty.verdict === "code");
  const isMended = run.steps.some(
    (other) => voids(other) && other.phase === phase && other.acceptedAs > step.acceptedAs,
  );
  return isMended || (duty.verdict === "code" && isOvertaken(scene, step));
}

function isOvertaken({ definition, run }: Scene, step: StepState): boolean {
  const isDocument = picomatch(definition.profile.docs, { dot: true });
  return run.moves.some(
    ({ since, paths }) => since >= step.acceptedAs && paths.some((path) => !isDocument(path)),
  );
}

const verifies = (duty: Duty): boolean => duty.verdict === "code" || duty.edits.includes("failing");

/** One owner has mended its findings and the next has not: the whole may be broken until then. */
const isMending = (scene: Scene): boolean =>
  scene.spec.steps.some((spec) => {
    const step = newestOf(scene, spec);
    const blocking = step?.product?.blocking ?? [];
    return step !== undefined && blocking.length > 0 && mend(scene, step, blocking) !== null;
  });

/** Blocking findings go to the roles that own the paths, one after the other; null when all are mended. */
export function mend(scene: Scene, reviewer: StepState, findings: readonly Finding[]): Asks {
  const { run, phase, spec } = scene;
  const subject = findingsOf(phase);
  const blocking = run.steps.filter(
    (step) => step.phase === phase && step.product && step.product.blocking.length > 0,
  );
  if (roundsOf(run, blocking) > spec.fixes + granted(scene, subject)) {
    const rounds = `${reviewer.role} still has blocking findings after ${spec.fixes} rounds of fixes`;
    return trouble(subject, `${rounds}:\n${list(findings)}`);
  }
  const owners = ownersOf(scene, findings);
  if (!("get" in owners)) {
    const { path, message } = owners;
    const reason = `no role of this workflow may change ${path}, where ${reviewer.role} found: ${message}`;
    return trouble(subject, reason, { canRetry: false });
  }
  const later = run.steps.slice(run.steps.indexOf(reviewer) + 1);
  for (const [role, work] of owners) {
    const step =
      later.find((other) => other.phase === phase && other.role === role && other.purpose === "fix") ?? null;
    if (step?.product) continue;
    const text = `Blocking findings of the review:\n${list(work.findings)}${guidanceOn(scene, subject)}`;
    const feedback = { from: reviewer.role, text };
    return [{ spec: { role }, purpose: "fix", dutyOf: work.dutyOf, feedback, step } satisfies Ask];
  }
  return null;
}

type Owners = Map<string, { dutyOf: DutyName; findings: Finding[] }>;

/** Findings by the role that may change their path; the finding for which there is none. */
function ownersOf({ definition }: Scene, findings: readonly Finding[]): Owners | Finding {
  const owners: Owners = new Map();
  for (const finding of findings) {
    const owner = ownerOf(definition, finding.path);
    if (!owner) return finding;
    const known = owners.get(owner.role);
    if (known) known.findings.push(finding);
    else owners.set(owner.role, { dutyOf: owner.phase, findings: [finding] });
  }
  return owners;
}

const list = (findings: readonly Finding[]): string =>
  findings
    .map(
      (f) =>
        `- ${f.path}:${f.line}: ${f.message}${f.requirement ? ` (${f.requirement})` : ""}${f.suggestion ? ` Suggestion: ${f.suggestion}` : ""}`,
    )
    .join("\n");

/** The person who resumes grants the rounds again: they count from the newest review that was there then. */
export const roundsOf = (run: RunState, reviews: readonly StepState[]): number =>
  reviews.length -
  Math.max(
    0,
    reviews.findLastIndex(({ id }) => id in run.forgiven),
  );
