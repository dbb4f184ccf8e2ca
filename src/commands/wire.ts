import { createHash } from "node:crypto";
import { homedir, userInfo } from "node:os";
import path from "node:path";
import { isatty } from "node:tty";
import type { Candidate } from "../core/casting.ts";
import type { Settings } from "../core/settings.ts";
import type { Engine } from "../engine/engine.ts";
import type { Forge } from "../forge/forge.ts";
import type { Environment, Screen } from "./environment.ts";
import { pollMsOf } from "./poll.ts";

/** Runtimes that play a file instead of a model, each with what checks it. */
export const runtimes: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  scripted: async (file) => (await import("../runtimes/scripted/scenario.ts")).checkScenario(file),
};

/** Every runtime that drives a model, as it was found on this machine. */
export async function runtimesHere(
  settings: Settings,
  { variables, userHome }: Pick<Environment, "variables" | "userHome">,
): Promise<Candidate[]> {
  const { candidates } = await import("../runtimes/candidates.ts");
  return candidates(settings, { variables, userHome });
}

/** The engine on this machine's state: as its owner, or through the process that owns it. */
export async function engineFor(
  { variables, token }: Pick<Environment, "variables"> & { token?: string | undefined },
  home: string,
): Promise<Engine> {
  const { openEngine } = await import("../engine/open.ts");
  const pollMs = pollMsOf({ variables });
  return openEngine({
    home,
    databaseUrl: variables["PHASEGATE_DATABASE_URL"] || null,
    now: () => new Date(),
    checkTimeoutMs: 30 * 60_000,
    pollMs,
    ownChecks: { longestMs: 10 * 60_000, pollMs: Math.min(pollMs, 15_000) },
    async openForge({ forge, repository }, life) {
      const { guarded } = await import("../forge/guarded.ts");
      if (!forge) return guarded(await localForgeFor(home, repository));
      const { gitHubForgeFor } = await import("./github-run.ts");
      const now = (): Date => new Date();
      return guarded(await gitHubForgeFor(forge, life, { variables, token, fetch: globalThis.fetch, now }));
    },
  });
}

/** One local forge for each repository, named so that a person finds it. */
async function localForgeFor(home: string, repository: string): Promise<Forge> {
  const { openLocalForge } = await import("../forge/local/local-forge.ts");
  const digest = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  const directory = path.join(home, "forge", `${path.basename(repository)}-${digest}`);
  return openLocalForge({ directory, repository, now: () => new Date() });
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
    fetch: globalThis.fetch,
    openEngine: (home, access) => engineFor({ variables, ...access }, home),
    onInterrupt,
  };
}

function screenOf(stream: NodeJS.WriteStream & { fd: number }): Screen {
  // A reader that has gone away (`phasegate list | head`) is no reason to end a run.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return isatty(stream.fd);
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
