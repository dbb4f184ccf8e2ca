import type { RepositoryAddress } from "../forge/github/address.ts";
import { appCredentials } from "../forge/github/app.ts";
import type { ClientParts } from "../forge/github/client.ts";
import { type Credentials, tokenCredentials } from "../forge/github/credentials.ts";
import type { Login } from "../forge/github/token.ts";

/** What lets the engine in at one repository; `parts` are what an App asks GitHub with. */
export function credentialsFor(
  login: Login,
  { owner, repo }: Pick<RepositoryAddress, "owner" | "repo">,
  parts: Omit<ClientParts, "credentials">,
): Credentials {
  if (login.kind === "token") return tokenCredentials(login.token);
  const { id, privateKey, installation } = login;
  return appCredentials({ ...parts, id, privateKey, installation, repository: { owner, repo } });
}
