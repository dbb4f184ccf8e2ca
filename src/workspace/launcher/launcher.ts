import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Reply, Request, Task } from "./task.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

let isOn = false;

/** From now on this process has others started for it; from the sources, where there is no built worker, it does not. */
export function useLauncher(): void {
  isOn = import.meta.url.endsWith(".js");
}

export const isLaunching = (): boolean => isOn;

const waiting = new Map<number, Waiting>();
let worker: ChildProcess | null = null;
let last = 0;

/** Have the worker do a task; rejects when it cannot be done or the worker is lost. */
export function launch(task: Task, signal?: AbortSignal): Promise<unknown> {
  const id = ++last;
  const to = workerProcess();
  const onAbort = (): void => send(to, { id, abort: true });
  return new Promise<unknown>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    keepAlive(to);
    send(to, { id, task });
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
  }).finally(() => {
    signal?.removeEventListener("abort", onAbort);
    waiting.delete(id);
    keepAlive(to);
  });
}

/** Detached, so that Ctrl-C in the terminal reaches the engine alone, and the engine decides. */
function workerProcess(): ChildProcess {
  if (worker?.connected) return worker;
  const file = fileURLToPath(new URL("worker.js", import.meta.url));
  const child = fork(file, {
    detached: true,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
  });
  child.on("message", (reply: Reply) => {
    const asked = waiting.get(reply.id);
    if ("value" in reply) asked?.resolve(reply.value);
    else asked?.reject(new Error(reply.failure));
  });
  child.once("error", lose);
  child.once("exit", () => lose(new Error("the process that starts others has ended")));
  worker = child;
  return child;
}

/** End the worker and what it still has under way. */
export async function closeLauncher(): Promise<void> {
  isOn = false;
  const child = worker;
  if (!child?.connected) return;
  child.ref();
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
}

function lose(error: Error): void {
  worker = null;
  for (const asked of waiting.values()) asked.reject(error);
}

function send(to: ChildProcess, request: Request): void {
  to.send(request, (error) => {
    if (error) waiting.get(request.id)?.reject(error);
  });
}

/** The worker keeps this process alive exactly while something is asked of it. */
function keepAlive(child: ChildProcess): void {
  if (waiting.size > 0) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
