import type { AgentEvent } from "../core/agent.ts";
import type { Permission } from "../core/policy.ts";

const longestLine = 200;
const longestOutput = 4_000;

/** What a call is about, in one line that people can read. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}

/** Of a long output, its beginning. */
export const toolEnded = (id: string, ok: boolean, output: string): AgentEvent => ({
  type: "tool.ended",
  id,
  ok,
  output: output.slice(0, longestOutput),
});

export const answered = (id: string, tool: string, permission: Permission): AgentEvent => ({
  type: "permission.answered",
  id,
  tool,
  allowed: permission.allowed,
  reason: permission.allowed ? "" : permission.reason,
});
