import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AgentEnd, AgentEvent, Assignment } from "../../core/agent.ts";
import { trace } from "../../workspace/trace.ts";
import { EventsFile, Waker } from "./events-file.ts";
import { hostFiles, readHost, taken, writeAssignment } from "./files.ts";
import { isAlive } from "./identity.ts";
import { end } from "./reap.ts";

export interface HostCall {
  /** The attempt's own folder; what is in it says what has happened so far. */
  directory: string;
  assignment: Assignment;
  /** The agent's whole environment. */
  environment: Record<string, string>;
  /** Ends the agent, within two seconds. */
  signal: AbortSignal;
  onEvent(event: AgentEvent): void;
}

/** The host is gone and never said how the turn ended: the machine went down, or somebody killed it. */
export class HostLost extends Error {
  override readonly name = "HostLost";
}

/**
 * Follow an attempt's agent to its end. The first call starts a host; a later one, after a crash of the engine,
 * joins the host that is at work or reads what it left. Events are told from the first one on.
 */
export async function runHosted(call: HostCall): Promise<AgentEnd> {
  await mkdir(call.directory, { recursive: true, mode: 0o700 });
  const waker = new Waker(call.directory);
  const onAbort = (): void => waker.ring();
  call.signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await follow(call, waker);
  } finally {
    call.signal.removeEventListener("abort", onAbort);
    waker.close();
  }
}

async function follow(call: HostCall, waker: Waker): Promise<AgentEnd> {
  const events = new EventsFile(hostFiles(call.directory).events);
  const stage = new Stage();
  const child = (await readHost(call.directory)) || call.signal.aborted ? null : await start(call, waker);
  for (;;) {
    // Asked before reading, so that the last words of a host that just died are read.
    const gone = await isGone(call.directory, child);
    for (const event of await events.more()) {
      stage.see(event);
      call.onEvent(event);
      if (event.type === "ended") return event.end;
    }
    if (call.signal.aborted) {
      await endAll(call.directory, child);
      return { kind: "interrupted" };
    }
    if (gone) return lost(call.directory, child);
    await waker.next();
  }
}

/** A host that has just been started is not known in the folder yet; it has begun nothing before it is. */
async function endAll(directory: string, child: ChildProcess | null): Promise<void> {
  await end(directory);
  if (child === null || !isRunning(child)) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  await end(directory);
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** A host that gave up by itself was ended by its agent; one that was killed, or found dead, had bad luck. */
async function lost(directory: string, child: ChildProcess | null): Promise<AgentEnd> {
  await end(directory);
  if (child === null) throw new HostLost("the agent's process was lost while no engine looked after it");
  if (child.signalCode) throw new HostLost(`the agent's process was ended with signal ${child.signalCode}`);
  const reason = `the agent's process ended with exit code ${child.exitCode} before its turn was over`;
  return { kind: "failed", fault: "agent", reason };
}

async function isGone(directory: string, child: ChildProcess | null): Promise<boolean> {
  if (child !== null && isRunning(child)) return false;
  const facts = await readHost(directory);
  if (facts === null) return true;
  if (child !== null && child.exitCode !== taken && facts.pid === child.pid) return true;
  return !(await isAlive(facts));
}

async function start(call: HostCall, waker: Waker): Promise<ChildProcess> {
  await writeAssignment(call.directory, call.assignment);
  const child = spawn(process.execPath, [hostProgram(), call.directory], {
    cwd: call.directory,
    env: { ...call.environment, PHASEGATE_AGENT: randomUUID() },
    detached: true,
    stdio: "ignore",
  });
  child.once("exit", () => waker.ring());
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
  return child;
}

/** Node 20 runs no TypeScript: from the sources, tests start the built host. */
function hostProgram(): string {
  const here = fileURLToPath(import.meta.url);
  return here
    .replace(/\bsrc([\\/]engine[\\/]agent-host[\\/])follow\.ts$/, "dist$1follow.js")
    .replace(/follow\.js$/, "host.js");
}

/** Tells benchmarks how long the host took to start, and how long its agent was at work. */
class Stage {
  private since = performance.now();

  see({ type }: AgentEvent): void {
    if (type !== "session.started" && type !== "ended") return;
    trace(type === "ended" ? "agent" : "start", this.since);
    this.since = performance.now();
  }
}
