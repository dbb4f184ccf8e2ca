import type { DBOSExecutor as Executor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { wfQueueRunner, type WorkflowQueue } from "@dbos-inc/dbos-sdk/internal/wfqueue";

/** What DBOS does at each poll of a queue; done at once here, its poll remains for what other machines enqueue. */
interface Poller {
  pollQueue(executor: Executor, queue: WorkflowQueue): Promise<boolean>;
}

let pending: Promise<unknown> = Promise.resolve();

/** Take what is waiting on the queue now, without waiting for the next poll. Never throws: the poll is the fallback. */
export function dispatchNow(name: string): void {
  const executor = DBOSExecutor.globalInstance;
  if (!executor) return;
  const queue = queues.get(name);
  if (!queue) return;
  pending = pending
    .then(() => (wfQueueRunner as unknown as Poller).pollQueue(executor, queue))
    .catch(() => undefined);
}

const queues = new Map<string, WorkflowQueue>();

/** Remember a registered queue for `dispatchNow`. */
export function knowQueue(queue: WorkflowQueue): void {
  queues.set(queue.name, queue);
}

/** Whether one of these workflows has ended, asked outside the record of the workflow that wants to know. */
export async function hasAnyEnded(ids: readonly string[]): Promise<boolean> {
  const statuses = await DBOSExecutor.globalInstance?.systemDatabase.getWorkflowStatuses([...ids]);
  return [...(statuses?.values() ?? [])].some(({ status }) => status !== "PENDING" && status !== "ENQUEUED");
}

/** Resolves when no dispatch is under way. */
export async function dispatched(): Promise<void> {
  await pending;
}
