/**
 * The agent host: a detached process that carries out one turn of one agent and outlives the engine.
 * `node host.js DIRECTORY` reads assignment.json, writes every event to events.jsonl as it happens, and leaves
 * no process of the agent behind. SIGTERM interrupts the turn.
 */
import { appendFileSync, closeSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { AgentEvent, Assignment } from "../../core/agent.ts";
import { runtimeNamed } from "../../runtimes/registry.ts";
import { turn } from "../../runtimes/turn.ts";
import { sweep } from "../../workspace/process.ts";
import { type HostFacts, hostFiles, readAssignment, taken } from "./files.ts";
import { selfIdentity } from "./identity.ts";

async function main(directory: string): Promise<void> {
  const marker = process.env["PHASEGATE_AGENT"] ?? "";
  if (!claimed(directory, { ...(await selfIdentity()), marker: `PHASEGATE_AGENT=${marker}` }))
    process.exit(taken);
  const interruption = new AbortController();
  process.on("SIGTERM", () => interruption.abort());
  process.on("SIGHUP", () => undefined); // the terminal that the engine was started in is closed
  const file = openSync(hostFiles(directory).events, "a", 0o600);
  for await (const event of turnOf(await readAssignment(directory), interruption.signal)) {
    if (event.type === "ended") await sweep(`PHASEGATE_AGENT=${marker}`);
    appendFileSync(file, `${JSON.stringify(event)}\n`);
    if (event.type === "ended") fsyncSync(file);
  }
  closeSync(file);
  process.exit(0);
}

/** Of two hosts for one attempt only one gets its name into the folder, and whole. */
function claimed(directory: string, facts: HostFacts): boolean {
  const { host } = hostFiles(directory);
  const draft = `${host}.${facts.pid}`;
  writeFileSync(draft, JSON.stringify(facts), { mode: 0o600 });
  try {
    linkSync(draft, host);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The events of the turn; a runtime that cannot even be loaded ends it too. */
async function* turnOf(assignment: Assignment, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  try {
    yield* turn(await runtimeNamed(assignment.runtime.name), assignment, signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield {
      type: "ended",
      end: { kind: "failed", fault: "agent", reason: `the runtime failed: ${reason}` },
    };
  }
}

await main(process.argv[2] ?? ".");
