import type { RepositoryAddress } from "../forge/github/address.ts";
import { type Credentials, tokenCredentials } from "../forge/github/credentials.ts";
import type { Login } from "../forge/github/token.ts";
import type { Environment } from "./environment.ts";

/** What lets the engine in at one repository. */
export function credentialsFor(
  login: Login,
  _repository: RepositoryAddress,
  _environment: Pick<Environment, "fetch" | "now">,
): Credentials {
  if (login.kind === "token") return tokenCredentials(login.token);
  throw new Error("to come");
}
