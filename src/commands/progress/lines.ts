import type { AgentEvent } from "../../core/agent.ts";
import { sayChoice } from "../../core/choice.ts";
import {
  isForgeEvent,
  type ForgeEvent,
  type Product,
  type RunEvent,
  type StepRef,
} from "../../core/event.ts";
import type { Verdict } from "../../core/evidence.ts";
import type { Finding } from "../../core/turn.ts";
import { allTokens, type Usage } from "../../core/usage.ts";
import type { RunNews } from "../../engine/engine.ts";
import { budgetText, count, duration, money, plainLines, short, tokens } from "../figures.ts";
import { plain, type Colour, type Paint } from "./colour.ts";
import { pad } from "./width.ts";

const moreLines = 6;

/** One thing that happened, in words; `more` stands indented below it. */
interface Told {
  phase: string;
  who: string;
  text: string;
  more?: string[];
  colour?: Colour;
}

/** What one piece of news looks like in a log, oldest line first; most news of an agent says nothing here. */
export function linesOf(news: RunNews, at: { elapsedMs: number; paint?: Paint }): string[] {
  return tellNews(news).flatMap((one) => layOut(one, at.elapsedMs, at.paint ?? plain));
}

function tellNews(news: RunNews): Told[] {
  switch (news.kind) {
    case "event":
      return tellEvent(news.event.event);
    case "agent":
      return tellAgent(news.step, news.event);
    case "forge":
      return [
        { phase: "", who: "forge", text: news.text, ...(news.isFact ? {} : { colour: "yellow" as const }) },
      ];
    case "verify":
      return []; // for whoever asked for it
  }
}

function layOut({ phase, who, text, more = [], colour }: Told, elapsedMs: number, paint: Paint): string[] {
  const head = `${duration(elapsedMs).padStart(7)}  ${pad(phase, 14)}  ${pad(who, 20)}  `;
  const indent = " ".repeat(head.length);
  const shown = more.slice(0, moreLines);
  if (more.length > moreLines) shown.push(`… ${count(more.length - moreLines, "more line")}`);
  const first = `${paint("dim", head)}${colour ? paint(colour, text) : text}`;
  return [first, ...shown.map((line) => paint("dim", `${indent}${line}`))];
}

function tellEvent(event: RunEvent): Told[] {
  if (isForgeEvent(event)) return tellForge(event);
  switch (event.type) {
    case "run.started":
    case "run.resumed":
    case "run.ended":
      return [tellRun(event)];
    case "phase.started":
      return [{ phase: event.phase, who: "", text: "phase started", colour: "bold" }];
    case "phase.ended":
      return [
        event.passed
          ? { phase: event.phase, who: "", text: "phase passed", colour: "green" }
          : { phase: event.phase, who: "", text: "phase failed", colour: "red" },
      ];
    case "step.started":
      return [{ phase: event.phase, who: nameOf(event.step), text: `step started${inWords(event)}` }];
    case "attempt.ended":
      return tellAttempt(event);
    case "gate.judged":
      return [tellVerdict(event)];
    case "branch.moved":
      return [tellMoved(event)];
    case "question.asked":
      return [];
    case "question.answered":
      return [
        { phase: "", who: event.by, text: `answered question ${event.number}: ${sayChoice(event.choice)}` },
      ];
    case "approval.asked":
      return [asked(event)];
    case "approval.answered":
      return [answered(event)];
  }
}

function tellForge(event: ForgeEvent): Told[] {
  switch (event.type) {
    case "comment.made":
      return [];
    case "command.heard":
      return [heard(event)];
    case "issue.edited":
      return [{ phase: "", who: "forge", text: issueEdited, colour: "yellow" }];
  }
}

const issueEdited = "the issue was edited; the run goes on with the text that it began with";

function heard({ by, text, obeyed, reason }: Extract<RunEvent, { type: "command.heard" }>): Told {
  const said = `${by} wrote ${text}`;
  return obeyed
    ? { phase: "", who: "forge", text: said }
    : { phase: "", who: "forge", text: `${said}: ${reason}`, colour: "yellow" };
}

function tellMoved({ by, to, paths }: Extract<RunEvent, { type: "branch.moved" }>): Told {
  const text = `${by} pushed ${count(paths.length, "changed file")}; head is ${short(to)} now, and what was seen before is void`;
  return { phase: "", who: "branch", text, colour: "yellow", more: paths };
}

function tellRun(event: Extract<RunEvent, { type: "run.started" | "run.resumed" | "run.ended" }>): Told {
  const told = (text: string, colour: Colour): Told => ({ phase: "", who: "run", text, colour });
  switch (event.type) {
    case "run.started":
      return told(`run started on branch ${event.branch} from ${short(event.base)}`, "bold");
    case "run.resumed":
      return told(event.budget ? `run goes on, with ${budgetText(event.budget)}` : "run goes on", "bold");
    case "run.ended": {
      const [first = "", ...more] = speaking(event.reason);
      const colour = event.status === "ready" ? "green" : event.status === "waiting" ? "yellow" : "red";
      return { ...told(`run ${event.status}: ${first}`, colour), more };
    }
  }
}

/** " (revise), attempt 2": why the step is there and which try it is, as far as it is not the plain case. */
function inWords({ purpose, attempt }: StepRef): string {
  const why = purpose === "produce" ? "" : ` (${purpose})`;
  return attempt === 1 ? why : `${why}, attempt ${attempt}`;
}

function tellAttempt(event: Extract<RunEvent, { type: "attempt.ended" }>): Told[] {
  const { outcome, phase } = event;
  const who = nameOf(event.step);
  const spent = `${duration(event.durationMs)}, ${spentText(event.usage)}`;
  switch (outcome.kind) {
    case "accepted":
      return [
        { phase, who, text: `step passed (${spent})`, colour: "green" },
        ...tellProduct(outcome.product).map((told): Told => Object.assign(told, { phase, who })),
      ];
    case "interrupted":
      return [{ phase, who, text: `attempt ${event.attempt} interrupted (${spent})`, colour: "yellow" }];
    case "refused":
    case "failed": {
      const { failure } = outcome;
      const text = `attempt ${event.attempt} ${outcome.kind}`;
      // The failed gate has told its reason already.
      if (failure.class === "gate") return [{ phase, who, text: `${text} (${spent})`, colour: "red" }];
      const [first = "", ...more] = speaking(failure.reason);
      return [{ phase, who, text: `${text} by ${failure.class}: ${first}`, more, colour: "red" }];
    }
  }
}

function tellProduct(product: Product): Pick<Told, "text" | "more" | "colour">[] {
  const told: Pick<Told, "text" | "more" | "colour">[] = [
    { text: `artifact ${product.artifact} v${product.version}` },
  ];
  if (product.commit !== null) {
    told.unshift({ text: `commit ${short(product.commit)}, ${count(product.paths.length, "file")}` });
  }
  for (const [artifact, feedback] of Object.entries(product.revise)) {
    told.push({
      text: `review wants ${artifact} revised`,
      more: feedback.flatMap(speaking),
      colour: "yellow",
    });
  }
  for (const finding of product.blocking) told.push(tellFinding(finding));
  return told;
}

function tellFinding({ path, line, requirement, message }: Finding): Pick<Told, "text" | "more" | "colour"> {
  const [first = "", ...more] = speaking(message);
  const needs = requirement === undefined ? "" : ` (${requirement})`;
  return {
    text: `blocking finding ${speaking(path)[0] ?? ""}:${line}${needs}: ${first}`,
    more,
    colour: "red",
  };
}

function tellVerdict(event: Extract<RunEvent, { type: "gate.judged" }>): Told {
  const { phase, step, attempt, verdict } = event;
  const who = step === null ? "" : nameOf(step);
  if (verdict.verdict === "passed")
    return { phase, who, text: `gate ${verdict.gate} passed${checked(verdict)}` };
  const subject = attempt === null ? "phase" : `attempt ${attempt}`;
  const [first = "", ...more] = speaking(verdict.reason);
  return { phase, who, text: `${subject} refused by ${verdict.gate}: ${first}`, more, colour: "red" };
}

const checked = ({ evidence }: Verdict): string =>
  evidence.length > 1 ? `, ${count(evidence.length, "check")}` : "";

function asked({ phase, question }: Extract<RunEvent, { type: "approval.asked" }>): Told {
  const [first = "", ...more] = speaking(question);
  return { phase, who: "", text: `approval asked: ${first}`, more, colour: "yellow" };
}

function answered(event: Extract<RunEvent, { type: "approval.answered" }>): Told {
  const { phase, approved, by } = event;
  const [first = "", ...more] = speaking(event.reason);
  const text = `${approved ? "approved" : "rejected"} by ${by}${first === "" ? "" : `: ${first}`}`;
  return { phase, who: "", text: `approval ${text}`, more, colour: approved ? "green" : "red" };
}

function tellAgent(step: string, event: AgentEvent): Told[] {
  const [phase = "", who = ""] = step.split("/");
  if (event.type === "permission.answered" && !event.allowed) {
    const [first = "", ...more] = speaking(event.reason);
    return [{ phase, who, text: `${event.tool} refused by policy: ${first}`, more, colour: "yellow" }];
  }
  if (event.type === "retry") {
    return [{ phase, who, text: `waits ${duration(event.waitMs)}: ${speaking(event.reason)[0] ?? ""}` }];
  }
  return [];
}

/** "planning/architect.2" is "architect.2". */
const nameOf = (step: string): string => step.split("/").at(-1) ?? step;

const speaking = (text: string): string[] => plainLines(text).filter((line) => line.trim() !== "");

const spentText = (usage: Usage): string => `${tokens(allTokens(usage))} tokens, ${money(usage.costUsd)}`;
