import { notFound, Refusal } from "./answer.ts";
import { atLeast, nobody, type Repository, roleOf, type Site, type Who } from "./site.ts";

export const badCredentials = (): Refusal => new Refusal(401, "Bad credentials");

const bearer = /^(?:bearer|token)\s+(\S+)$/i;

/** Who asks; without a token, nobody. An App's own JWT is not a person: see `operations/apps.ts`. */
export function whoAsks(site: Site, authorization: string | undefined): Who {
  if (authorization === undefined) return nobody;
  const who = site.tokens.get(bearer.exec(authorization)?.[1] ?? "");
  if (!who) throw badCredentials();
  return who;
}

export const isAppToken = (authorization: string | undefined): boolean =>
  bearer.exec(authorization ?? "")?.[1]?.startsWith("eyJ") ?? false;

/** Git sends the token as the password of any user. */
export function whoPushes(site: Site, authorization: string | undefined): Who | null {
  if (authorization === undefined) return nobody;
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1] ?? "";
  const given = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return site.tokens.get(given.slice(1).join(":")) ?? site.tokens.get(given[0] ?? "") ?? null;
}

export function repositoryNamed(site: Site, owner: string, name: string): Repository | null {
  const wanted = `${owner}/${name}`.toLowerCase();
  for (const [key, repository] of site.repositories) if (key.toLowerCase() === wanted) return repository;
  return null;
}

/** What a person may not read is not there. */
export function requireReadable(site: Site, who: Who, owner: string, name: string): Repository {
  const repository = repositoryNamed(site, owner, name);
  if (!repository || !mayRead(repository, who)) throw notFound();
  return repository;
}

export function mayRead(repository: Repository, who: Who): boolean {
  if (!repository.private) return true;
  return (
    atLeast(roleOf(repository, who), "read") && (who.permissions !== null || who.scopes.includes("repo"))
  );
}

const accepted = (repository: Repository): string[] =>
  repository.private ? ["repo"] : ["public_repo", "repo"];

export const scopesAllowWriting = (repository: Repository, { scopes }: Who): boolean =>
  accepted(repository).some((scope) => scopes.includes(scope));

/** Whether the token itself allows a write; what its person may do is another question. */
export function requireScope(repository: Repository, who: Who, operation: string): void {
  if (who === nobody) throw new Refusal(401, "Requires authentication");
  if (who.permissions) requirePermission(who.permissions, operation);
  else if (!scopesAllowWriting(repository, who))
    throw new Refusal(403, "Resource not accessible by personal access token", {
      headers: { "x-accepted-oauth-scopes": accepted(repository).join(", ") },
    });
}

/** By the first word of an operation's id. */
const permissionsFor: Record<string, string[]> = {
  issues: ["issues", "pull_requests"],
  reactions: ["issues", "pull_requests"],
  pulls: ["pull_requests"],
  git: ["contents"],
  checks: ["checks"],
  repos: ["administration", "statuses"],
};

function requirePermission(permissions: Record<string, string>, operation: string): void {
  const needed = permissionsFor[operation.split("/")[0] ?? ""] ?? [];
  if (needed.some((name) => permissions[name] === "write")) return;
  throw new Refusal(403, "Resource not accessible by integration", {
    headers: { "x-accepted-github-permissions": needed.map((name) => `${name}=write`).join("; ") },
  });
}
