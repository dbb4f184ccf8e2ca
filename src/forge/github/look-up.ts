import { cleaned } from "../../core/hidden-text.ts";
import { fullName, pageOf, type RepositoryAddress, repositoryNamed, sameRepository } from "./address.ts";
import type { Client } from "./client.ts";
import { ForgeClosed } from "../forge.ts";
import { Refused } from "./failure.ts";
import * as wrong from "./look-up-errors.ts";

/** What a run on GitHub is to be about. */
export interface Wish {
  repository: RepositoryAddress;
  /** All that the clone's remotes name on this host. */
  clone: readonly RepositoryAddress[];
  /** Null: an issue is to be made. */
  issue: number | null;
  /** Undefined: the repository's default branch. */
  base?: string | undefined;
}

export interface RepositoryFacts {
  /** As GitHub spells it now. */
  address: RepositoryAddress;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  defaultBranch: string;
  /** What this login may do, as far as GitHub says; an App's rights are in its installation. */
  mayPush: boolean;
  /** What it is a fork of, near and far. */
  forkOf: RepositoryAddress[];
}

export interface IssueFacts {
  number: number;
  url: string;
  title: string;
  /** Line ends are LF. */
  body: string;
  author: string;
}

/** All that a run begins from; nothing of it is wrong. */
export interface Found {
  repository: RepositoryFacts;
  /** Null for an App. */
  login: string | null;
  /** Where branches are pushed to. */
  push: { owner: string; repo: string };
  issue: IssueFacts | null;
  base: { branch: string; commit: string };
}

/** What a classic token may do, as GitHub said it last; null for every other token. */
export type Scopes = () => readonly string[] | null;

/** A fetch that notes the scopes which GitHub names in its answers. */
export function notingScopes(given: typeof fetch): { fetch: typeof fetch; scopes: Scopes } {
  let noted: readonly string[] | null = null;
  return {
    scopes: () => noted,
    fetch: async (...call) => {
      const response = await given(...call);
      const named = response.headers.get("x-oauth-scopes");
      if (named !== null) noted = named.split(",").map((scope) => scope.trim());
      return response;
    },
  };
}

/** Look at everything that a run will need, and change nothing. Throws UserError for what it could not begin from. */
export async function lookUp(client: Client, wish: Wish, scopes: Scopes = () => null): Promise<Found> {
  const login = await loginOf(client);
  const repository = await factsOf(client, wish.repository);
  if (repository === null) throw wrong.noRepository(wish.repository, login);
  refuseScopes(repository, scopes());
  await refuseForeignClone(client, wish, repository);
  if (repository.archived) throw wrong.archived(repository.address);
  if (!repository.hasIssues) throw wrong.issuesOff(repository.address, repository.forkOf[0]);
  const issue = wish.issue === null ? null : await issueOf(client, repository.address, wish.issue);
  const base = await baseOf(client, repository, wish.base);
  const push = await pushTo(client, wish, { repository, login });
  return { repository, login, push, issue, base };
}

/** Who GitHub takes this process for; null for an App, which is nobody. */
export async function loginOf(client: Client): Promise<string | null> {
  try {
    return (await client.request("GET /user", {})).login;
  } catch (error) {
    if (error instanceof Refused && error.status === 403) return null;
    throw error;
  }
}

/** Null where there is none, or none that this login may see. */
export async function factsOf(client: Client, address: RepositoryAddress): Promise<RepositoryFacts | null> {
  const { host, owner, repo } = address;
  const reply = await orNull(client.request("GET /repos/{owner}/{repo}", { owner, repo }));
  if (reply === null) return null;
  const above = [reply.parent, reply.source].flatMap((one) => (one ? [one.full_name] : []));
  return {
    address: repositoryNamed(host, reply.full_name) ?? address,
    private: reply.private,
    archived: reply.archived,
    hasIssues: reply.has_issues,
    defaultBranch: reply.default_branch,
    mayPush: reply.permissions?.push ?? false,
    forkOf: above.flatMap((name) => repositoryNamed(host, name) ?? []),
  };
}

function refuseScopes(repository: RepositoryFacts, scopes: readonly string[] | null): void {
  if (scopes === null) return;
  const enough = repository.private ? ["repo"] : ["repo", "public_repo"];
  if (!enough.some((scope) => scopes.includes(scope)))
    throw wrong.noScope(repository.address, enough.at(-1) ?? "repo");
}

/** A run works in the person's clone: that must be one of this repository, or of a fork of it. */
async function refuseForeignClone(client: Client, wish: Wish, repository: RepositoryFacts): Promise<void> {
  const { address } = repository;
  const isOfIt = (one: RepositoryAddress): boolean =>
    sameRepository(one, address) || sameRepository(one, wish.repository);
  if (wish.clone.some(isOfIt)) return;
  for (const one of wish.clone) if (isRelated(await factsOf(client, one), address)) return;
  throw wrong.foreignClone(address, wish.clone);
}

/** It is the repository itself under an older name, or a fork of it. */
const isRelated = (facts: RepositoryFacts | null, address: RepositoryAddress): boolean =>
  facts !== null &&
  (sameRepository(facts.address, address) || facts.forkOf.some((above) => sameRepository(above, address)));

async function issueOf(client: Client, address: RepositoryAddress, number: number): Promise<IssueFacts> {
  const { owner, repo } = address;
  const reply = await orNull(
    client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", { owner, repo, issue_number: number }),
  );
  if (reply === null) throw wrong.noIssue(address, number);
  const place = reply.repository_url.split("/").slice(-2).join("/");
  if (place.toLowerCase() !== fullName(address).toLowerCase() || reply.number !== number)
    throw wrong.movedIssue(number, `${place}#${reply.number}`);
  if (reply.pull_request) throw wrong.pullRequest(number);
  if (reply.state !== "open") throw wrong.closedIssue(number);
  if (reply.locked) throw wrong.lockedIssue(number);
  const body = (reply.body ?? "").replaceAll(/\r\n?/g, "\n");
  if (cleaned(body).trim() === "") throw wrong.emptyIssue(number);
  const url = `${pageOf(address)}/issues/${number}`;
  return {
    number,
    url,
    title: reply.title.replaceAll(/\s+/g, " ").trim(),
    body,
    author: reply.user?.login ?? "ghost",
  };
}

async function baseOf(
  client: Client,
  { address, defaultBranch }: RepositoryFacts,
  wished: string | undefined,
): Promise<Found["base"]> {
  const { owner, repo } = address;
  const branch = wished ?? defaultBranch;
  if (!isBranchName(branch)) throw wrong.noBranch(address, branch, defaultBranch);
  const ref = `heads/${branch}`;
  const reply = await orNull(client.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { owner, repo, ref }));
  const commit = reply?.object.sha ?? "";
  if (reply === null || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw wished === undefined
      ? wrong.emptyRepository(address)
      : wrong.noBranch(address, branch, defaultBranch);
  return { branch, commit };
}

/** Nothing that git or an address could take for something else. */
const isBranchName = (name: string): boolean =>
  /^[^\s\p{Cc}~^:?*[\\]+$/u.test(name) && !/^[-/.]|\.\.|\/\/|@\{|\/\.|[/.]$|\.lock$/.test(name);

/** To the repository itself, or to a fork of it that is there already. */
async function pushTo(
  client: Client,
  { clone }: Wish,
  { repository, login }: { repository: RepositoryFacts; login: string | null },
): Promise<Found["push"]> {
  const { address } = repository;
  if (repository.mayPush || login === null) return placeOf(address);
  const likely = [
    { ...address, owner: login },
    ...clone.filter(
      (one) => !sameRepository(one, address) && one.owner.toLowerCase() !== login.toLowerCase(),
    ),
    ...clone.filter((one) => one.owner.toLowerCase() === login.toLowerCase()),
  ];
  for (const one of likely) {
    const facts = await factsOf(client, one);
    const isFork = facts?.forkOf.some((above) => sameRepository(above, address)) === true;
    if (facts && isFork && facts.mayPush && !facts.archived) return placeOf(facts.address);
  }
  throw wrong.noRightToPush(address, login);
}

const placeOf = ({ owner, repo }: RepositoryAddress): Found["push"] => ({ owner, repo });

/** What is not there, or not for this login to see, as null. */
async function orNull<T>(reply: Promise<T>): Promise<T | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ForgeClosed) return null; // deleted
    if (error instanceof Refused && [404, 409, 410].includes(error.status)) return null;
    throw error;
  }
}
