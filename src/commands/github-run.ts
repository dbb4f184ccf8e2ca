import { setTimeout as delay } from "node:timers/promises";
import type { ForgeChoice } from "../core/definition.ts";
import { type Forge, ForgeUnavailable } from "../forge/forge.ts";
import type { Credentials } from "../forge/github/credentials.ts";
import { openGitHubForge } from "../forge/github/github-forge.ts";
import { requireLogin } from "../forge/github/token.ts";
import type { Environment } from "./environment.ts";
import { credentialsFor } from "./github-credentials.ts";

/** What a run's forge lives with. */
interface Life {
  /** Aborted when the run is interrupted. */
  signal(): AbortSignal;
  tell(text: string): void;
}

/** Between two writes an interrupted run waits still, so that its last word is read. */
const shortMs = 5_000;

/** The forge of a run on GitHub. A login that is not there is missed by the first request, not by who only looks. */
export async function gitHubForgeFor(
  choice: ForgeChoice,
  life: Life,
  of: Pick<Environment, "variables" | "fetch" | "now"> & { token?: string | undefined },
): Promise<Forge> {
  const { host } = choice;
  const parts = {
    host,
    fetch: of.fetch,
    now: of.now,
    wait: (ms: number) => waiting(ms, life),
    signal: new AbortController().signal, // a run that goes on after an interruption keeps its forge
    tell: (text: string) => life.tell(text),
  };
  const credentials = await requireLogin({ host, flag: of.token, variables: of.variables })
    .then((login) => credentialsFor(login, choice, parts))
    .catch(lockedOut);
  return openGitHubForge({ ...parts, choice, credentials });
}

/** Every request tells what is wrong with the login. */
function lockedOut(error: unknown): Credentials {
  const refuse = async (): Promise<never> => {
    throw error;
  };
  return { kind: "token", authorization: refuse, gitAuthorization: refuse };
}

function waiting(ms: number, life: Life): Promise<void> {
  if (ms <= shortMs) return delay(ms);
  return delay(ms, undefined, { signal: life.signal() }).catch(() => {
    throw new ForgeUnavailable("waiting for GitHub was ended");
  });
}
