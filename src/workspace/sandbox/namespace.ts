import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  spawn,
  type StdioOptions,
} from "node:child_process";
import { openSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { callFilter } from "./seccomp.ts";

/** A program in a PID namespace of its own, which ends with the program. */
export interface Held {
  child: ChildProcessWithoutNullStreams;
  /** The first process of the namespace as this machine numbers it; null when it never came to be. */
  first: Promise<number | null>;
  /** Fulfilled when nobody of the namespace is alive. */
  gone: Promise<void>;
}

interface Start {
  /** Where `bwrap` is; never looked for on the PATH of `env`, on which a confined process may have put another. */
  program: string;
  /** Arguments of `bwrap`. */
  args: readonly string[];
  command: readonly string[];
  env: Record<string, string>;
  stdin?: "ignore";
}

/**
 * Start `bwrap`. Its arguments go through a pipe: there may be more than a command line holds, and what is in it can
 * be read from within as /proc/1/cmdline.
 */
export function startHeld({ program, args, command, env, stdin }: Start): Held {
  const filter = callFilter(process.arch);
  const seccomp = filter === null ? [] : ["--seccomp", "5"];
  const child = spawn(program, ["--args", "3", "--info-fd", "4", ...seccomp, "--", ...command], {
    env,
    cwd: "/",
    stdio: closed([stdin ?? "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"]),
    detached: true,
  });
  give(child.stdio[3] as Writable, args.map((each) => `${each}\0`).join(""));
  give((child as { stdio: readonly unknown[] }).stdio[5] as Writable, filter ?? "");
  const first = firstOf(child.stdio[4] as Readable);
  forwardSignals(child, first);
  return { child: child as ChildProcessWithoutNullStreams, first, gone: goneWith(child, first) };
}

/** The first process goes last: when it is gone, so is everybody in its namespace. */
async function goneWith(child: ChildProcess, first: Promise<number | null>): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const pid = await first;
  if (pid === null) return;
  // Asked right after the end, so that the number cannot have gone to another process meanwhile.
  while (await isRunning(pid)) await delay(2);
}

/** What would only end `bwrap` itself, and with it everything at once, is told to the program. */
function forwardSignals(child: ChildProcess, first: Promise<number | null>): void {
  const killOuter = child.kill.bind(child);
  child.kill = (signal) => {
    if (signal === "SIGKILL" || signal === 9 || signal === 0 || child.exitCode !== null)
      return killOuter(signal);
    void tell(first, signal ?? "SIGTERM").then((isTold) => isTold || killOuter(signal));
    return true;
  };
}

async function tell(first: Promise<number | null>, signal: NodeJS.Signals | number): Promise<boolean> {
  const pid = await first;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => "");
  const program = Number.parseInt(children, 10);
  try {
    return program > 0 && process.kill(program, signal);
  } catch {
    return false;
  }
}

let inherited: readonly number[] | null = null;
let nothing: number | null = null;

/**
 * Whoever started this process may have left it open files, which would go on to every program that it starts and lead
 * out of any place: these are given /dev/null instead.
 */
function closed(streams: readonly StdioPipeNamed[]): StdioOptions {
  inherited ??= inheritedFiles();
  const all: (StdioPipeNamed | number)[] = [...streams];
  for (const file of inherited) {
    while (all.length < file) all.push("ignore");
    nothing ??= openSync("/dev/null", "r");
    if (file >= streams.length) all[file] = nothing;
  }
  return all;
}

type StdioPipeNamed = "pipe" | "ignore";

/** Open files beyond the standard streams that a started program would have too (without O_CLOEXEC). */
function inheritedFiles(): number[] {
  const files = readdirSync("/proc/self/fd").map(Number);
  return files.filter((file) => file > 2 && isInherited(file)).sort((one, other) => one - other);
}

function isInherited(file: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, "latin1"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 0o2000000) === 0;
  } catch {
    return false; // it was this look's own
  }
}

function give(to: Writable, what: string | Buffer): void {
  to.on("error", () => undefined); // it ended before it read this, and says why itself
  to.end(what);
}

async function firstOf(info: Readable): Promise<number | null> {
  let text = "";
  try {
    for await (const chunk of info) text += String(chunk);
    const pid = (JSON.parse(text) as Record<string, unknown>)["child-pid"];
    return typeof pid === "number" ? pid : null;
  } catch {
    return null;
  }
}

/** End the program with everything that it started; nothing of it is alive afterwards. */
export async function endHeld({ child, gone }: Held): Promise<void> {
  child.kill("SIGKILL");
  await gone;
}

async function isRunning(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  const state = text?.slice(text.lastIndexOf(")") + 2)[0];
  return state !== undefined && !["Z", "X"].includes(state);
}
