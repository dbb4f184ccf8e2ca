import { expect, test } from "vitest";
import { Transcript } from "./transcript.ts";

const chunk = (text: string, more = {}) => ({
  sessionUpdate: "agent_message_chunk",
  content: { type: "text", text },
  ...more,
});

const took = (...updates: unknown[]) => {
  const transcript = new Transcript("/t");
  const events = updates.flatMap((update) => transcript.take(update));
  return { events: [...events, ...transcript.rest()], text: transcript.text };
};

test("the final message is what is said after the last tool, in all its pieces", () => {
  const call = { sessionUpdate: "tool_call", toolCallId: "1", kind: "read", status: "completed" };
  expect(took(chunk("I look."), call, chunk("Do"), chunk("ne.")).text).toBe("Done.");
  expect(took(chunk("I look."), call).text).toBe("");
});

test("a message with another id is another message", () => {
  const { text } = took(
    chunk("One.", { messageId: "1" }),
    chunk("Tw", { messageId: "2" }),
    chunk("o.", { messageId: "2" }),
  );
  expect(text).toBe("Two.");
});

test("every call begins once and ends once, however it is told", () => {
  const { events } = took(
    { sessionUpdate: "tool_call", toolCallId: "1", kind: "execute", title: "ls", status: "pending" },
    { sessionUpdate: "tool_call_update", toolCallId: "1", status: "in_progress" },
    {
      sessionUpdate: "tool_call_update",
      toolCallId: "1",
      status: "completed",
      content: [{ type: "content", content: { type: "text", text: "a.js" } }],
    },
    { sessionUpdate: "tool_call_update", toolCallId: "1", status: "completed" },
    { sessionUpdate: "tool_call_update", toolCallId: "2", kind: "edit", title: "x", status: "failed" },
    { sessionUpdate: "tool_call", toolCallId: "3", kind: "edit", title: "y" },
  );
  expect(events).toEqual([
    { type: "tool.called", id: "1", tool: "execute", summary: "ls" },
    { type: "tool.ended", id: "1", ok: true, output: "a.js" },
    { type: "tool.called", id: "2", tool: "edit", summary: "x" },
    { type: "tool.ended", id: "2", ok: false, output: "" },
    { type: "tool.called", id: "3", tool: "edit", summary: "y" },
    { type: "tool.ended", id: "3", ok: false, output: "it was not ended" },
  ]);
});

test("long outputs are cut, and what nobody knows is nothing", () => {
  const content = [{ type: "content", content: { type: "text", text: "x".repeat(5_000) } }];
  const { events } = took({ sessionUpdate: "tool_call", toolCallId: "1", status: "completed", content });
  expect(events.at(-1)).toMatchObject({ output: "x".repeat(4_000) });
  expect(took(null, "x", { sessionUpdate: "plan" }, { sessionUpdate: "tool_call" }).events).toEqual([]);
});
