/**
 * A small process that starts others for the engine. Starting one costs as much as the starter is large, and
 * the engine with its embedded database is large. When the engine goes away, what was started here is ended.
 */
import { gitHere } from "../git.ts";
import { processHere } from "../process.ts";
import type { Reply, Request, Task } from "./task.ts";

const underWay = new Map<number, AbortController>();

process.on("message", (request: Request) => {
  if ("abort" in request) underWay.get(request.id)?.abort();
  else void answer(request.id, request.task);
});

process.on("disconnect", () => {
  for (const abort of underWay.values()) abort.abort();
  void Promise.allSettled(deeds).then(() => process.exit(0));
});

const deeds = new Set<Promise<unknown>>();

async function answer(id: number, task: Task): Promise<void> {
  const abort = new AbortController();
  underWay.set(id, abort);
  const deed = carryOut(task, abort.signal);
  deeds.add(deed);
  const reply = await deed.then(
    (value): Reply => ({ id, value }),
    (error: unknown): Reply => ({ id, failure: error instanceof Error ? error.message : String(error) }),
  );
  deeds.delete(deed);
  underWay.delete(id);
  if (process.connected) process.send?.(reply);
}

function carryOut(task: Task, signal: AbortSignal): Promise<unknown> {
  return task.kind === "git" ? gitHere(task.args, task.call) : processHere({ ...task.call, signal });
}
