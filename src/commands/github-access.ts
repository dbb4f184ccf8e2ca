import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../core/error.ts";
import { openClient, type Client } from "../forge/github/client.ts";
import type { Credentials } from "../forge/github/credentials.ts";
import type { RepositoryAddress } from "../forge/github/address.ts";
import { Refused } from "../forge/github/failure.ts";
import { notingScopes, type Scopes } from "../forge/github/look-up.ts";
import { requireLogin } from "../forge/github/token.ts";
import { credentialsFor } from "./github-credentials.ts";
import type { Environment } from "./environment.ts";

/** GitHub, as a command asks it before a run. */
export interface Access {
  client: Client;
  credentials: Credentials;
  scopes: Scopes;
  /** Where the token came from. */
  source: string;
}

/** How long a command waits for a GitHub that does not answer, or wants it to come back later. */
const patienceMs = 60_000;

/**
 * Ask GitHub something for a command, with the credentials of this process. Throws UserError: for no token, for a
 * token that is refused, and for a GitHub that does not answer.
 */
export async function asking<T>(
  repository: RepositoryAddress,
  from: { environment: Environment; token?: string | undefined; patience?: AbortSignal },
  ask: (access: Access) => Promise<T>,
): Promise<T> {
  const { environment, token, patience = AbortSignal.timeout(patienceMs) } = from;
  const { host } = repository;
  const login = await requireLogin({ host, flag: token, variables: environment.variables });
  const { fetch, scopes } = notingScopes(environment.fetch);
  const parts = {
    host,
    fetch,
    now: environment.now,
    wait: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }),
    signal: patience,
    tell: (text: string) => environment.error.write(`${text}\n`),
  };
  const credentials = credentialsFor(login, repository, parts);
  const client = openClient({ ...parts, credentials });
  return ask({ client, credentials, scopes, source: login.source }).catch((error: unknown) => {
    throw mended(error, { host, source: login.source, isLate: patience.aborted });
  });
}

function mended(
  error: unknown,
  { host, source, isLate }: { host: string; source: string; isLate: boolean },
): unknown {
  if (error instanceof Refused && error.status === 401)
    return new UserError("TOKEN_REFUSED", `${host} does not accept the token from ${source}`, error.hint, {
      cause: error,
    });
  const isUnavailable = error instanceof Error && error.name === "ForgeUnavailable";
  if (!isLate && !isUnavailable) return error;
  const why = isLate ? "it does not answer in time" : (error as Error).message;
  return new UserError(
    "FORGE_UNAVAILABLE",
    `${host} cannot be asked: ${why}`,
    "check the connection and the host's name, then run again; nothing was made",
    { cause: error },
  );
}
