import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

/** A process by its number and the time at which it started: numbers are used again. */
export interface ProcessIdentity {
  pid: number;
  startTime: string;
}

export async function selfIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, startTime: (await startTimeOf(process.pid)) ?? "" };
}

/** Whether exactly this process is still alive; a zombie is not. */
export async function isAlive({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  return pid > 0 && startTime !== "" && (await startTimeOf(pid)) === startTime;
}

/** Null when there is no such living process. */
export async function startTimeOf(pid: number): Promise<string | null> {
  return process.platform === "linux" ? linuxStartTime(pid) : portableStartTime(pid);
}

/** Ticks since boot, with the boot's own id: a restart of the machine ends every process. */
async function linuxStartTime(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name may hold spaces and brackets; the fields behind it cannot.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", ticks = ""] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return null;
  return `${await bootId()}/${ticks}`;
}

let boot: Promise<string> | null = null;

function bootId(): Promise<string> {
  boot ??= readFile("/proc/sys/kernel/random/boot_id", "utf8").then(
    (text) => text.trim(),
    () => "",
  );
  return boot;
}

function portableStartTime(pid: number): Promise<string | null> {
  const options = { env: { ...process.env, LC_ALL: "C" } };
  return new Promise((resolve) => {
    execFile("ps", ["-o", "stat=,lstart=", "-p", String(pid)], options, (error, stdout) => {
      const [state = "", ...start] = stdout.trim().split(/\s+/);
      resolve(error || state.startsWith("Z") ? null : start.join(" "));
    });
  });
}
