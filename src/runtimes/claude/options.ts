import type { EffortLevel, Options } from "@anthropic-ai/claude-agent-sdk";
import type { Assignment } from "../../core/agent.ts";
import { fieldsOf } from "../loose.ts";
import { RuntimeUnusable } from "../runtime.ts";
import { toolsOf } from "./defaults.ts";
import type { Gate } from "./gate.ts";

/** What a session begins with. */
export type Beginning = { kind: "new"; id: string } | { kind: "resume"; id: string } | Fork;
type Fork = { kind: "fork"; id: string; from: string };

/** Everything that Claude Code is told of how it is to work; nothing is left to settings that lie around. */
export function optionsFor(assignment: Assignment, beginning: Beginning): Options {
  const { model, effort } = assignment.runtime;
  const { turns } = assignment.limits;
  return {
    ...sessionOptions(beginning),
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort: effortOf(effort) }),
    ...(turns === null ? {} : { maxTurns: turns }),
    systemPrompt: assignment.system,
    tools: toolsOf(assignment.tier),
    permissionMode: "default",
    settingSources: [],
    settings: {
      permissions: { disableAutoMode: "disable" },
      attribution: { commit: "", pr: "" },
      includeGitInstructions: false,
      autoMemoryEnabled: false,
      disableBundledSkills: true,
      disableWorkflows: true,
      cleanupPeriodDays: 3650,
    },
    strictMcpConfig: true,
    skills: [],
    verbatimPrompts: true,
    includePartialMessages: true,
  };
}

function sessionOptions(beginning: Beginning): Options {
  switch (beginning.kind) {
    case "new":
      return { sessionId: beginning.id };
    case "resume":
      return { resume: beginning.id };
    case "fork":
      return { resume: beginning.from, forkSession: true, sessionId: beginning.id };
  }
}

const efforts: readonly EffortLevel[] = ["low", "medium", "high", "xhigh", "max"];

function effortOf(name: string): EffortLevel {
  const effort = efforts.find((each) => each === name);
  if (effort) return effort;
  throw new RuntimeUnusable(`Claude Code knows no effort ${name}; use one of ${efforts.join(", ")}`);
}

/**
 * How the program is held to the role: it asks before every call that is no reading, and the hook looks at readings,
 * which it would make unasked. A hook that fails blocks.
 */
export function gateOptions(gate: Gate): Options {
  return {
    canUseTool: async (tool, given, { toolUseID: id }) => {
      const permission = await gate.answer({ id, tool, input: fieldsOf(given) });
      return permission.allowed
        ? { behavior: "allow", updatedInput: given }
        : { behavior: "deny", message: permission.reason };
    },
    hooks: {
      PreToolUse: [
        {
          onFailure: "block",
          hooks: [
            async (given) => {
              if (given.hook_event_name !== "PreToolUse") return {};
              const { tool_use_id: id, tool_name: tool, tool_input: input } = given;
              const permission = await gate.answerReading({ id, tool, input: fieldsOf(input) });
              if (permission === null) return asking;
              return permission.allowed ? {} : denying(permission.reason);
            },
          ],
        },
      ],
    },
  };
}

const asking = {
  hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "ask" },
} as const;

const denying = (reason: string) =>
  ({
    hookSpecificOutput: {
      hookEventName: "PreToolUse",
      permissionDecision: "deny",
      permissionDecisionReason: reason,
    },
  }) as const;
