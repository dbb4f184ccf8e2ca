import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** A program in a PID namespace of its own, which ends with the program. */
export interface Held {
  child: ChildProcessWithoutNullStreams;
  /** The first process of the namespace as this machine numbers it; null when it never came to be. */
  first: Promise<number | null>;
}

/**
 * Start `bwrap` with `args`. They go through a pipe: there may be more than a command line holds, and what is in it can
 * be read from within as /proc/1/cmdline.
 */
export function startHeld(
  args: readonly string[],
  command: readonly string[],
  env: Record<string, string>,
): Held {
  const child = spawn("bwrap", ["--args", "3", "--info-fd", "4", "--", ...command], {
    env,
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const given = child.stdio[3] as Writable;
  given.on("error", () => undefined); // it ended before it read them, and says why itself
  given.end(args.map((each) => `${each}\0`).join(""));
  const first = firstOf(child.stdio[4] as Readable);
  return { child: child as ChildProcessWithoutNullStreams, first };
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
export async function endHeld({ child, first }: Held): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  const pid = await first;
  if (pid === null) return;
  // The first process goes last: when it is gone, so is everybody in its namespace.
  for (;;) {
    const state = await stateOf(pid);
    if (state === null || state === "Z" || state === "X") return;
    await delay(2);
  }
}

async function stateOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  return text === null ? null : (text.slice(text.lastIndexOf(")") + 2)[0] ?? null);
}
