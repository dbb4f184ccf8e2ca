import type { AgentEnd, AgentEvent } from "../../core/agent.ts";
import { oneLine, toolEnded } from "../events.ts";
import { countOf, type Fields, fieldsOf, listOf, textOf } from "../loose.ts";
import { endBy, isAccount, type Trouble, troubleOf, waitIn } from "./fault.ts";

/** A change of a file in a patch, as codex tells it; paths as the agent names them. */
export interface PatchChange {
  path: string;
  kind: "add" | "update" | "delete";
  /** Where the file goes, when it is moved. */
  movedTo: string | null;
}

/** A call of a tool that has begun. */
export interface Item {
  id: string;
  tool: string;
  summary: string;
  changes: readonly PatchChange[];
}

/** Turns what codex notifies of one turn into events. */
export class TurnReader {
  /** Null until the turn has ended. */
  end: AgentEnd | null = null;
  /** What makes it senseless to go on with the turn; null while nothing does. */
  hopeless: Trouble | null = null;
  private readonly open = new Map<string, Item>();
  private readonly denied = new Map<string, string>();
  private readonly turn: string;
  private model: string;
  private calls = 0;
  private total = "";
  private text = "";
  private isFinal = false;

  /** `turn` is codex's id of it, unique for all threads. */
  constructor(turn: string, model: string) {
    this.turn = turn;
    this.model = model;
  }

  itemOf(id: string): Item | undefined {
    return this.open.get(id);
  }

  /** Remembers why a call is denied, for its end. */
  deny(id: string, reason: string): void {
    this.denied.set(id, reason);
  }

  see(method: string, params: Fields): AgentEvent[] {
    if (turnOf(params) !== this.turn) return [];
    switch (method) {
      case "item/started":
        return this.started(fieldsOf(params["item"]));
      case "item/completed":
        return this.completed(fieldsOf(params["item"]));
      case "thread/tokenUsage/updated":
        return this.used(fieldsOf(params["tokenUsage"]));
      case "model/rerouted":
        this.model = textOf(params["toModel"]) || this.model;
        return [];
      case "error":
        return this.failed(params);
      case "turn/completed":
        this.end = this.endOf(fieldsOf(params["turn"]));
        return this.closed();
      default:
        return [];
    }
  }

  /** Ends of the calls that have none yet. */
  closed(): AgentEvent[] {
    const events = [...this.open.keys()].map((id) => this.ended(id, false, "interrupted"));
    this.open.clear();
    return events;
  }

  private started(raw: Fields): AgentEvent[] {
    const item = itemOf(raw);
    if (item === null || this.open.has(item.id)) return [];
    // What is said before a call is no final message.
    this.text = "";
    this.isFinal = false;
    this.open.set(item.id, item);
    return [{ type: "tool.called", id: item.id, tool: item.tool, summary: item.summary }];
  }

  private completed(raw: Fields): AgentEvent[] {
    if (raw["type"] === "agentMessage") return this.said(raw);
    const item = itemOf(raw);
    if (item === null) return [];
    const called = this.started(raw);
    this.open.delete(item.id);
    return [...called, this.ended(item.id, isDone(raw), outputOf(raw))];
  }

  private ended(id: string, ok: boolean, output: string): AgentEvent {
    const reason = this.denied.get(id);
    return reason === undefined ? toolEnded(id, ok, output) : toolEnded(id, false, reason);
  }

  private said(raw: Fields): AgentEvent[] {
    const text = textOf(raw["text"]);
    if (text === "") return [];
    const isFinal = raw["phase"] === "final_answer";
    if (isFinal || !this.isFinal) this.text = text;
    this.isFinal ||= isFinal;
    return [{ type: "text", text }];
  }

  /** One call of the model for each change of the total; the same figures told again are no other call. */
  private used(usage: Fields): AgentEvent[] {
    const total = JSON.stringify(usage["total"]);
    if (total === this.total) return [];
    this.total = total;
    const last = fieldsOf(usage["last"]);
    const cacheReadTokens = countOf(last["cachedInputTokens"]);
    const cacheWriteTokens = countOf(last["cacheWriteInputTokens"]);
    const counted = {
      inputTokens: Math.max(0, countOf(last["inputTokens"]) - cacheReadTokens - cacheWriteTokens),
      outputTokens: countOf(last["outputTokens"]),
      cacheReadTokens,
      cacheWriteTokens,
      costUsd: null,
    };
    this.calls += 1;
    return [{ type: "usage", message: `${this.turn}/${this.calls}`, model: this.model, usage: counted }];
  }

  private failed(params: Fields): AgentEvent[] {
    const trouble = troubleOf(params["error"]);
    if (isAccount(trouble)) this.hopeless ??= trouble;
    if (params["willRetry"] !== true || this.hopeless) return [];
    return [{ type: "retry", reason: trouble.text, waitMs: waitIn(trouble.text) }];
  }

  private endOf(turn: Fields): AgentEnd {
    if (this.hopeless) return endBy(this.hopeless);
    if (turn["status"] === "interrupted") return { kind: "interrupted" };
    if (turn["status"] === "completed") return { kind: "completed", text: this.text };
    return endBy(troubleOf(turn["error"]));
  }
}

const turnOf = (params: Fields): string => textOf(params["turnId"]) || textOf(fieldsOf(params["turn"])["id"]);

/** Null for what is no call of a tool. */
function itemOf(raw: Fields): Item | null {
  const id = textOf(raw["id"]);
  const summary = summaryOf(raw);
  switch (raw["type"]) {
    case "commandExecution":
      return { id, tool: "exec_command", summary, changes: [] };
    case "fileChange":
      return { id, tool: "apply_patch", summary, changes: changesOf(raw["changes"]) };
    case "mcpToolCall":
    case "dynamicToolCall":
      return { id, tool: textOf(raw["tool"]) || "tool", summary, changes: [] };
    case "collabAgentToolCall":
    case "webSearch":
    case "imageView":
    case "imageGeneration":
      return { id, tool: raw["type"], summary, changes: [] };
    default:
      return null;
  }
}

function changesOf(value: unknown): PatchChange[] {
  return listOf(value).map((each) => {
    const change = fieldsOf(each);
    const { type, move_path: movedTo } = fieldsOf(change["kind"]);
    const kind = type === "add" || type === "delete" ? type : "update";
    return { path: textOf(change["path"]), kind, movedTo: textOf(movedTo) || null };
  });
}

function summaryOf(raw: Fields): string {
  const paths = changesOf(raw["changes"]).map(({ path }) => path);
  const said = textOf(raw["command"]) || paths.join(", ") || textOf(raw["path"]) || textOf(raw["query"]);
  return oneLine(said);
}

function isDone(raw: Fields): boolean {
  const { status, exitCode } = raw;
  const isRight = status === undefined || status === "completed";
  return isRight && (exitCode === undefined || exitCode === null || exitCode === 0);
}

function outputOf(raw: Fields): string {
  const output = textOf(raw["aggregatedOutput"]) || textOf(fieldsOf(raw["error"])["message"]);
  return output === "" && !isDone(raw) ? `it ${textOf(raw["status"]) || "failed"}` : output;
}
