import { DBOS } from "@dbos-inc/dbos-sdk";
import type { EngineContext } from "./context.ts";
import type { EngineDatabase } from "./database/open-database.ts";
import { attemptQueue, deliveryId, startDelivery, useContext } from "./deliver.ts";
import { dispatched, knowQueue } from "./dispatch.ts";

/** Names this product's workflows in the database; a change of their order of steps is patched, never renamed. */
const applicationVersion = "deliver-1";

/** Agents at work at once on one machine. */
const workerConcurrency = 8;

/** Durable workflows under way in this process. */
export interface Deliveries {
  /** Nothing happens when this generation is under way. */
  start(run: string, generation: number): Promise<void>;
  /** Resolves when this generation does no more work. */
  ended(run: string, generation: number): Promise<void>;
  close(): Promise<void>;
}

/** Begin to carry out workflows; what a dead engine of the same name left under way goes on. */
export async function launchDeliveries(
  context: EngineContext,
  database: EngineDatabase,
): Promise<Deliveries> {
  useContext(context);
  DBOS.setConfig({
    name: "phasegate",
    applicationVersion,
    enablePatching: true,
    logLevel: process.env["PHASEGATE_DEBUG"] ? "debug" : "error",
    systemDatabaseUrl: database.url,
    systemDatabasePool: database.pool,
    useListenNotify: database.kind === "server",
    executorID: context.executor,
  });
  await DBOS.launch();
  const options = { workerConcurrency, minPollingIntervalMs: 1_000, onConflict: "always_update" } as const;
  knowQueue(await DBOS.registerQueue(attemptQueue(), options));
  return {
    start: startDelivery,
    async ended(run, generation) {
      const handle = DBOS.retrieveWorkflow(deliveryId(run, generation));
      await handle.getResult({ pollingIntervalMs: 50 }).catch(() => undefined);
    },
    async close() {
      await dispatched();
      await DBOS.shutdown();
      useContext(null);
    },
  };
}
