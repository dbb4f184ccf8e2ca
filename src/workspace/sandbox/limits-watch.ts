import { readdir, readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

/** What a process and all that it starts may use together. */
export interface ProcessLimits {
  memoryMb?: number | undefined;
  processes?: number | undefined;
}

/** The same with nothing left open. */
export interface Limits {
  memoryMb: number;
  processes: number;
}

export const defaultLimits = (): Limits => ({
  memoryMb: Math.min(8 * 1024, Math.floor((totalmem() / 1024 ** 2) * 0.75)),
  processes: 512,
});

export interface LimitsWatch {
  /** Says which limit was broken; stays open when none is. */
  exceeded: Promise<string>;
  stop(): void;
}

const everyMs = 200;

/** Look now and then at a namespace's processes, from its first one on. Does not end anything itself. */
export function watchLimits(first: Promise<number | null>, limits: Limits): LimitsWatch {
  const ending = new AbortController();
  const exceeded = new Promise<string>((resolve) => {
    void watch(first, limits, ending.signal).then((problem) =>
      problem === null ? undefined : resolve(problem),
    );
  });
  return { exceeded, stop: () => ending.abort() };
}

async function watch(
  first: Promise<number | null>,
  limits: Limits,
  signal: AbortSignal,
): Promise<string | null> {
  const pid = await first;
  if (pid === null) return null;
  while (await waited(signal)) {
    const problem = await problemOf(pid, limits);
    if (problem !== null) return problem;
  }
  return null;
}

/** False when there is no need to wait any more. */
const waited = (signal: AbortSignal): Promise<boolean> => delay(everyMs, true, { signal }).catch(() => false);

async function problemOf(first: number, limits: Limits): Promise<string | null> {
  const pids = await familyOf(first);
  if (pids.length > limits.processes) return `ended: it had more than ${limits.processes} processes`;
  const most = limits.memoryMb * 1024;
  if ((await sumOf(pids, residentKb)) <= most || (await sumOf(pids, ownKb)) <= most) return null;
  return `ended: it used more than ${limits.memoryMb} MB of memory`;
}

/** The process and all that descend from it: whoever loses its parent gets the first process as parent. */
async function familyOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "latin1").catch(() => "")),
  );
  const children = lists.flatMap((list) => list.split(" ").filter((name) => name !== "")).map(Number);
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()];
}

async function sumOf(pids: readonly number[], kbOf: (pid: number) => Promise<number>): Promise<number> {
  const all = await Promise.all(pids.map(kbOf));
  return all.reduce((sum, each) => sum + each, 0);
}

/** Cheap to ask, but counts what processes share once for each. */
const residentKb = (pid: number): Promise<number> => fieldKb(`/proc/${pid}/status`, "VmRSS");

/** What is shared is divided among those who share it. */
async function ownKb(pid: number): Promise<number> {
  const own = await fieldKb(`/proc/${pid}/smaps_rollup`, "Pss");
  return own > 0 ? own : fieldKb(`/proc/${pid}/status`, "RssAnon");
}

async function fieldKb(file: string, name: string): Promise<number> {
  const text = await readFile(file, "latin1").catch(() => "");
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? 0);
}
