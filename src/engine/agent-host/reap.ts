import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { takeLoginsBack } from "../../runtimes/login.ts";
import { sweep } from "../../workspace/process.ts";
import { readHost } from "./files.ts";
import { isAlive } from "./identity.ts";

/** How long a host may take to end its agent itself. */
const graceMs = 1_000;

/** End the host of an attempt and everything that its agent started; nothing of it is alive afterwards. */
export async function end(directory: string): Promise<void> {
  const host = await readHost(directory);
  if (host === null) return;
  if (await isAlive(host)) {
    signal(host.pid, "SIGTERM");
    for (let waited = 0; waited < graceMs && (await isAlive(host)); waited += 20) await delay(20);
    if (await isAlive(host)) signal(host.pid, "SIGKILL");
  }
  await sweep(host.marker);
}

/** End every agent of a run, at once, and leave no login with them. */
export async function reap(runRoot: string): Promise<void> {
  const steps = path.join(runRoot, "steps");
  const attempts = (await readdir(steps, { recursive: false }).catch(() => [])).map(async (step) => {
    const names = await readdir(path.join(steps, step)).catch(() => []);
    return names.filter((name) => name.startsWith("attempt-")).map((name) => path.join(steps, step, name));
  });
  await Promise.all((await Promise.all(attempts)).flat().map(end));
  await takeLoginsBack(path.join(runRoot, "sessions"));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}
