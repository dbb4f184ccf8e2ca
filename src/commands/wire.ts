import { homedir, userInfo } from "node:os";
import type { Engine } from "../engine/engine.ts";
import type { Environment, Screen } from "./environment.ts";

/** Runtimes by name, each with what checks the file that its runs are given. */
export const runtimes: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  scripted: async (file) => (await import("../runtimes/scripted/scenario.ts")).checkScenario(file),
};

/** The engine on this machine's state: as its owner, or through the process that owns it. */
export async function engineFor(environment: Pick<Environment, "variables">, home: string): Promise<Engine> {
  const { openEngine } = await import("../engine/open.ts");
  const databaseUrl = environment.variables["PHASEGATE_DATABASE_URL"];
  return openEngine({ home, ...(databaseUrl ? { databaseUrl } : {}) });
}

/** The real world: this process, its terminal and its clock. */
export function processEnvironment(): Environment {
  const variables = process.env;
  return {
    cwd: process.cwd(),
    variables,
    platform: process.platform,
    userHome: homedir(),
    userName: userInfo().username,
    out: screenOf(process.stdout),
    error: screenOf(process.stderr),
    now: () => new Date(),
    random: () => Math.random(),
    openEngine: (home) => engineFor({ variables }, home),
    onInterrupt,
  };
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  // A reader that has gone away (`phasegate list | head`) is no reason to end a run.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || 80;
    },
  };
}

function onInterrupt(listener: () => void): () => void {
  let times = 0;
  const hear = () => {
    if (++times > 1) process.exit(130);
    listener();
  };
  process.on("SIGINT", hear).on("SIGTERM", hear);
  return () => void process.off("SIGINT", hear).off("SIGTERM", hear);
}
