import type { AgentEvent } from "../../core/agent.ts";
import { toolEnded } from "../events.ts";
import { fieldsOf, listOf, textOf } from "../loose.ts";
import { nameOf, summaryOf, type ToolCall, toolCallOf } from "./calls.ts";

/** What an agent tells of one turn, as it becomes our events. */
export class Transcript {
  /** The text since the last tool call: at the end, the final message. */
  text = "";
  private message = "";
  /** Calls that have begun; true: they have ended, too. */
  private readonly calls = new Map<string, boolean>();
  /** As the agent sees it. */
  private readonly tree: string;

  constructor(tree: string) {
    this.tree = tree;
  }

  /** `update` of a `session/update`. What nobody knows is nothing. */
  take(value: unknown): AgentEvent[] {
    const update = fieldsOf(value);
    switch (update["sessionUpdate"]) {
      case "agent_message_chunk":
        return this.said(textOf(fieldsOf(update["content"])["text"]), textOf(update["messageId"]));
      case "tool_call":
      case "tool_call_update":
        return this.tool(update);
      default:
        return [];
    }
  }

  /** A call that the agent may have told nothing of before. */
  called(call: ToolCall): AgentEvent[] {
    if (this.calls.get(call.id) === true) return [];
    this.text = "";
    if (this.calls.has(call.id)) return [];
    this.calls.set(call.id, false);
    return [{ type: "tool.called", id: call.id, tool: nameOf(call), summary: summaryOf(call, this.tree) }];
  }

  /** The end of a call; a second one is nothing. */
  ended(id: string, ok: boolean, output: string): AgentEvent[] {
    if (this.calls.get(id) !== false) return [];
    this.calls.set(id, true);
    return [toolEnded(id, ok, output)];
  }

  /** Ends what the agent left open. */
  rest(): AgentEvent[] {
    return [...this.calls.keys()].flatMap((id) => this.ended(id, false, "it was not ended"));
  }

  private said(text: string, message: string): AgentEvent[] {
    if (text === "") return [];
    this.text = message === this.message ? this.text + text : text;
    this.message = message;
    return [{ type: "text", text }];
  }

  private tool(update: Readonly<Record<string, unknown>>): AgentEvent[] {
    const call = toolCallOf(update);
    if (call.id === "") return [];
    const begun = this.called(call);
    const { status } = update;
    if (status !== "completed" && status !== "failed") return begun;
    return [...begun, ...this.ended(call.id, status === "completed", outputOf(update))];
  }
}

/** The texts of a call's result; of a change, what was changed is known from the tree. */
function outputOf(update: Readonly<Record<string, unknown>>): string {
  const texts = listOf(update["content"]).map((part) => textOf(fieldsOf(fieldsOf(part)["content"])["text"]));
  return texts.filter((text) => text !== "").join("\n");
}
