import path from "node:path";
import { oneLine } from "../events.ts";
import { type Fields, textOf } from "../loose.ts";
import type { Call } from "../permission.ts";

/** What a tool of Claude Code does, in the words of every runtime; `outside` maps a path that the agent names. */
export function callOf(tool: string, input: Fields, outside: (file: string) => string): Call {
  const at = (file: string): string | undefined => (file === "" ? undefined : outside(file));
  switch (tool) {
    case "Read":
      return { kind: "read", tool, path: at(textOf(input["file_path"])) };
    case "Grep":
      return { kind: "read", tool, path: at(textOf(input["path"])) };
    case "Glob":
      return { kind: "read", tool, path: at(globbed(textOf(input["path"]), textOf(input["pattern"]))) };
    case "Edit":
    case "Write":
      return { kind: "write", tool, path: at(textOf(input["file_path"])) };
    case "Bash":
      return { kind: "shell", tool };
    default:
      return { kind: "other", tool };
  }
}

/** The folder that a pattern searches: its part before the first wildcard, unless it climbs after that. */
function globbed(folder: string, pattern: string): string {
  const names = pattern.split("/");
  const wild = names.findIndex((name) => /[*?[{]/.test(name));
  const plain = names.slice(0, wild === -1 ? names.length : wild).join("/");
  const climbs = wild !== -1 && /(^|[/{,])\.\.([/,}]|$)/.test(names.slice(wild).join("/"));
  if (climbs) return "..";
  if (pattern.startsWith("/")) return plain === "" ? "/" : plain;
  return plain.startsWith("~") ? plain : path.posix.join(folder, plain);
}

/** One line: the command, the path within `tree`, or what else the call is about. */
export function summaryOf(input: Fields, tree: string): string {
  const known = [input["command"], input["file_path"], input["pattern"], input["path"]];
  const about = [...known, ...Object.values(input)].map(textOf).find((text) => text !== "") ?? "";
  return oneLine(about.replaceAll(`${tree}/`, ""));
}
