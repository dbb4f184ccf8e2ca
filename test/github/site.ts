import { type Answer, asText, asThing, asThings, notFound, Refusal, type Thing } from "./answer.ts";
import type { Bare } from "./bare.ts";
import type { Clock } from "./clock.ts";
import { type Emulator, emulatorToken } from "./emulator.ts";

export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";
const ranks: Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** Who asks, by which token. `permissions` are those of an App's installation; null for a person. */
export interface Who {
  login: string;
  token: string;
  scopes: string[];
  permissions: Record<string, string> | null;
}

/** What GitHub knows of a pull request and the emulator does not. */
export interface PullState {
  head: string;
  headRef: string;
  headRepository: Repository;
  base: string;
  merge: string | null;
}

/** One repository of GitHub's, with what the emulator does not keep or keeps wrongly. */
export interface Repository {
  owner: string;
  name: string;
  bare: Bare;
  defaultBranch: string;
  private: boolean;
  issues: boolean;
  parent: Repository | null;
  /** Everybody else reads what is public. */
  roles: Map<string, Role>;
  /** `comment 7`, `item 3`. */
  stamps: Map<string, { created: string; updated: string }>;
  closed: Map<number, string>;
  reactions: Map<number, Thing[]>;
  locks: Map<number, string | null>;
  editors: Map<number, string>;
  pulls: Map<number, PullState>;
  runs: Map<string, number[]>;
  statuses: Map<string, Thing[]>;
}

/** All that the parts of this GitHub share. */
export interface Site {
  url: string;
  /** `url` with the path of the REST API. */
  api: string;
  admin: string;
  clock: Clock;
  emulator: Emulator;
  people: Set<string>;
  tokens: Map<string, Who>;
  repositories: Map<string, Repository>;
  /** Make a bare repository and what belongs to it. */
  found(repository: FoundRepository): Repository;
}

export type FoundRepository = Pick<
  Repository,
  "owner" | "name" | "defaultBranch" | "private" | "issues" | "parent" | "roles"
>;

export const fullName = ({ owner, name }: Pick<Repository, "owner" | "name">): string => `${owner}/${name}`;

/** One request to an operation about a repository. */
export interface Call {
  site: Site;
  repository: Repository;
  who: Who;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

export const nobody: Who = { login: "", token: "", scopes: [], permissions: null };

export function roleOf(repository: Repository, { login, permissions }: Who): Role {
  if (permissions) return "write"; // what an installation may do is in its permissions
  return repository.roles.get(login) ?? (repository.private ? "none" : "read");
}

export const atLeast = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);

export const mayWrite = ({ repository, who }: Call): boolean => atLeast(roleOf(repository, who), "write");

/** GitHub's own, odd words for it. */
export function requireRole(call: Call, least: Role): void {
  if (atLeast(roleOf(call.repository, call.who), least)) return;
  throw new Refusal(403, "Must have admin rights to Repository.");
}

const authorizationOf = ({ login, token, permissions }: Who): string =>
  `Bearer ${permissions ? token : emulatorToken(login)}`;

/** Ask the emulator as the person who asks; its refusals are ours. */
export async function forward(call: Call, method: string, rest: string, body?: unknown): Promise<Answer> {
  const { site, repository, who } = call;
  const answer = await site.emulator.ask(authorizationOf(who), method, targetOf(repository, rest), body);
  if (answer.status < 400) return answer;
  throw answer.status === 404 ? notFound() : new Refusal(answer.status, asText(asThing(answer.body).message));
}

/** The full address of something of the repository in the API. */
export const addressOf = ({ site, repository }: Pick<Call, "site" | "repository">, rest: string): string =>
  `${site.api}/repos/${fullName(repository)}${rest}`;

const targetOf = (repository: Repository, rest: string): string => `/repos/${fullName(repository)}${rest}`;

/** Read from the emulator, whoever asks: who may read is decided before. */
export async function read(call: Pick<Call, "site" | "repository">, rest: string): Promise<Thing> {
  const { site, repository } = call;
  const answer = await site.emulator.ask(
    `Bearer ${emulatorToken(site.admin)}`,
    "GET",
    targetOf(repository, rest),
  );
  if (answer.status === 200) return asThing(answer.body);
  if (answer.status === 404) throw notFound();
  throw new Error(`the emulator answered ${answer.status} to ${rest}`);
}

export async function readAll(call: Pick<Call, "site" | "repository">, rest: string): Promise<Thing[]> {
  const { site, repository } = call;
  const all: Thing[] = [];
  for (let page = 1; ; page++) {
    const target = targetOf(repository, `${rest}${rest.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
    const answer = await site.emulator.ask(`Bearer ${emulatorToken(site.admin)}`, "GET", target);
    if (answer.status === 404) throw notFound();
    if (answer.status !== 200) throw new Error(`the emulator answered ${answer.status} to ${target}`);
    const got = asThings(answer.body);
    all.push(...got);
    if (got.length < 100) return all;
  }
}
