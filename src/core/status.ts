import { type Budget, noBudget } from "./budget.ts";
import type { Definition } from "./definition.ts";
import type { Choice, Question } from "./choice.ts";
import type { Evidence } from "./evidence.ts";
import type { KeyedEvent, RunEvent, RunStatusName, StopCause } from "./event.ts";
import type { KnownFinding } from "./findings.ts";
import { phaseNames, type PhaseName } from "./phase.ts";
import type { Rung } from "./recovery.ts";
import { apply, newRun } from "./run.ts";
import type { Purpose } from "./turn.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

export type StepStatusName = "pending" | "running" | "passed" | "failed" | "skipped";

export interface StepStatus {
  id: string;
  role: string;
  phase: PhaseName;
  purpose: Purpose;
  status: StepStatusName;
  attempts: number;
  /** The rungs of recovery that its attempts were made on, in their order. */
  rungs: Rung[];
  artifact: { name: string; version: number; url: string; digest: string } | null;
  commit: string | null;
  startedAt: string | null;
  endedAt: string | null;
  usage: Usage;
  /** The same, by model. */
  models: Record<string, Usage>;
}

export interface GateStatus {
  name: string;
  phase: PhaseName;
  step: string | null;
  attempt: number | null;
  verdict: "passed" | "failed";
  reason: string;
  evidence: Evidence[];
}

export interface PhaseStatus {
  name: PhaseName;
  status: "pending" | "running" | "passed" | "failed" | "waiting";
  startedAt: string | null;
  endedAt: string | null;
}

/** A question that was asked, and what was answered; null: nothing yet, or nothing any more. */
export interface QuestionStatus extends Question {
  answer: { choice: Choice; by: string } | null;
}

/** A person was asked to approve a phase; `number` counts within the phase, from 1. */
export interface ApprovalStatus {
  phase: PhaseName;
  number: number;
  question: string;
  answer: { approved: boolean; by: string; reason: string } | null;
}

/** A command from a comment. */
export interface HeardStatus {
  by: string;
  text: string;
  obeyed: boolean;
  /** Why it was not obeyed. */
  reason: string;
}

/** How many commands the status remembers. */
const mostHeard = 5;

/** What is known of a run, for people and programs. Times are ISO 8601. */
export interface RunStatus {
  id: string;
  repository: string;
  feature: { title: string; source: string };
  workflow: string;
  /** Names of those that play its roles: "claude, codex". */
  runtime: string;
  status: RunStatusName;
  /** Why it is in this status; empty while it runs. */
  reason: string;
  cause: StopCause | null;
  budget: Budget;
  /** What is wrong with the sandboxes of agents so far; empty when all were held. */
  unconfined: string[];
  branch: string;
  base: string;
  head: string;
  issue: { url: string } | null;
  tracker: string | null;
  pullRequest: { url: string; draft: boolean } | null;
  phases: PhaseStatus[];
  steps: StepStatus[];
  gates: GateStatus[];
  usage: Usage;
  /** What reviews found, and what became of it. */
  findings: KnownFinding[];
  /** What it asks a person. */
  question: Question | null;
  /** Every question so far. */
  questions: QuestionStatus[];
  approvals: ApprovalStatus[];
  /** The newest commands from comments, oldest first. */
  heard: HeardStatus[];
  /** SHA-256 of the issue's text where somebody edited it after the run began; the run goes on with what it had. */
  issueEdited: string | null;
  /** What was chosen where recovery had no rung of its own left. */
  choices: { subject: string; by: string; choice: Choice }[];
  /** Requirements that were dropped to a follow-up. */
  dropped: string[];
  /** Addresses of the comments that it has made, by name: `artifact/pm-spec`, `question/1`. */
  comments: Record<string, string>;
  /** The forge's own names of the first comment of each name: `tracker`, `question/1`. */
  commentIds: Record<string, string>;
  /** How many files the feature has changed so far. */
  filesChanged: number;
  /** How often the engine had to come back. */
  crashes: number;
  createdAt: string;
  endedAt: string | null;
}

/** The approval that is asked for; null when none is. */
export const openApproval = ({ approvals }: Pick<RunStatus, "approvals">): ApprovalStatus | null =>
  approvals.findLast(({ answer }) => answer === null) ?? null;

/** Fold a run's events into its status object. */
export function statusOf(definition: Definition, events: readonly KeyedEvent[], crashes: number): RunStatus {
  const status = begin(definition, crashes);
  const run = newRun(definition);
  for (const { at, event } of events) {
    apply(run, event);
    show(status, at, event);
  }
  status.head = run.head;
  status.budget = run.budget;
  status.status = run.status;
  status.findings = run.findings;
  status.question = run.question;
  status.choices = run.choices.map(({ subject, by, choice }) => ({ subject, by, choice }));
  status.dropped = run.dropped;
  status.filesChanged = new Set(run.steps.flatMap((step) => step.product?.paths ?? [])).size;
  if (status.pullRequest) status.pullRequest.draft = run.status !== "ready";
  return status;
}

/** All that play a role, the run's own first. */
function runtimesOf({ runtime, casting }: Definition): string {
  const casts = Object.values(casting ?? {}).map((cast) => cast.runtime);
  return [...new Set([runtime, ...casts].map(({ name, options }) => options["agent"] ?? name))].join(", ");
}

function begin(definition: Definition, crashes: number): RunStatus {
  return {
    id: definition.id,
    repository: definition.repository,
    feature: { title: definition.feature.title, source: definition.feature.source },
    workflow: definition.workflow.name,
    runtime: runtimesOf(definition),
    status: "running",
    reason: "",
    cause: null,
    budget: definition.budget ?? noBudget,
    unconfined: [],
    branch: definition.branch,
    base: definition.base,
    head: definition.base,
    issue: null,
    tracker: null,
    pullRequest: null,
    phases: phaseNames
      .filter((name) => definition.workflow.phases[name])
      .map((name) => ({ name, status: "pending", startedAt: null, endedAt: null })),
    steps: [],
    gates: [],
    usage: noUsage,
    findings: [],
    question: null,
    questions: [],
    approvals: [],
    heard: [],
    issueEdited: null,
    choices: [],
    dropped: [],
    comments: {},
    commentIds: {},
    filesChanged: 0,
    crashes,
    createdAt: definition.createdAt,
    endedAt: null,
  };
}

function show(status: RunStatus, at: string, event: KeyedEvent["event"]): void {
  switch (event.type) {
    case "run.started":
      status.issue = { url: event.issueUrl };
      status.tracker = event.tracker;
      status.pullRequest = { url: event.pullRequestUrl, draft: true };
      break;
    case "run.resumed":
      showResumed(status, at);
      break;
    case "phase.started":
    case "phase.ended":
    case "approval.asked":
    case "approval.answered": {
      const phase = status.phases.find(({ name }) => name === event.phase);
      if (phase) Object.assign(phase, phaseAfter(event, at));
      showApproval(status, event);
      break;
    }
    case "step.started":
    case "attempt.ended":
      showStep(status, at, event);
      break;
    case "gate.judged":
      status.gates.push({
        name: event.verdict.gate,
        phase: event.phase,
        step: event.step,
        attempt: event.attempt,
        verdict: event.verdict.verdict,
        reason: event.verdict.reason,
        evidence: event.verdict.evidence,
      });
      break;
    case "run.ended":
      status.reason = event.reason;
      status.cause = event.cause ?? null;
      status.endedAt = at;
      settleOpen(status, at);
      break;
    default:
      showTalk(status, event);
  }
}

type TalkEvent = Extract<
  RunEvent,
  { type: `question.${string}` | "comment.made" | "command.heard" | "issue.edited" | "branch.moved" }
>;

/** What is said on the forge. */
function showTalk(status: RunStatus, event: TalkEvent): void {
  switch (event.type) {
    case "comment.made":
      showComment(status, event);
      break;
    case "question.asked":
    case "question.answered":
      showQuestion(status, event);
      break;
    case "command.heard": {
      const { by, text, obeyed, reason } = event;
      status.heard = [...status.heard, { by, text, obeyed, reason }].slice(-mostHeard);
      break;
    }
    case "issue.edited":
      status.issueEdited = event.sha256;
      break;
    case "branch.moved":
      break; // what it changes is read from the run's state
  }
}

function showQuestion(status: RunStatus, event: Extract<RunEvent, { type: `question.${string}` }>): void {
  if (event.type === "question.asked") {
    const { type: _type, ...question } = event;
    status.questions.push({ ...question, answer: null });
    return;
  }
  const { number, choice, by } = event;
  const asked = status.questions.find((question) => question.number === number);
  if (asked) asked.answer = { choice, by };
}

/** Asked again before anybody answered, it is the same question. */
function showApproval(status: RunStatus, event: PhaseEvent): void {
  const ofPhase = status.approvals.filter(({ phase }) => phase === event.phase);
  const open = ofPhase.find(({ answer }) => answer === null);
  if (event.type === "approval.asked" && !open) {
    const { phase, question } = event;
    status.approvals.push({ phase, number: ofPhase.length + 1, question, answer: null });
  }
  if (event.type === "approval.answered" && open) {
    const { approved, by, reason } = event;
    open.answer = { approved, by, reason };
  }
}

function showComment(
  status: RunStatus,
  { name, id, url }: Extract<RunEvent, { type: "comment.made" }>,
): void {
  status.comments[name] = url;
  status.commentIds[name] ??= id;
  for (const { artifact } of status.steps) {
    if (artifact && name === `artifact/${artifact.name}`) artifact.url = url;
  }
}

function showResumed(status: RunStatus, at: string): void {
  Object.assign(status, { reason: "", cause: null, endedAt: null });
  settleOpen(status, at);
  for (const phase of status.phases) {
    if (phase.status === "failed") Object.assign(phase, { status: "running", endedAt: null });
  }
}

type PhaseEvent = Extract<RunEvent, { type: `phase.${string}` | `approval.${string}` }>;

function phaseAfter(event: PhaseEvent, at: string): Partial<PhaseStatus> {
  switch (event.type) {
    case "phase.started":
      return { status: "running", startedAt: at };
    case "phase.ended":
      return { status: event.passed ? "passed" : "failed", endedAt: at };
    case "approval.asked":
      return { status: "waiting" };
    case "approval.answered":
      return { status: event.approved ? "passed" : "failed" };
  }
}

/** A run that ended or came back has no running step. */
function settleOpen(status: RunStatus, at: string): void {
  for (const step of status.steps) {
    if (step.status === "running") Object.assign(step, { status: "failed", endedAt: at });
  }
}

function showStep(
  status: RunStatus,
  at: string,
  event: Extract<KeyedEvent["event"], { type: "step.started" | "attempt.ended" }>,
): void {
  const { step: id, role, phase, purpose } = event;
  let step = status.steps.find((known) => known.id === id);
  if (!step) {
    step = {
      id,
      role,
      phase,
      purpose,
      status: "running",
      attempts: 0,
      rungs: [],
      artifact: null,
      commit: null,
      startedAt: at,
      endedAt: null,
      usage: noUsage,
      models: {},
    };
    status.steps.push(step);
  }
  step.attempts = Math.max(step.attempts, event.attempt);
  if (event.type === "step.started") {
    Object.assign(step, { status: "running", endedAt: null });
    if (event.rung) step.rungs.push(event.rung);
    return;
  }
  step.usage = addUsage(step.usage, event.usage);
  status.usage = addUsage(status.usage, event.usage);
  for (const { model, usage } of event.messages ?? [])
    step.models[model] = addUsage(step.models[model] ?? noUsage, usage);
  const problem = event.sandbox?.problem ?? "";
  if (problem !== "" && !status.unconfined.includes(problem)) status.unconfined.push(problem);
  step.endedAt = at;
  if (event.outcome.kind !== "accepted") {
    step.status = "failed";
    return;
  }
  const { product } = event.outcome;
  step.status = "passed";
  step.artifact = {
    name: product.artifact,
    version: product.version,
    url: product.url ?? status.comments[`artifact/${product.artifact}`] ?? "",
    digest: product.digest,
  };
  step.commit = product.commit;
}
