import { decide, type Move } from "./decide.ts";
import { type Definition, dutyOf } from "./definition.ts";
import type { AttemptOutcome, KeyedEvent, Product, RunEvent } from "./event.ts";
import type { Evidence, GateFinding } from "./evidence.ts";
import type { FailureClass } from "./failure.ts";
import type { PhaseName } from "./phase.ts";
import { profileSchema } from "./profile.ts";
import type { Duty, Role } from "./role.ts";
import { apply, newRun, type RunState } from "./run.ts";
import type { Finding, Turn } from "./turn.ts";
import { noUsage } from "./usage.ts";
import { parseWorkflow } from "./workflow.ts";

export function duty(writes: string, facts: Partial<Duty> = {}): Duty {
  return { reads: [], writes, edits: [], changes: "none", sections: ["Summary"], gates: [], ...facts };
}

export function role(name: string, duties: Role["duties"]): Role {
  return {
    name,
    description: `The ${name}`,
    tools: "Read",
    tier: "coding",
    duties,
    body: `You are the ${name}.`,
  };
}

export const team: Record<string, Role> = Object.fromEntries(
  [
    role("product-manager", {
      initialization: duty("pm-spec", { reads: ["issue"] }),
      planning: duty("plan-review", {
        reads: ["pm-spec", "design-plan", "system-plan", "test-plan"],
        verdict: "plans",
      }),
    }),
    role("ui-designer", { planning: duty("design-plan", { reads: ["pm-spec"] }) }),
    role("architect", { planning: duty("system-plan", { reads: ["pm-spec"] }) }),
    role("test-writer", {
      planning: duty("test-plan", { reads: ["pm-spec"] }),
      quality: duty("test-implementation", { reads: ["test-plan", "diff"], edits: ["tests"] }),
    }),
    role("backend-developer", {
      implementation: duty("backend-implementation", { reads: ["system-plan"], edits: ["backend"] }),
    }),
    role("frontend-developer", {
      implementation: duty("frontend-implementation", {
        reads: ["backend-implementation"],
        edits: ["frontend"],
      }),
    }),
    role("quality-checker", { quality: duty("quality-report", { reads: ["checks"], edits: ["failing"] }) }),
    role("code-reviewer", {
      quality: duty("code-review", { reads: ["*", "diff", "evidence"], verdict: "code" }),
    }),
    role("documentation-expert", { quality: duty("documentation", { reads: ["*"], edits: ["docs"] }) }),
    role("project-manager", { ready: duty("run-report", { reads: ["*"] }) }),
  ].map((each) => [each.name, each]),
);

/** A feature from issue to report, as the built-in workflow has it. */
export const featureText = `
name: feature
description: The team
phases:
  initialization: { sequence: [product-manager], gate: [complete, base-recorded] }
  planning:
    parallel: [ui-designer, architect, test-writer]
    review: { by: product-manager, rounds: 2 }
    gate: [complete, reviewed]
  implementation: { sequence: [backend-developer, frontend-developer], each: [scope, committed, pushed] }
  quality:
    sequence: [test-writer, quality-checker, code-reviewer, documentation-expert]
    fixes: 2
    gate: [{ checks: all }, review-approved]
  ready: { sequence: [project-manager], gate: [complete, pushed] }
`;

/** A workflow of one phase. */
export const onePhase = (phase: PhaseName, text: string): string =>
  `name: one\ndescription: One phase\nphases:\n  ${phase}: ${text}\n`;

export function definitionOf(text: string = featureText, changes: Partial<Definition> = {}): Definition {
  return {
    format: 1,
    id: "r1",
    repository: "/home/me/shop",
    feature: { title: "Archive items", body: "Please.", source: "spec.md" },
    workflow: parseWorkflow({ file: "workflow.yaml", text }).workflow,
    roles: team,
    profile: profileSchema.parse({
      parts: [
        { name: "backend", path: "backend", checks: { test: ["npm", "test"] } },
        { name: "frontend", path: "frontend", checks: {} },
      ],
    }),
    runtime: { name: "scripted", options: {} },
    branch: "phasegate/archive-items",
    baseBranch: "main",
    base: "base-commit-0000000",
    identity: { name: "Me", email: "me@example.org" },
    approvals: [],
    createdAt: "2026-01-01T00:00:00.000Z",
    ...changes,
  };
}

export const finding = (path: string, facts: Partial<Finding> = {}): Finding => ({
  severity: "blocking",
  path,
  line: 7,
  message: "breaks",
  ...facts,
});

export const product = (artifact: string, facts: Partial<Product> = {}): Product => ({
  artifact,
  version: 1,
  url: `https://forge/${artifact}`,
  digest: "d1",
  commit: null,
  paths: [],
  newTests: [],
  revise: {},
  blocking: [],
  ...facts,
});

export const accepted = (artifact: string, facts: Partial<Product> = {}): AttemptOutcome => ({
  kind: "accepted",
  product: product(artifact, facts),
});

export const refused = (reason: string, of: FailureClass = "gate"): AttemptOutcome => ({
  kind: "refused",
  failure: { class: of, signature: reason, reason },
});

export const failed = (reason: string, of: FailureClass = "agent"): AttemptOutcome => ({
  kind: "failed",
  failure: { class: of, signature: reason, reason },
});

export const evidence = (facts: Partial<Evidence> = {}): Evidence => ({
  commit: "base-commit-0000000",
  tree: "tree-0000000000",
  command: "npm test",
  exitCode: 0,
  durationMs: 1_250,
  outputSha256: "0123456789abcdef",
  outputTail: "ok",
  at: "2026-01-01T00:00:00.000Z",
  environment: "node",
  ...facts,
});

export const started: RunEvent = {
  type: "run.started",
  branch: "phasegate/archive-items",
  base: "base-commit-0000000",
  issue: 4,
  issueUrl: "https://forge/issues/4",
  tracker: "https://forge/issues/4#tracker",
  pullRequest: 5,
  pullRequestUrl: "https://forge/pulls/5",
};

const refOf = ({ step, role: name, phase, purpose, attempt, rung, about, treeOf, rejudges }: Turn) => ({
  step,
  role: name,
  phase,
  purpose,
  attempt,
  treeOf,
  ...(rejudges === null ? {} : { rejudges }),
  ...(rung === null ? {} : { rung }),
  ...(about === null ? {} : { about }),
});

/** The session that an agent has in this attempt. */
const sessionOf = (turn: Turn): string => turn.resume ?? `${turn.step}#${turn.attempt}`;

export const begun = (turn: Turn): RunEvent => ({
  type: "step.started",
  session: sessionOf(turn),
  ...refOf(turn),
});

export const ended = (turn: Turn, outcome: AttemptOutcome): RunEvent => ({
  type: "attempt.ended",
  session: sessionOf(turn),
  ...refOf(turn),
  outcome,
  usage: noUsage,
  durationMs: 1,
});

interface GateFacts {
  paths?: string[];
  findings?: GateFinding[];
  evidence?: Evidence[];
}

export const judged = (
  phase: PhaseName,
  reason: string | null,
  gate = "checks",
  { paths, findings, evidence: seen = [] }: GateFacts = {},
): RunEvent => ({
  type: "gate.judged",
  phase,
  step: null,
  attempt: null,
  verdict: {
    gate,
    verdict: reason === null ? "passed" : "failed",
    reason: reason ?? "green",
    evidence: seen,
    ...(findings ? { findings } : {}),
  },
  ...(paths ? { paths } : {}),
});

export const keyed = (events: readonly RunEvent[]): KeyedEvent[] =>
  events.map((event, index) => ({
    key: String(index),
    at: `2026-01-01T00:00:${String(index).padStart(2, "0")}.000Z`,
    event,
  }));

/** What the outside world does in a walk; where it is silent, all goes well. */
export interface World {
  outcome?: (turn: Turn) => AttemptOutcome | undefined;
  /** Why the phase's gate fails, the n-th time that it is judged. */
  /** Of the head: every verdict is on it. */
  tree?: string;
  gate?: (phase: PhaseName, time: number) => string | (GateFacts & { reason: string }) | undefined;
}

/** A run under way: its events, its turns in order, and one line for each move. */
export interface Walk {
  events: RunEvent[];
  turns: Turn[];
  trace: string[];
  run: RunState;
  end: Extract<Move, { kind: "end" }>;
}

/** Carry out moves, as the engine would, until the run ends. Goes on from `before` when it is given. */
export function walk(definition: Definition, world: World = {}, before: readonly RunEvent[] = []): Walk {
  const events: RunEvent[] = [...before];
  const run = newRun(definition);
  for (const event of events) apply(run, event);
  const turns: Turn[] = [];
  const trace: string[] = [];
  const times = new Map<PhaseName, number>();
  for (;;) {
    const move = decide(definition, run);
    trace.push(lineOf(move));
    if (trace.length > 200) throw new Error(`a run that never ends: ${trace.slice(0, 60).join("; ")}`);
    const next = carryOut(move, definition, world, times);
    if (move.kind === "start") turns.push(...move.turns);
    for (const event of next) apply(run, event);
    events.push(...next);
    if (move.kind === "end") return { events, turns, trace, run, end: move };
  }
}

function carryOut(
  move: Move,
  definition: Definition,
  world: World,
  times: Map<PhaseName, number>,
): RunEvent[] {
  switch (move.kind) {
    case "initialize":
      return [started];
    case "enter":
      return [{ type: "phase.started", phase: move.phase }];
    case "start":
      return [
        ...move.turns.map(begun),
        ...move.turns.map((turn) => ended(turn, world.outcome?.(turn) ?? fine(definition, turn))),
      ];
    case "judge":
      return judge(move.phase, world, times);
    case "question":
      return [{ type: "question.asked", ...move.question }];
    case "ask":
      return [{ type: "approval.asked", phase: move.phase, question: "Good?" }];
    case "end":
      return [
        {
          type: "run.ended",
          status: move.status,
          reason: move.reason,
          ...(move.cause === undefined ? {} : { cause: move.cause }),
        },
      ];
    case "wait":
      throw new Error("a walk has no turn under way, so there is nothing to wait for");
  }
}

function judge(phase: PhaseName, world: World, times: Map<PhaseName, number>): RunEvent[] {
  const time = (times.get(phase) ?? 0) + 1;
  times.set(phase, time);
  const failure = world.gate?.(phase, time);
  const { reason = null, ...given } = typeof failure === "string" ? { reason: failure } : (failure ?? {});
  const facts = world.tree === undefined ? given : { ...given, evidence: [evidence({ tree: world.tree })] };
  return [judged(phase, reason, "checks", facts), { type: "phase.ended", phase, passed: reason === null }];
}

const fine = (definition: Definition, turn: Turn): AttemptOutcome =>
  accepted(dutyOf(definition, turn.role, turn.dutyOf).writes);

function lineOf(move: Move): string {
  switch (move.kind) {
    case "start":
      return move.turns
        .map(({ purpose, step, attempt }) => `${purpose} ${step}${attempt > 1 ? ` #${attempt}` : ""}`)
        .join(" | ");
    case "initialize":
    case "wait":
      return move.kind;
    case "question":
      return `question about ${move.question.subject}`;
    case "end":
      return `end ${move.status}`;
    default:
      return `${move.kind} ${move.phase}`;
  }
}

export const resumed: RunEvent = { type: "run.resumed", generation: 2 };

/** The n-th outcome for the n-th turn of the role; the last one for all that follow. */
export const outcomes = (name: string, list: readonly AttemptOutcome[]) => {
  let time = 0;
  return (turn: Turn): AttemptOutcome | undefined =>
    turn.role === name ? list[Math.min(time++, list.length - 1)] : undefined;
};

export const turnsOf = (turns: readonly Turn[], name: string): Turn[] =>
  turns.filter((turn) => turn.role === name);
