import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type Embedded, openHere, type Result } from "./embedded.ts";
import type { Answer, Question } from "./thread-messages.ts";

interface Waiting {
  resolve(result: Result | null): void;
  reject(error: Error): void;
}

/** Open the data directory on a thread of its own; from the sources, where no thread is built, in place. */
export function openDatabase(directory: string): Promise<Embedded> {
  return import.meta.url.endsWith(".js") ? DatabaseThread.open(directory) : openHere(directory);
}

class DatabaseThread implements Embedded {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private lost: Error | null = null;

  private constructor(directory: string) {
    this.worker = new Worker(fileURLToPath(new URL("thread.js", import.meta.url)), {
      workerData: { directory },
      execArgv: [],
    });
    this.worker.on("message", (answer: Answer) => this.hear(answer));
    this.worker.once("error", (error) => this.lose(error));
    this.worker.once("exit", () => this.lose(new Error("the database's thread has ended")));
  }

  static async open(directory: string): Promise<DatabaseThread> {
    const thread = new DatabaseThread(directory);
    await new Promise<Result | null>((resolve, reject) => thread.waiting.set(0, { resolve, reject }));
    thread.rest();
    return thread;
  }

  async run(text: string, parameters: readonly unknown[]): Promise<Result> {
    const result = await this.ask({ text, parameters });
    if (!result) throw new Error("the database's thread gave no result");
    return result;
  }

  async close(): Promise<void> {
    await this.ask(null);
    await this.worker.terminate();
  }

  private ask(query: Question["query"]): Promise<Result | null> {
    const { lost } = this;
    if (lost) return Promise.reject(lost);
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.worker.postMessage({ id, query } satisfies Question);
    });
  }

  private hear(answer: Answer): void {
    const asked = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    this.rest();
    if ("error" in answer)
      asked?.reject(Object.assign(new Error(String(answer.error["message"])), answer.error));
    else asked?.resolve(answer.result);
  }

  /** A database of which nothing is asked keeps no process alive. */
  private rest(): void {
    if (this.waiting.size === 0) this.worker.unref();
  }

  /** Postgres' own end, or the thread's: nothing can be written any more. */
  private lose(error: Error): void {
    this.lost ??= Object.assign(error, { code: "58030" });
    for (const asked of this.waiting.values()) asked.reject(this.lost);
    this.waiting.clear();
  }
}
