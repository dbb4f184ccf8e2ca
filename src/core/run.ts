import { type Budget, noBudget } from "./budget.ts";
import type { Definition } from "./definition.ts";
import type { Choice, Chosen, Question } from "./choice.ts";
import {
  type AttemptOutcome,
  type Product,
  type ForgeEvent,
  isForgeEvent,
  type RunEvent,
  type RunStatusName,
} from "./event.ts";
import { allowancesOf } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import { afterCommit, afterStep, type KnownFinding } from "./findings.ts";
import { phaseNames, type PhaseName } from "./phase.ts";
import type { Purpose } from "./turn.ts";
import type { Rung } from "./recovery.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

export interface AttemptState {
  attempt: number;
  session: string;
  outcome: AttemptOutcome | null;
  rung: Rung | null;
  /** The attempt whose tree it works in: its own, or the one that it goes on with. */
  treeOf: number;
  /** The attempt whose work it judges: its own, or an earlier one's of which a person allowed something. */
  worksOf: number;
  /** The run's head when it began: its tree is of no use on another one. */
  head: string;
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
  /** What it is to get out of trouble, and how many attempts that had then; null for a step of the phase's own. */
  about: string | null;
  aboutAttempts: number;
}

/** Why a phase's gate failed. */
export interface GateFailure {
  reason: string;
  paths: string[];
  /** Names of what was found; empty when a person may not allow all of it. */
  allowances: string[];
}

/** A person wants the work of a phase done again: steps accepted up to `since` are void. */
export interface Rework {
  reason: string;
  by: string;
  since: number;
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
  /** Of the head; null where the events of an earlier version do not say. */
  tree: string | null;
  approvals: Partial<Record<PhaseName, "asked" | "approved" | "rejected">>;
  rejection: string;
  rework: Partial<Record<PhaseName, Rework>>;
  /** Phase gates that failed since the phase's newest step. */
  gateFailures: Partial<Record<PhaseName, GateFailure>>;
  /** The newest passed verdict of each gate of a phase: the tree that it saw, null where it saw none. */
  verdicts: Partial<Record<PhaseName, Record<string, string | null>>>;
  /** Commits of others: what was accepted up to `since` has not seen them. */
  moves: { since: number; to: string; paths: string[] }[];
  /** The open question to a person. */
  question: Question | null;
  questions: number;
  choices: Chosen[];
  /** Requirements that were dropped to a follow-up. */
  dropped: string[];
  /** Names of findings that a person has allowed. */
  allowed: string[];
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
    tree: null,
    approvals: {},
    rejection: "",
    rework: {},
    gateFailures: {},
    verdicts: {},
    moves: [],
    question: null,
    questions: 0,
    choices: [],
    dropped: [],
    allowed: [],
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
  if (!isForgeEvent(event)) decideBy(run, event);
  return run;
}

function decideBy(run: RunState, event: Exclude<RunEvent, ForgeEvent>): void {
  switch (event.type) {
    case "run.started":
      begin(run, event);
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
      attemptOf(stepOf(run, event), event, run.head);
      break;
    case "attempt.ended":
      endAttempt(run, event);
      break;
    case "gate.judged":
      judgeGate(run, event);
      break;
    case "branch.moved":
      move(run, event);
      break;
    case "question.asked":
    case "question.answered":
    case "approval.asked":
    case "approval.answered":
      hear(run, event);
      break;
    case "run.ended":
      run.status = event.status;
      break;
  }
}

function begin(run: RunState, { opening }: Extract<RunEvent, { type: "run.started" }>): void {
  run.started = true;
  run.head = opening ?? run.head;
}

function move(run: RunState, { to, tree, paths }: Extract<RunEvent, { type: "branch.moved" }>): void {
  run.head = to;
  run.tree = tree;
  run.moves.push({ since: run.accepted, to, paths });
  run.findings = afterCommit(run.findings, to, paths);
}

type PersonEvent = Extract<RunEvent, { type: `question.${string}` | `approval.${string}` }>;

/** What a person is asked and says. */
function hear(run: RunState, event: PersonEvent): void {
  switch (event.type) {
    case "question.asked": {
      const { type: _type, ...question } = event;
      run.question = question;
      run.questions = question.number;
      break;
    }
    case "question.answered":
      if (run.question) choose(run, run.question, { choice: event.choice, by: event.by, isPerson: true });
      run.question = null;
      break;
    case "approval.asked":
      run.approvals[event.phase] = "asked";
      break;
    case "approval.answered":
      run.approvals[event.phase] = event.approved ? "approved" : "rejected";
      run.rejection = event.reason;
      if (!event.approved)
        run.rework[event.phase] = { reason: event.reason, by: event.by, since: run.accepted };
      break;
  }
}

function judgeGate(
  run: RunState,
  { step, phase, verdict, paths }: Extract<RunEvent, { type: "gate.judged" }>,
): void {
  if (step !== null) return;
  const known = (run.verdicts[phase] ??= {});
  delete known[verdict.gate];
  const { reason, findings } = verdict;
  if (verdict.verdict === "failed")
    failGate(run, phase, { reason, paths: paths ?? [], allowances: allowancesOf(findings) });
  else known[verdict.gate] = verdict.evidence[0]?.tree ?? null;
}

/** Every gate that failed since the phase's newest step has its say; a person allows all of it or nothing. */
function failGate(run: RunState, phase: PhaseName, failure: GateFailure): void {
  const known = run.gateFailures[phase];
  if (known?.reason === failure.reason) return;
  run.gateFailures[phase] = known
    ? {
        reason: `${known.reason}\n\n${failure.reason}`,
        paths: [...known.paths, ...failure.paths],
        allowances:
          known.allowances.length > 0 && failure.allowances.length > 0
            ? [...known.allowances, ...failure.allowances]
            : [],
      }
    : failure;
}

/** What was chosen takes effect. */
function choose(
  run: RunState,
  about: Pick<Question, "subject" | "phase" | "text">,
  made: { choice: Choice; by: string; isPerson: boolean },
): void {
  const { subject, phase, text } = about;
  const { choice } = made;
  run.choices.push({
    subject,
    phase,
    ...made,
    reason: text,
    generation: run.generation,
    attempts: run.steps.find(({ id }) => id === subject)?.attempts.length ?? 0,
    steps: run.steps.length,
  });
  if (choice.move === "drop" && !run.dropped.includes(choice.requirement))
    run.dropped.push(choice.requirement);
  if (choice.move === "allow") run.allowed.push(...choice.allowances);
  // The gate has its say anew: what it said before did not know of this.
  if (choice.move === "drop" || choice.move === "allow") delete run.gateFailures[phase];
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
  run.question = null; // who goes on without an answer has mended it elsewhere
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
    if (run.approvals[phase] === "rejected") {
      delete run.approvals[phase];
      run.phases[phase] = "running"; // its work is done again, with the reason
    }
  }
}

type StepEvent = Extract<RunEvent, { type: "step.started" | "attempt.ended" }>;

function stepOf(run: RunState, event: StepEvent): StepState {
  const known = run.steps.find((step) => step.id === event.step);
  if (known) return known;
  const { step: id, role, phase, purpose, about = null } = event;
  const aboutAttempts = run.steps.find((other) => other.id === about)?.attempts.length ?? 0;
  const step: StepState = {
    id,
    role,
    phase,
    purpose,
    attempts: [],
    product: null,
    acceptedAs: 0,
    about,
    aboutAttempts,
  };
  run.steps.push(step);
  return step;
}

function attemptOf(step: StepState, event: StepEvent, head: string): AttemptState {
  const known = step.attempts.find((attempt) => attempt.attempt === event.attempt);
  if (known) return known;
  const { attempt: number, session, rung = null, treeOf = number, rejudges: worksOf = number } = event;
  const attempt: AttemptState = { attempt: number, session, outcome: null, rung, treeOf, worksOf, head };
  step.attempts.push(attempt);
  return attempt;
}

function endAttempt(run: RunState, event: Extract<RunEvent, { type: "attempt.ended" }>): void {
  const step = stepOf(run, event);
  const attempt = attemptOf(step, event, run.head);
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
  if (product.commit !== null) {
    run.head = product.commit;
    run.tree = product.tree ?? null;
  }
  // Who chose what is done next has not mended anything yet.
  if (event.purpose !== "recover") delete run.gateFailures[event.phase];
  if (product.choice) {
    const about = { subject: step.about ?? step.id, phase: step.phase, text: "" };
    choose(run, about, { choice: product.choice, by: step.role, isPerson: false });
  }
}

/** The failure of the step's newest finished attempt; null when it has none. */
export function lastFailure(step: StepState): Failure | null {
  const outcome = step.attempts.at(-1)?.outcome;
  return outcome?.kind === "refused" || outcome?.kind === "failed" ? outcome.failure : null;
}

/** Faults of the surroundings since the last attempt that ended otherwise. */
export function faultsInRow(attempts: readonly AttemptState[]): number {
  const isFault = ({ outcome }: AttemptState): boolean =>
    outcome?.kind === "failed" && outcome.failure.class === "infrastructure";
  return attempts.length - 1 - attempts.findLastIndex((attempt) => !isFault(attempt));
}
