import type { RunStatus } from "../core/status.ts";
import type { Engine } from "../engine/engine.ts";
import type { Environment } from "./environment.ts";
import { homeOf } from "./home.ts";

/** Do something with the engine and give it free again, whatever happens. */
export async function withEngine<T>(
  environment: Environment,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await environment.openEngine(homeOf(environment));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Find a run with an engine that stays open for what follows; closed when there is no such run. */
export async function openFor(
  environment: Environment,
  find: (engine: Engine) => Promise<RunStatus>,
): Promise<{ engine: Engine; status: RunStatus }> {
  const engine = await environment.openEngine(homeOf(environment));
  try {
    return { engine, status: await find(engine) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
