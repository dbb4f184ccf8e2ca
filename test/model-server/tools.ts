import { type JsonObject, listOf, objectOf, smallest, textOf } from "./json.ts";
import type { Entry, Op } from "./script.ts";

/** A tool as a request offers it. A freeform tool takes a plain text. */
export interface OfferedTool {
  name: string;
  freeform: boolean;
  /** JSON schema of the input. */
  schema: JsonObject;
  namespace: string | null;
}

export type ToolCall =
  | { kind: "function"; name: string; namespace: string | null; input: JsonObject }
  | { kind: "freeform"; name: string; input: string };

/** How tools of one meaning are named, and how their parameters are. */
interface Meaning {
  /** What is called when no such tool is offered. */
  usual: Readonly<Record<ProtocolName, string>>;
  names: readonly string[];
  parameters: Readonly<Record<string, readonly string[]>>;
}

const paths = ["file_path", "filePath", "absolute_path", "path"];

const meanings = {
  write: {
    usual: { anthropic: "Write", openai: "write_file", gemini: "write_file" },
    names: ["Write", "write_file", "write"],
    parameters: { path: paths, text: ["content", "contents", "text"] },
  },
  edit: {
    usual: { anthropic: "Edit", openai: "edit_file", gemini: "replace" },
    names: ["Edit", "replace", "edit"],
    parameters: {
      path: paths,
      find: ["old_string", "oldString", "oldText"],
      replace: ["new_string", "newString", "newText"],
    },
  },
  read: {
    usual: { anthropic: "Read", openai: "read_file", gemini: "read_file" },
    names: ["Read", "read_file", "read"],
    parameters: { path: paths },
  },
  shell: {
    usual: { anthropic: "Bash", openai: "exec_command", gemini: "run_shell_command" },
    names: ["Bash", "run_shell_command", "exec_command", "shell_command", "shell", "bash"],
    parameters: { command: ["command", "cmd"] },
  },
  agent: {
    usual: { anthropic: "Agent", openai: "multi_agent_v1/spawn_agent", gemini: "invoke_agent" },
    names: ["Agent", "Task", "invoke_agent", "spawn_agent", "task"],
    parameters: { prompt: ["prompt", "message"], kind: ["subagent_type", "agent_name", "agent_type"] },
  },
} satisfies Record<string, Meaning>;

/** The APIs of Anthropic (Messages), OpenAI (Responses) and Google (Gemini). */
export type ProtocolName = "anthropic" | "openai" | "gemini";

export interface Workplace {
  tools: readonly OfferedTool[];
  /** Null when the conversation does not tell; paths then stay as they are. */
  cwd: string | null;
  protocol: ProtocolName;
  /** Codex's ids of the sub-agents that were started so far. */
  agents: readonly string[];
}

/** Codex answers the start of a sub-agent with its id. */
export const startedAgents = (entries: readonly Entry[]): string[] =>
  entries.flatMap(({ from, text }) => {
    const id = from === "tool" ? /^\{"agent_id":"([^"]+)"/.exec(text)?.[1] : undefined;
    return id === undefined ? [] : [id];
  });

/** The call that does `op` with the tools at hand. A tool that is missing is called by its usual name anyway. */
export function callOf(op: Op, place: Workplace): ToolCall {
  if ("tool" in op) return rawCall(op.tool, place.tools);
  if ("shell" in op) return shellCall(op.shell.command, place);
  if ("agent" in op) return agentCall(op.agent, place);
  if ("waitForAgents" in op) return waitCall(place);
  if (place.protocol === "openai" && findTool(meaningOf(op).names, place.tools) === null)
    return codexCall(op, place);
  if ("write" in op) return fileCall(meanings.write, op.write, place);
  if ("edit" in op) return fileCall(meanings.edit, op.edit, place);
  return fileCall(meanings.read, op.read, place);
}

/** Gemini CLI's sub-agents end with a tool that takes their last word; others just say it. */
export function endingCalls(text: string, { tools }: Workplace): ToolCall[] {
  const tool = findTool(["complete_task"], tools);
  return tool === null ? [] : [functionCall(tool, objectOf(smallest(tool.schema, text)))];
}

type FileOp = Extract<Op, { write: unknown } | { edit: unknown } | { read: unknown }>;

const meaningOf = (op: FileOp): Meaning =>
  "write" in op ? meanings.write : "edit" in op ? meanings.edit : meanings.read;

function fileCall(meaning: Meaning, fields: { path: string }, place: Workplace): ToolCall {
  const path =
    place.cwd === null || fields.path.startsWith("/") ? fields.path : `${place.cwd}/${fields.path}`;
  return meantCall(meaning, { ...fields, path }, place);
}

function agentCall({ prompt, kind }: { prompt: string; kind?: string }, place: Workplace): ToolCall {
  const tool = findTool(meanings.agent.names, place.tools);
  if (tool === null && place.protocol === "openai")
    return functionCall(unknownTool(meanings.agent.usual.openai), { message: prompt });
  const kinds = meanings.agent.parameters.kind;
  const demanded = kinds.some((name) => listOf(tool?.schema["required"]).includes(name));
  const usual = place.protocol === "gemini" ? "generalist" : "general-purpose";
  const wanted = kind ?? (demanded ? usual : undefined);
  return meantCall(meanings.agent, { prompt, ...(wanted === undefined ? {} : { kind: wanted }) }, place);
}

function waitCall(place: Workplace): ToolCall {
  if (place.agents.length === 0) return shellCall("true", place);
  const tool = findTool(["wait_agent"], place.tools) ?? unknownTool("multi_agent_v1/wait_agent");
  return functionCall(tool, { targets: place.agents });
}

function shellCall(command: string, place: Workplace): ToolCall {
  const tool = findTool(meanings.shell.names, place.tools);
  const schema = objectOf(objectOf(tool?.schema["properties"])["command"]);
  if (tool !== null && schema["type"] === "array")
    return functionCall(tool, { command: ["bash", "-lc", command] });
  return meantCall(meanings.shell, { command }, place);
}

/** Codex reads with a shell and writes with patches, given as a freeform tool, a function or a shell command. */
function codexCall(op: FileOp, place: Workplace): ToolCall {
  if ("read" in op) return shellCall(`cat ${quoted(op.read.path)}`, place);
  const patch = patchOf(op);
  const tool = findTool(["apply_patch"], place.tools);
  if (tool !== null && !tool.freeform) return functionCall(tool, { input: patch });
  if (tool === null && findTool(meanings.shell.names, place.tools) !== null)
    return shellCall(`apply_patch <<'END_OF_PATCH'\n${patch}\nEND_OF_PATCH`, place);
  return { kind: "freeform", name: "apply_patch", input: patch };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function patchOf(op: Exclude<FileOp, { read: unknown }>): string {
  const hunk =
    "write" in op
      ? [`*** Add File: ${op.write.path}`, ...linesOf("+", op.write.text)]
      : [
          `*** Update File: ${op.edit.path}`,
          "@@",
          ...linesOf("-", op.edit.find),
          ...linesOf("+", op.edit.replace),
        ];
  return ["*** Begin Patch", ...hunk, "*** End Patch"].join("\n");
}

const linesOf = (sign: string, text: string): string[] =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${sign}${line}`);

function rawCall(
  { name, input }: { name: string; input: JsonObject },
  tools: readonly OfferedTool[],
): ToolCall {
  const tool =
    findTool([name], tools) ?? tools.find((each) => each.name.endsWith(`_${name}`)) ?? unknownTool(name);
  if (tool.freeform) return { kind: "freeform", name: tool.name, input: textOf(input["input"]) };
  return { kind: "function", name: tool.name, namespace: tool.namespace, input };
}

/** A name may have its namespace before it, as `multi_agent_v1/spawn_agent`. */
function unknownTool(whole: string): OfferedTool {
  const [name = whole, namespace = null] = whole.split("/").toReversed();
  return { name, freeform: false, schema: {}, namespace };
}

function meantCall(meaning: Meaning, fields: Readonly<Record<string, string>>, place: Workplace): ToolCall {
  const tool = findTool(meaning.names, place.tools) ?? unknownTool(meaning.usual[place.protocol]);
  const known = objectOf(tool.schema["properties"]);
  const input = Object.entries(fields).map(([field, value]): [string, string] => {
    const names = meaning.parameters[field] ?? [field];
    return [names.find((name) => name in known) ?? names[0] ?? field, value];
  });
  return functionCall(tool, Object.fromEntries(input));
}

/** Adds what the schema demands beyond the meaning, as Claude's `description`; an agent is waited for. */
function functionCall(tool: OfferedTool, input: JsonObject): ToolCall {
  const properties = objectOf(tool.schema["properties"]);
  const missing = listOf(tool.schema["required"])
    .map(String)
    .filter((name) => !(name in input));
  const demanded = Object.fromEntries(missing.map((name) => [name, smallest(properties[name])]));
  const waits = meanings.agent.names.includes(tool.name) && "run_in_background" in properties;
  const whole = { ...demanded, ...input, ...(waits ? { run_in_background: false } : {}) };
  return { kind: "function", name: tool.name, namespace: tool.namespace, input: whole };
}

function findTool(names: readonly string[], tools: readonly OfferedTool[]): OfferedTool | null {
  for (const name of names) {
    const tool = tools.find((each) => each.name === name);
    if (tool !== undefined) return tool;
  }
  return null;
}
