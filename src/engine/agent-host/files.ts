import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Assignment } from "../../core/agent.ts";
import type { ProcessIdentity } from "./identity.ts";

/** Who hosts an attempt's agent, and the variable that all its processes carry. */
export interface HostFacts extends ProcessIdentity {
  marker: string;
}

/** What a host reads and writes in the folder of its attempt. */
export const hostFiles = (directory: string) => ({
  assignment: path.join(directory, "assignment.json"),
  host: path.join(directory, "host.json"),
  events: path.join(directory, "events.jsonl"),
});

/** The exit code of a host that finds another one at work on its attempt. */
export const taken = 75;

export async function readHost(directory: string): Promise<HostFacts | null> {
  const text = await readFile(hostFiles(directory).host, "utf8").catch(() => null);
  if (text === null || text === "") return null;
  return JSON.parse(text) as HostFacts;
}

export async function readAssignment(directory: string): Promise<Assignment> {
  return JSON.parse(await readFile(hostFiles(directory).assignment, "utf8")) as Assignment;
}

/** Never seen half-written. */
export async function writeAssignment(directory: string, assignment: Assignment): Promise<void> {
  const { assignment: file } = hostFiles(directory);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(assignment), { mode: 0o600 });
  await rename(draft, file);
}
