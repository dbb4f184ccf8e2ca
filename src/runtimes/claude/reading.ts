import type { AgentEnd, AgentEvent } from "../../core/agent.ts";
import { toolEnded } from "../events.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "../loose.ts";
import { summaryOf } from "./calls.ts";
import { endOfResult, faultOf, type ServiceError, told } from "./ends.ts";
import { Tally } from "./tally.ts";

/** A wait that the service asks for is sat out by the program itself up to here; a longer one ends the turn. */
const longestWaitMs = 120_000;

/** What was asked of the program, to be held against what it says when a turn begins. */
export interface Expected {
  tools: readonly string[];
  /** Where the agent sees its tree. */
  tree: string;
}

/**
 * Reads what Claude Code says during one turn, message by message, and tells it in the words of every runtime. Whatever
 * is unknown is passed over. `ended` comes with the program's result, never before.
 */
export class Reading {
  /** The end that this turn is to have, whatever its result says; once set, the program is to be interrupted. */
  verdict: AgentEnd | null = null;
  private readonly expected: Expected;
  private readonly tally = new Tally();
  private readonly called = new Set<string>();
  private readonly open = new Set<string>();
  private error: ServiceError | null = null;
  private message = { id: "", text: "", isCutOff: false };

  constructor(expected: Expected) {
    this.expected = expected;
  }

  take(value: unknown): AgentEvent[] {
    const said = fieldsOf(value);
    switch (said["type"]) {
      case "system":
        return this.takeSystem(said);
      case "stream_event":
        return this.takeStream(said);
      case "assistant":
        return this.takeMessage(said);
      case "user":
        return this.takeResults(said);
      case "result":
        return this.takeEnd(said);
      default:
        return [];
    }
  }

  /** A call that shows itself by what the program asks before it makes it. */
  takeCall(id: string, tool: string, input: Fields): AgentEvent[] {
    if (this.called.has(id)) return [];
    this.called.add(id);
    this.open.add(id);
    return [{ type: "tool.called", id, tool, summary: summaryOf(input, this.expected.tree) }];
  }

  /** The turn is over without a result: nothing is left open. */
  close(end: AgentEnd): AgentEvent[] {
    const left = [...this.open].map((id) => toolEnded(id, false, "interrupted"));
    this.open.clear();
    return [...left, { type: "ended", end: this.verdict ?? end }];
  }

  private takeSystem(said: Fields): AgentEvent[] {
    if (said["subtype"] === "init") this.check(said);
    if (said["subtype"] !== "api_retry") return [];
    const error = { status: numberOf(said["error_status"]), name: textOf(said["error"]), text: "" };
    const waitMs = numberOf(said["retry_delay_ms"]) ?? 0;
    const end = faultOf(error);
    if (end.fault === "account") this.verdict ??= end;
    else if (waitMs > longestWaitMs) this.verdict ??= { ...end, waitMs };
    return this.verdict ? [] : [{ type: "retry", reason: told(error), waitMs }];
  }

  /** The rules that we gave must be those that it keeps. */
  private check(init: Fields): void {
    const tools = listOf(init["tools"]).map(textOf).sort().join();
    const wrong = [
      tools === [...this.expected.tools].sort().join() ? "" : `its tools are ${tools}`,
      init["permissionMode"] === "default" ? "" : `its permission mode is ${textOf(init["permissionMode"])}`,
      listOf(init["mcp_servers"]).length === 0 ? "" : "it has MCP servers",
    ].filter((part) => part !== "");
    if (wrong.length === 0) return;
    const reason = `Claude Code does not keep the rules that it was given: ${wrong.join("; ")}`;
    this.verdict ??= { kind: "failed", fault: "agent", reason };
  }

  private takeStream(said: Fields): AgentEvent[] {
    const speaker = textOf(said["parent_tool_use_id"]);
    const event = fieldsOf(said["event"]);
    const reason = fieldsOf(event["delta"])["stop_reason"];
    if (speaker === "" && event["type"] === "message_delta") this.message.isCutOff = reason === "max_tokens";
    return this.tally.streamed(speaker, event);
  }

  private takeMessage(said: Fields): AgentEvent[] {
    const message = fieldsOf(said["message"]);
    const blocks = listOf(message["content"]).map(fieldsOf);
    const isOwn = textOf(said["parent_tool_use_id"]) === "";
    if (message["model"] === "<synthetic>") return this.takeError(said, blocks);
    const events: AgentEvent[] = this.tally.said(message);
    if (isOwn) this.begin(textOf(message["id"]));
    for (const block of blocks) {
      if (block["type"] === "tool_use")
        events.push(...this.takeCall(textOf(block["id"]), textOf(block["name"]), fieldsOf(block["input"])));
      const text = block["type"] === "text" ? textOf(block["text"]) : "";
      if (text === "" || !isOwn) continue;
      this.message.text += text;
      events.push({ type: "text", text });
    }
    return events;
  }

  /** An answer that was cut off at its greatest length goes on in the next message. */
  private begin(id: string): void {
    if (id === this.message.id) return;
    this.message = { id, text: this.message.isCutOff ? this.message.text : "", isCutOff: false };
    this.error = null;
  }

  /** What the program itself says in the place of an answer. */
  private takeError(said: Fields, blocks: readonly Fields[]): AgentEvent[] {
    const text = blocks.map((block) => textOf(block["text"])).join(" ");
    const status = numberOf(said["api_error_status"]);
    if (said["error"] !== undefined || status !== null || said["is_api_error_message"] === true)
      this.error = { status, name: textOf(said["error"]) || "unknown", text };
    return [];
  }

  private takeResults(said: Fields): AgentEvent[] {
    const blocks = listOf(fieldsOf(said["message"])["content"]).map(fieldsOf);
    return blocks.flatMap((block) => {
      const id = textOf(block["tool_use_id"]);
      if (block["type"] !== "tool_result" || !this.open.delete(id)) return [];
      return [toolEnded(id, block["is_error"] !== true, outputOf(block["content"]))];
    });
  }

  private takeEnd(result: Fields): AgentEvent[] {
    const name = `${textOf(result["session_id"])}/${textOf(result["uuid"])}`;
    const beside = this.tally.beside(fieldsOf(result["model_usage_since_last_result"]), name);
    return [...beside, ...this.close(endOfResult(result, this.message.text, this.error))];
  }
}

function outputOf(content: unknown): string {
  if (typeof content === "string") return content;
  const texts = listOf(content).map((block) => textOf(fieldsOf(block)["text"]));
  return texts.filter((text) => text !== "").join("\n");
}
