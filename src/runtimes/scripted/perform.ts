import { lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AgentEvent, Assignment } from "../../core/agent.ts";
import { runProcess } from "../../workspace/process.ts";
import { answered } from "../events.ts";
import { decide, permissionFor } from "../permission.ts";
import { Interrupted, pause } from "./pause.ts";
import type { Action } from "./scenario.ts";

export interface Performance {
  action: Action;
  id: string;
  assignment: Assignment;
  /** The scenario's folder. */
  directory: string;
  signal: AbortSignal;
}

type Shell = Extract<Action, { shell: unknown }>["shell"];

/** Do one action for real; what the role may not do is denied with the reason, and the agent goes on. */
export async function* perform(performance: Performance): AsyncGenerator<AgentEvent> {
  const { action, signal } = performance;
  if (signal.aborted) throw new Interrupted("interrupted");
  if ("think" in action) await pause(action.think.ms, signal);
  else if ("hang" in action) await pause(null, signal);
  else if ("crash" in action) await crash(action.crash, signal);
  else if ("read" in action) yield* read(performance, action.read.path);
  else if ("shell" in action) yield* shell(performance, action.shell);
  else if ("copy" in action) yield* copy(performance, action.copy);
  else yield* change(performance, await writtenBy(performance, action));
}

/** Ends this very process, as an agent that falls over does. */
async function crash(how: Extract<Action, { crash: unknown }>["crash"], signal: AbortSignal): Promise<void> {
  if ("code" in how) process.exit(how.code);
  process.removeAllListeners(how.signal);
  process.kill(process.pid, how.signal);
  await pause(null, signal);
}

async function* read({ id, assignment }: Performance, file: string): AsyncGenerator<AgentEvent> {
  yield { type: "tool.called", id, tool: "Read", summary: file };
  const text = await readFile(path.join(assignment.tree, file), "utf8").catch(() => null);
  yield {
    type: "tool.ended",
    id,
    ok: text !== null,
    output: text === null ? `there is no ${file}` : `${text.length} characters`,
  };
}

async function* shell(
  { id, assignment, signal }: Performance,
  { run, ms, expect }: Shell,
): AsyncGenerator<AgentEvent> {
  const summary = run.join(" ");
  yield { type: "tool.called", id, tool: "Bash", summary };
  const permission = decide(assignment.policy, { kind: "shell", tool: "Bash" });
  yield { type: "permission.asked", id, tool: "Bash", summary };
  yield answered(id, "Bash", permission);
  if (!permission.allowed) return;
  if (ms) await pause(ms, signal);
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const result = await runProcess({ command: run, cwd: assignment.tree, env, timeoutMs: 600_000, signal });
  if (signal.aborted) throw new Interrupted("interrupted");
  yield { type: "tool.ended", id, ok: result.exitCode === (expect ?? 0), output: result.outputTail };
}

/** A change that is to be made; null content deletes, null altogether cannot be made. */
interface Written {
  tool: string;
  path: string;
  content: string | Buffer | null;
  problem?: string;
}

async function writtenBy({ assignment, directory }: Performance, action: Action): Promise<Written> {
  if ("write" in action) {
    const { write } = action;
    const content = "text" in write ? write.text : await readFile(path.resolve(directory, write.file));
    return { tool: "Write", path: write.path, content };
  }
  if ("edit" in action) {
    const { path: file, find, replace } = action.edit;
    const text = await readFile(path.join(assignment.tree, file), "utf8").catch(() => null);
    if (text === null || !text.includes(find))
      return {
        tool: "Edit",
        path: file,
        content: null,
        problem: `${file} does not hold what is to be replaced`,
      };
    return { tool: "Edit", path: file, content: text.replace(find, () => replace) };
  }
  if ("delete" in action) return { tool: "Delete", path: action.delete.path, content: null };
  throw new Error(`no file is written by ${Object.keys(action).join()}`);
}

async function* change({ id, assignment }: Performance, written: Written): AsyncGenerator<AgentEvent> {
  yield { type: "tool.called", id, tool: written.tool, summary: written.path };
  const kind = written.content === null ? "delete" : "write";
  const permission = await permissionFor(assignment, { kind, tool: written.tool, path: written.path });
  yield { type: "permission.asked", id, tool: written.tool, summary: written.path };
  yield answered(id, written.tool, permission);
  if (!permission.allowed) return;
  if (written.problem === undefined) await put(path.join(assignment.tree, written.path), written.content);
  yield { type: "tool.ended", id, ok: written.problem === undefined, output: written.problem ?? "" };
}

async function put(file: string, content: string | Buffer | null): Promise<void> {
  if (content === null) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function* copy(
  performance: Performance,
  call: Extract<Action, { copy: unknown }>["copy"],
): AsyncGenerator<AgentEvent> {
  const source = path.resolve(performance.directory, call.from);
  const files = (await lstat(source)).isDirectory() ? await filesBelow(source) : [""];
  for (const [index, file] of files.entries()) {
    if (call.ms) await pause(call.ms, performance.signal);
    const content = await readFile(path.join(source, file));
    const target = path.posix.join(call.to, file.split(path.sep).join("/"));
    yield* change(
      { ...performance, id: `${performance.id}.${index}` },
      { tool: "Write", path: target, content },
    );
  }
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}
