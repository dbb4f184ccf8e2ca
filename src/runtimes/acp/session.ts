import { randomUUID } from "node:crypto";
import type { AgentEnd, AgentEvent, Assignment, SandboxFacts } from "../../core/agent.ts";
import type { Permission } from "../../core/policy.ts";
import type { Confinement } from "../../workspace/sandbox/confinement.ts";
import { answered } from "../events.ts";
import { endOfGone } from "../gone.ts";
import { fieldsOf, listOf, textOf } from "../loose.ts";
import { permissionFor } from "../permission.ts";
import { Queue } from "../queue.ts";
import type { Session } from "../runtime.ts";
import type { AcpAgent } from "./agent.ts";
import { AgentGone, type AgentProcess } from "./agent-process.ts";
import { callsOf, nameOf, summaryOf, type ToolCall, toolCallOf } from "./calls.ts";
import { errorOf, faultOf } from "./fault.ts";
import type { Ledger } from "./ledger.ts";
import { Transcript } from "./transcript.ts";
import { usageOf } from "./usage.ts";

export interface SessionParts {
  id: string;
  agent: AcpAgent;
  program: AgentProcess;
  confinement: Confinement;
  assignment: Assignment;
  /** What the agent itself writes down; null: nothing. */
  ledger: Ledger | null;
  /** Goes before the first prompt; empty: the agent has it already. */
  system: string;
}

/** One turn while it goes on. */
interface Turn {
  events: Queue<AgentEvent>;
  transcript: Transcript;
  /** Why the policy denied, since the last prompt. */
  denials: string[];
  isInterrupted: boolean;
  /** Whether the agent's own ledger has told what the prompt used. */
  isCounted: boolean;
  /** What the last message said, by the agent's own ledger. */
  lastText: string | null;
}

/** A conversation with an agent through ACP. */
export class AcpSession implements Session {
  readonly id: string;
  readonly sandbox: SandboxFacts;
  private readonly parts: SessionParts;
  private turn: Turn | null = null;
  private prompts = 0;
  /** What was sent and not answered, when the agent does not keep that. */
  private unanswered = "";
  private isClosed = false;

  constructor(parts: SessionParts) {
    this.id = parts.id;
    this.sandbox = parts.confinement.sandbox;
    this.parts = parts;
  }

  async *send(text: string): AsyncGenerator<AgentEvent> {
    const turn: Turn = {
      events: new Queue(),
      transcript: new Transcript(this.parts.confinement.tree),
      denials: [],
      isInterrupted: this.isClosed,
      isCounted: false,
      lastText: null,
    };
    this.turn = turn;
    const played = this.playOut(turn, text);
    yield* turn.events;
    await played;
    this.turn = null;
  }

  async interrupt(): Promise<void> {
    if (!this.turn) return;
    this.turn.isInterrupted = true;
    await this.parts.program.notify("session/cancel", { sessionId: this.id });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.turn) this.turn.isInterrupted = true;
    await this.parts.program.end();
  }

  /** Something that the agent tells. */
  hear(notification: unknown): void {
    const { turn } = this;
    if (!turn) return;
    const events = turn.transcript.take(fieldsOf(notification)["update"]);
    turn.events.put(...events);
    if (events.some(({ type }) => type !== "text")) void this.count(turn);
  }

  /** Answers what the agent asks before it acts. */
  async answer(request: unknown): Promise<unknown> {
    const { turn } = this;
    const fields = fieldsOf(request);
    if (!turn || turn.isInterrupted) return cancelled;
    const call = toolCallOf(fields["toolCall"]);
    turn.events.put(...turn.transcript.called(call));
    await this.count(turn);
    const permission = await this.decide(turn, call);
    if (turn.isInterrupted) return cancelled;
    if (!permission.allowed) {
      turn.denials.push(permission.reason);
      turn.events.put(...turn.transcript.ended(call.id, false, permission.reason));
    }
    return optionFor(permission.allowed, fields["options"]);
  }

  private async decide(turn: Turn, call: ToolCall): Promise<Permission> {
    const { assignment, confinement } = this.parts;
    const { id } = call;
    const tool = nameOf(call);
    turn.events.put({ type: "permission.asked", id, tool, summary: summaryOf(call, confinement.tree) });
    const ground = { policy: assignment.policy, tree: assignment.tree };
    let permission: Permission = { allowed: true };
    for (const one of callsOf(call)) {
      const path = one.path === undefined ? undefined : confinement.outside(one.path);
      permission = await permissionFor(ground, { ...one, path });
      if (!permission.allowed) break;
    }
    turn.events.put(answered(id, tool, permission));
    return permission;
  }

  private async playOut(turn: Turn, text: string): Promise<void> {
    const end = await this.play(turn, text);
    turn.events.put(...turn.transcript.rest(), { type: "ended", end });
    turn.events.end();
  }

  /** The prompt, and once more with the reasons when something was denied: ACP cannot carry them with the denial. */
  private async play(turn: Turn, text: string): Promise<AgentEnd> {
    const whole = [this.unanswered, this.withSystem(text)].filter((part) => part !== "").join("\n\n");
    const end = await this.prompt(turn, whole);
    const isAnswered = end.kind !== "completed" || end.text !== "";
    this.unanswered = isAnswered || !this.parts.agent.forgetsUnanswered ? "" : whole;
    if (end.kind !== "completed" || turn.denials.length === 0) return end;
    return this.prompt(turn, explained(turn.denials.splice(0)));
  }

  private withSystem(text: string): string {
    const { system } = this.parts;
    const whole = this.prompts === 0 && system.trim() !== "" ? `${system}\n\n${text}` : text;
    // A first word like this would be a command of the agent's own.
    return /^\s*[/$]/.test(whole) ? `The message:\n\n${whole}` : whole;
  }

  private async prompt(turn: Turn, text: string): Promise<AgentEnd> {
    const { program, agent, assignment } = this.parts;
    if (turn.isInterrupted) return { kind: "interrupted" };
    this.prompts += 1;
    turn.transcript.text = "";
    turn.lastText = null;
    turn.isCounted = false;
    try {
      const prompt = [{ type: "text", text }];
      const answer = await program.request("session/prompt", { sessionId: this.id, prompt });
      await this.count(turn);
      if (!turn.isCounted)
        turn.events.put(...usageOf(answer, randomUUID(), assignment.runtime.model ?? agent.name));
      return this.endOf(turn, textOf(fieldsOf(answer)["stopReason"]));
    } catch (error) {
      await this.count(turn);
      if (turn.isInterrupted) return { kind: "interrupted" };
      const broke = this.parts.confinement.whyEnded();
      if (error instanceof AgentGone)
        return endOfGone(`${agent.name} is gone: ${error.message}`, { isKilled: error.wasKilled, broke });
      return faultOf(errorOf(error), agent);
    }
  }

  private endOf(turn: Turn, stopReason: string): AgentEnd {
    if (turn.isInterrupted) return { kind: "interrupted" };
    const { name } = this.parts.agent;
    if (stopReason === "max_tokens")
      return { kind: "failed", fault: "session", reason: `${name} has no room left in this session` };
    if (stopReason === "max_turn_requests")
      return { kind: "failed", fault: "limit", reason: `${name} used all the turns that it gives itself` };
    const { text } = turn.transcript;
    const isTail = turn.lastText !== null && text.endsWith(turn.lastText);
    return { kind: "completed", text: (isTail ? (turn.lastText ?? "") : text).trim() };
  }

  /** Tells what the agent has written down since. */
  private async count(turn: Turn): Promise<void> {
    const { ledger } = this.parts;
    const entries = (await ledger?.news()) ?? [];
    for (const { message, model, usage, text } of entries) {
      turn.lastText = text;
      turn.events.put({ type: "usage", message, model, usage });
    }
    turn.isCounted ||= entries.length > 0;
  }
}

const cancelled = { outcome: { outcome: "cancelled" } };

/** The answer for this once; never for always. */
function optionFor(isAllowed: boolean, options: unknown): unknown {
  const wanted = isAllowed ? "allow_once" : "reject_once";
  const option = listOf(options)
    .map(fieldsOf)
    .find(({ kind }) => kind === wanted);
  return option ? { outcome: { outcome: "selected", optionId: option["optionId"] } } : cancelled;
}

const explained = (reasons: readonly string[]): string =>
  [
    "The engine refused:",
    ...[...new Set(reasons)].map((reason) => `- ${reason}`),
    "",
    "Go on within your scope, and end with the whole of your final message.",
  ].join("\n");
