import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentEvent } from "../../src/core/agent.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import type { Conversation } from "./conversations.ts";
import type { Entry } from "./tidy.ts";

/** A conversation as a real program had it, and what the adapter made of it. */
export interface Recording {
  of: Conversation;
  entries: Entry[];
  events: AgentEvent[];
}

/** Asked here, for arrangements with real programs take all variables away that they do not know. */
export const isUpdating = process.env["UPDATE_RECORDINGS"] === "1";

export const folder = path.dirname(fileURLToPath(import.meta.url));

export const fileOf = ({ name: runtime }: Runtime, { name }: Conversation): string =>
  path.join(folder, runtime, `${name.replaceAll(" ", "-")}.jsonl`);

type Line = Entry | { of: Conversation } | { event: AgentEvent };

export async function readRecording(file: string): Promise<Recording> {
  const lines = parseLines(await readFile(file, "utf8")) as Line[];
  const [of] = lines.flatMap((line) => ("of" in line ? [line.of] : []));
  if (!of) throw new Error(`${file} does not say what it is a recording of`);
  return {
    of,
    entries: lines.flatMap((line) => ("of" in line || "event" in line ? [] : [line])),
    events: lines.flatMap((line) => ("event" in line ? [line.event] : [])),
  };
}

export async function writeRecording(file: string, { of, entries, events }: Recording): Promise<void> {
  const lines: Line[] = [{ of }, ...entries, ...events.map((event) => ({ event }))];
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** Values of lines of JSON. */
export const parseLines = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
