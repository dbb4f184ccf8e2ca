import { oneLine } from "../events.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../loose.ts";
import type { Call } from "../permission.ts";

/** A tool call as an agent tells it, in its parts or as a whole. */
export interface ToolCall {
  id: string;
  kind: string;
  title: string;
  /** As the agent names them. */
  paths: string[];
  /** Of a shell; empty when it does not tell. */
  command: string;
  hasDiff: boolean;
}

/** What is not told is empty. */
export function toolCallOf(value: unknown): ToolCall {
  const call = fieldsOf(value);
  const input = fieldsOf(call["rawInput"]);
  const diffs = listOf(call["content"])
    .map(fieldsOf)
    .filter((part) => part["type"] === "diff");
  const locations = listOf(call["locations"]).map(fieldsOf);
  const named = [...diffs, ...locations].map((part) => textOf(part["path"]));
  return {
    id: textOf(call["toolCallId"]),
    kind: textOf(call["kind"]),
    title: textOf(call["title"]),
    paths: [...new Set([...named, ...pathsIn(input)].filter((path) => path !== ""))],
    command: commandIn(input),
    hasDiff: diffs.length > 0,
  };
}

const pathFields = [
  "path",
  "file_path",
  "filePath",
  "filepath",
  "absolute_path",
  "abs_path",
  "notebook_path",
];

function pathsIn(input: Fields): string[] {
  const single = pathFields.map((name) => textOf(input[name]));
  const changes = Object.keys(fieldsOf(input["changes"])); // Codex names its files as fields
  return [...single, ...changes];
}

function commandIn({ command }: Fields): string {
  return typeof command === "string" ? command : listOf(command).map(textOf).join(" ");
}

/** Everything that a call would do; all of it must be allowed. What nobody knows is `other`. */
export function callsOf(call: ToolCall): Call[] {
  const kind = call.hasDiff ? "edit" : call.kind;
  const at = (does: Call["kind"]): Call[] =>
    call.paths.map((path) => ({ kind: does, tool: nameOf(call), path }));
  const other: Call = { kind: "other", tool: nameOf(call) };
  switch (kind) {
    case "edit":
    case "move":
      return call.paths.length > 0 ? at("write") : [other];
    case "delete":
      return call.paths.length > 0 ? at("delete") : [other];
    case "execute":
      return [{ kind: "shell", tool: nameOf(call) }];
    case "read":
      return call.paths.length > 0 ? at("read") : [other];
    case "search":
      return call.paths.length > 0 ? at("read") : [isOfTheWeb(call) ? other : { ...other, kind: "read" }];
    default:
      return [other];
  }
}

/** Agents call a search on the web a search, too. */
const isOfTheWeb = ({ title }: ToolCall): boolean => /\bweb\b|https?:/i.test(title);

/** ACP has no names of tools, only kinds; a title says more where the kind says nothing. */
export const nameOf = ({ kind, title }: ToolCall): string =>
  kind === "" || kind === "other" ? title.slice(0, 80) || "a tool" : kind;

/** One line that says what it is about: a command, or paths relative to the tree. */
export function summaryOf(call: ToolCall, tree: string): string {
  const paths = call.paths.map((path) => (path.startsWith(`${tree}/`) ? path.slice(tree.length + 1) : path));
  const said = call.kind === "execute" ? call.command || call.title : paths.join(", ") || call.title;
  return oneLine(said);
}
