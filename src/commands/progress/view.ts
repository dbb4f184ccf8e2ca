import type { AgentEvent, SandboxFacts } from "../../core/agent.ts";
import type { Budget } from "../../core/budget.ts";
import { type ForgeEvent, isForgeEvent, type RunEvent } from "../../core/event.ts";
import type { PhaseName } from "../../core/phase.ts";
import type { PhaseStatus, RunStatus } from "../../core/status.ts";
import { addUsage, type Usage } from "../../core/usage.ts";
import type { RunNews } from "../../engine/engine.ts";
import { firstLine } from "../figures.ts";

export interface RunningStep {
  step: string;
  attempt: number;
  since: number;
  /** What its agent did last. */
  doing: string;
}

/** What the block at the bottom of the terminal shows. */
export interface View {
  id: string;
  title: string;
  workflow: string;
  runtime: string;
  phases: { name: PhaseName; status: PhaseStatus["status"] }[];
  running: RunningStep[];
  gatesPassed: number;
  gatesFailed: number;
  usage: Usage;
  budget: Budget;
  /** What is wrong with the sandboxes of agents so far. */
  unconfined: string[];
}

export function viewOf(status: RunStatus): View {
  return {
    id: status.id,
    title: firstLine(status.feature.title),
    workflow: status.workflow,
    runtime: status.runtime,
    phases: status.phases.map(({ name, status: state }) => ({ name, status: state })),
    running: [],
    gatesPassed: status.gates.filter((gate) => gate.verdict === "passed").length,
    gatesFailed: status.gates.filter((gate) => gate.verdict === "failed").length,
    usage: status.usage,
    budget: status.budget,
    unconfined: status.unconfined.map(firstLine),
  };
}

/** The view after one more piece of news. Changes `view` in place. */
export function see(view: View, news: RunNews, now: number): void {
  if (news.kind === "event" && !isForgeEvent(news.event.event)) seeEvent(view, news.event.event, now);
  if (news.kind === "agent") seeAgent(view, news.step, news.event);
}

function seeEvent(view: View, event: Exclude<RunEvent, ForgeEvent>, now: number): void {
  switch (event.type) {
    case "phase.started":
    case "phase.ended":
    case "approval.asked":
    case "approval.answered":
      return mark(view, event.phase, phaseAfter(event));
    case "step.started":
      leave(view, event.step);
      view.running.push({ step: event.step, attempt: event.attempt, since: now, doing: "" });
      return;
    case "attempt.ended":
      leave(view, event.step);
      view.usage = addUsage(view.usage, event.usage);
      return;
    case "gate.judged":
      if (event.verdict.verdict === "passed") view.gatesPassed++;
      else view.gatesFailed++;
      return;
    case "run.resumed":
      view.budget = event.budget ?? view.budget;
      view.running = [];
      return;
    case "run.ended":
      view.running = [];
      return;
    case "run.started":
    case "branch.moved":
    case "question.asked":
    case "question.answered":
      return;
  }
}

type PhaseEvent = Extract<RunEvent, { type: `phase.${string}` | `approval.${string}` }>;

function phaseAfter(event: PhaseEvent): PhaseStatus["status"] {
  switch (event.type) {
    case "phase.started":
      return "running";
    case "phase.ended":
      return event.passed ? "passed" : "failed";
    case "approval.asked":
      return "waiting";
    case "approval.answered":
      return event.approved ? "passed" : "failed";
  }
}

/** What is wrong with a sandbox and has not been said before; remembered in `view`. */
export function newProblem(view: View, news: RunNews): string | null {
  const problem = firstLine(sandboxOf(news)?.problem ?? "");
  if (problem === "" || view.unconfined.includes(problem)) return null;
  view.unconfined.push(problem);
  return problem;
}

function sandboxOf(news: RunNews): SandboxFacts | undefined {
  if (news.kind === "agent") return news.event.type === "confined" ? news.event.sandbox : undefined;
  return news.kind === "event" && news.event.event.type === "attempt.ended"
    ? news.event.event.sandbox
    : undefined;
}

function seeAgent(view: View, id: string, event: AgentEvent): void {
  const step = view.running.find((running) => running.step === id);
  if (!step) return;
  if (event.type === "tool.called") step.doing = firstLine(`${event.tool} ${event.summary}`);
  if (event.type === "text") step.doing = "writes";
  if (event.type === "permission.answered" && !event.allowed) step.doing = `${event.tool} refused`;
  if (event.type === "ended") step.doing = "gates";
}

function mark(view: View, name: PhaseName, status: PhaseStatus["status"]): void {
  for (const phase of view.phases) if (phase.name === name) phase.status = status;
}

function leave(view: View, step: string): void {
  view.running = view.running.filter((running) => running.step !== step);
}
