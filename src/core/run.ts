import { type Budget, noBudget } from "./budget.ts";
import type { Definition } from "./definition.ts";
import type { AttemptOutcome, Product, RunEvent, RunStatusName } from "./event.ts";
import type { Failure } from "./failure.ts";
import { afterStep, type KnownFinding } from "./findings.ts";
import { phaseNames, type PhaseName } from "./phase.ts";
import type { Purpose } from "./turn.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

export interface AttemptState {
  attempt: number;
  session: string;
  outcome: AttemptOutcome | null;
}

/** One role's turn: what has been tried, and what came of it. */
export interface StepState {
  id: string;
  role: string;
  phase: PhaseName;
  purpose: Purpose;
  attempts: AttemptState[];
  product: Product | null;
  /** Order of acceptance in the run, counted from 1; 0 while it is not accepted. */
  acceptedAs: number;
}

/** Everything decisions need; a fold over the run's events, without clock times. */
export interface RunState {
  started: boolean;
  status: RunStatusName;
  generation: number;
  steps: StepState[];
  phases: Partial<Record<PhaseName, "running" | "passed" | "failed">>;
  /** Newest version of each artifact, by name: the step that wrote it. */
  artifacts: Record<string, { version: number; step: string }>;
  head: string;
  approvals: Partial<Record<PhaseName, "asked" | "approved" | "rejected">>;
  rejection: string;
  /** Reasons of phase gates that failed since the phase's newest step. */
  gateFailures: Partial<Record<PhaseName, string>>;
  /** What reviews found, in order, and what became of it. */
  findings: KnownFinding[];
  accepted: number;
  budget: Budget;
  /** By all attempts that ended, whatever came of them. */
  spent: Usage;
  /** By the attempts of each role, since a person last gave the run a budget: that grants roles theirs again. */
  spentBy: Record<string, Usage>;
  /** Attempts that started before this generation do not count against its steps' bound. */
  forgiven: Record<string, number>;
}

export function newRun(definition: Definition): RunState {
  return {
    started: false,
    status: "running",
    generation: 1,
    steps: [],
    phases: {},
    artifacts: {},
    head: definition.base,
    approvals: {},
    rejection: "",
    gateFailures: {},
    findings: [],
    accepted: 0,
    budget: definition.budget ?? noBudget,
    spent: noUsage,
    spentBy: {},
    forgiven: {},
  };
}

/** The run after one more event. Changes `run` in place and returns it. */
export function apply(run: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "run.started":
      run.started = true;
      break;
    case "run.resumed":
      resume(run, event);
      break;
    case "phase.started":
      run.phases[event.phase] = "running";
      break;
    case "phase.ended":
      run.phases[event.phase] = event.passed ? "passed" : "failed";
      if (event.passed) delete run.gateFailures[event.phase];
      break;
    case "step.started":
      attemptOf(stepOf(run, event), event);
      break;
    case "attempt.ended":
      endAttempt(run, event);
      break;
    case "gate.judged":
      if (event.step === null && event.verdict.verdict === "failed")
        failGate(run, event.phase, event.verdict.reason);
      break;
    case "approval.asked":
      run.approvals[event.phase] = "asked";
      break;
    case "approval.answered":
      run.approvals[event.phase] = event.approved ? "approved" : "rejected";
      run.rejection = event.reason;
      break;
    case "run.ended":
      run.status = event.status;
      break;
  }
  return run;
}

/** Every gate that failed since the phase's newest step has its say. */
function failGate(run: RunState, phase: PhaseName, reason: string): void {
  const known = run.gateFailures[phase];
  run.gateFailures[phase] = known === undefined || known === reason ? reason : `${known}\n\n${reason}`;
}

/** Fold a run's events. */
export function replay(definition: Definition, events: Iterable<RunEvent>): RunState {
  const run = newRun(definition);
  for (const event of events) apply(run, event);
  return run;
}

/** A new generation: the person who resumes grants every step its attempts again. */
function resume(run: RunState, event: Extract<RunEvent, { type: "run.resumed" }>): void {
  run.status = "running";
  run.generation = event.generation;
  if (event.budget) {
    run.budget = event.budget;
    run.spentBy = {};
  }
  for (const step of run.steps) {
    for (const attempt of step.attempts) attempt.outcome ??= { kind: "interrupted" };
    run.forgiven[step.id] = step.attempts.length;
  }
  for (const phase of phaseNames) {
    // A mender that was under way still needs to know what to mend; any other gate is judged anew.
    const isMended = run.steps.some(
      (step) => step.phase === phase && step.purpose === "fix" && !step.product,
    );
    if (!isMended) delete run.gateFailures[phase];
    if (run.phases[phase] === "failed") run.phases[phase] = "running";
    if (run.approvals[phase] === "rejected") delete run.approvals[phase];
  }
}

type StepEvent = Extract<RunEvent, { type: "step.started" | "attempt.ended" }>;

function stepOf(run: RunState, event: StepEvent): StepState {
  const known = run.steps.find((step) => step.id === event.step);
  if (known) return known;
  const { step: id, role, phase, purpose } = event;
  const step: StepState = { id, role, phase, purpose, attempts: [], product: null, acceptedAs: 0 };
  run.steps.push(step);
  return step;
}

function attemptOf(step: StepState, event: StepEvent): AttemptState {
  const known = step.attempts.find((attempt) => attempt.attempt === event.attempt);
  if (known) return known;
  const attempt: AttemptState = { attempt: event.attempt, session: event.session, outcome: null };
  step.attempts.push(attempt);
  return attempt;
}

function endAttempt(run: RunState, event: Extract<RunEvent, { type: "attempt.ended" }>): void {
  const step = stepOf(run, event);
  const attempt = attemptOf(step, event);
  attempt.outcome = event.outcome;
  attempt.session = event.session;
  run.spent = addUsage(run.spent, event.usage);
  run.spentBy[event.role] = addUsage(run.spentBy[event.role] ?? noUsage, event.usage);
  if (event.outcome.kind !== "accepted") return;
  const { product } = event.outcome;
  step.product = product;
  run.findings = afterStep(run.findings, step, product);
  step.acceptedAs = ++run.accepted;
  run.artifacts[product.artifact] = { version: product.version, step: step.id };
  if (product.commit !== null) run.head = product.commit;
  delete run.gateFailures[event.phase];
}

/** The failure of the step's newest finished attempt; null when it has none. */
export function lastFailure(step: StepState): Failure | null {
  const outcome = step.attempts.at(-1)?.outcome;
  return outcome?.kind === "refused" || outcome?.kind === "failed" ? outcome.failure : null;
}
