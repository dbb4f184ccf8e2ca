/** Embedded Postgres on a thread of its own, so that the engine goes on while it works and waits for the disk. */
import { parentPort, workerData } from "node:worker_threads";
import { openHere } from "./embedded.ts";
import type { Answer, Question } from "./thread-messages.ts";

const port = parentPort;
if (!port) throw new Error("thread.js runs as a worker thread");
const database = await openHere((workerData as { directory: string }).directory);
port.postMessage({ id: 0, result: null } satisfies Answer);
port.on("message", (question: Question) => {
  void answer(question).then((reply) => port.postMessage(reply));
});

async function answer({ id, query }: Question): Promise<Answer> {
  try {
    if (query) return { id, result: await database.run(query.text, query.parameters) };
    await database.close();
    return { id, result: null };
  } catch (error) {
    const fields = Object.fromEntries(
      Object.entries(error as object).filter(([, value]) => typeof value !== "object"),
    );
    return { id, error: { ...fields, message: error instanceof Error ? error.message : String(error) } };
  }
}
