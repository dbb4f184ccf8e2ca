import { describe, expect, test } from "vitest";
import { callOf, endingCalls, startedAgents, type OfferedTool, type Workplace } from "./tools.ts";

const tool = (
  name: string,
  properties: readonly string[],
  required: readonly string[] = [],
): OfferedTool => ({
  name,
  freeform: false,
  namespace: null,
  schema: {
    properties: Object.fromEntries(properties.map((each) => [each, { type: "string" }])),
    required,
  },
});

const claude: Workplace = {
  protocol: "anthropic",
  agents: [],
  cwd: "/w",
  tools: [
    tool("Write", ["file_path", "content"]),
    tool("Edit", ["file_path", "old_string", "new_string"]),
    tool("Bash", ["command", "description"]),
    tool("Task", ["prompt", "subagent_type", "description"], ["prompt", "subagent_type", "description"]),
    tool("mcp__phasegate__report", ["verdict"]),
  ],
};

const patch: OfferedTool = { name: "apply_patch", freeform: true, namespace: null, schema: {} };
const codex: Workplace = {
  protocol: "openai",
  agents: [],
  cwd: "/w",
  tools: [tool("exec_command", ["cmd"]), patch],
};

const gemini: Workplace = {
  protocol: "gemini",
  agents: [],
  cwd: "/w",
  tools: [
    tool("replace", ["file_path", "instruction", "old_string", "new_string"], ["instruction"]),
    tool("run_shell_command", ["command"]),
  ],
};

const edit = { edit: { path: "a.ts", find: "old", replace: "new" } };

describe("a deed becomes a call of the tool at hand", () => {
  test("Claude Code gets absolute paths under its own names", () => {
    expect(callOf({ write: { path: "docs/x.md", text: "hi" } }, claude)).toMatchObject({
      name: "Write",
      input: { file_path: "/w/docs/x.md", content: "hi" },
    });
    expect(callOf({ read: { path: "/etc/hosts" } }, claude)).toMatchObject({
      name: "Read",
      input: { file_path: "/etc/hosts" },
    });
  });

  test("a sub-agent is asked for under the older name too, with all that is demanded", () => {
    expect(callOf({ agent: { prompt: "look" } }, claude)).toMatchObject({
      name: "Task",
      input: { prompt: "look", subagent_type: "general-purpose", description: "A scripted answer" },
    });
  });

  test("Codex writes with patches and reads with its shell", () => {
    expect(callOf({ write: { path: "x.md", text: "one\ntwo\n" } }, codex)).toEqual({
      kind: "freeform",
      name: "apply_patch",
      input: "*** Begin Patch\n*** Add File: x.md\n+one\n+two\n*** End Patch",
    });
    expect(callOf(edit, codex)).toMatchObject({
      input: "*** Begin Patch\n*** Update File: a.ts\n@@\n-old\n+new\n*** End Patch",
    });
    expect(callOf({ read: { path: "it's" } }, codex)).toMatchObject({
      name: "exec_command",
      input: { cmd: "cat 'it'\\''s'" },
    });
  });

  test("without the freeform tool, Codex patches by a function or by its shell", () => {
    const asFunction = { ...codex, tools: [tool("apply_patch", ["input"])] };
    expect(callOf(edit, asFunction)).toMatchObject({ kind: "function", name: "apply_patch" });
    const byShell = callOf(edit, { ...codex, tools: [tool("shell_command", ["command"])] });
    expect(byShell).toMatchObject({ name: "shell_command" });
  });

  test("an old Codex shell gets its command as a list", () => {
    const shell = { ...tool("shell", []), schema: { properties: { command: { type: "array" } } } };
    expect(callOf({ shell: { command: "ls" } }, { ...codex, tools: [shell] })).toMatchObject({
      input: { command: ["bash", "-lc", "ls"] },
    });
  });

  test("Gemini CLI gets its names and the instruction it demands", () => {
    expect(callOf(edit, gemini)).toMatchObject({
      name: "replace",
      input: { file_path: "/w/a.ts", old_string: "old", new_string: "new", instruction: "A scripted answer" },
    });
  });

  test("a tool that is missing is called by its usual name", () => {
    expect(callOf({ read: { path: "x" } }, { ...gemini, tools: [] })).toMatchObject({ name: "read_file" });
    expect(callOf({ shell: { command: "ls" } }, { ...codex, tools: [] })).toMatchObject({
      name: "exec_command",
      input: { command: "ls" },
    });
    expect(callOf(edit, { ...codex, tools: [] })).toMatchObject({ name: "apply_patch" });
    expect(callOf({ agent: { prompt: "look" } }, codex)).toMatchObject({
      name: "spawn_agent",
      namespace: "multi_agent_v1",
    });
  });

  test("Codex is made to wait for the sub-agents that it started, others need not", () => {
    const agents = startedAgents([
      { from: "user", text: '{"agent_id":"not-this"}' },
      { from: "tool", call: "a_0", text: '{"agent_id":"id-1","nickname":"James"}' },
    ]);
    expect(callOf({ waitForAgents: true }, { ...codex, agents })).toMatchObject({
      name: "wait_agent",
      namespace: "multi_agent_v1",
      input: { targets: ["id-1"] },
    });
    expect(callOf({ waitForAgents: true }, claude)).toMatchObject({ input: { command: "true" } });
  });

  test("a sub-agent of Gemini CLI ends with the tool that it is given for that, others with their words", () => {
    const response = { type: "object", properties: { response: { type: "string" } }, required: ["response"] };
    const schema = { type: "object", properties: { result: response }, required: ["result"] };
    const tools = [{ ...tool("complete_task", []), schema }];
    expect(endingCalls("My report.", { ...gemini, tools })).toMatchObject([
      { name: "complete_task", input: { result: { response: "My report." } } },
    ]);
    expect(endingCalls("My report.", gemini)).toEqual([]);
  });

  test("a raw call finds a tool by its name, or an MCP server's by its ending, or calls what is not there", () => {
    const call = (name: string): unknown => callOf({ tool: { name, input: { verdict: "ok" } } }, claude);
    expect(call("Bash")).toMatchObject({ name: "Bash", input: { verdict: "ok" } });
    expect(call("report")).toMatchObject({ name: "mcp__phasegate__report" });
    expect(call("NoSuchThing")).toMatchObject({ name: "NoSuchThing" });
  });
});
