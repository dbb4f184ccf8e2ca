import type { Definition, ForgeChoice } from "../core/definition.ts";
import { UserError } from "../core/error.ts";
import { fullName, type IssueAddress, pageOf, sameRepository } from "../forge/github/address.ts";
import { type Found, lookUp } from "../forge/github/look-up.ts";
import type { Environment } from "./environment.ts";
import { count, short } from "./figures.ts";
import { type Access, asking } from "./github-access.ts";
import { asked, hostWish, ofClone } from "./github-choice.ts";
import { bringCommit, commitsBeyond, hasCommit } from "./user-base.ts";
import { remotesOf, type UserRemote } from "./user-remotes.ts";

export interface GitHubFlags {
  base?: string;
  host?: string;
  token?: string;
}

/** Where a run on GitHub begins, and what the person should know of it. */
export interface GitHubHere {
  forge: ForgeChoice;
  /** Null when the issue is made from a spec. */
  feature: Definition["feature"] | null;
  baseBranch: string;
  base: string;
  notes: string[];
}

/**
 * What a run on GitHub begins from, for a clone at `root`. Looks at all of it and makes nothing; only the base
 * commit's objects are brought into the clone when they are not there. Throws UserError.
 */
export async function gitHubHere(
  root: string,
  issue: IssueAddress | null,
  { flags, environment }: { flags: GitHubFlags; environment: Environment },
): Promise<GitHubHere> {
  const facts = { wish: hostWish(flags.host, environment), remotes: await remotesOf(root) };
  const repository = issue?.repository ? asked(issue.repository, facts) : ofClone(facts);
  const clone = facts.remotes.filter((remote) => remote.repository.host === repository.host);
  const wish = {
    repository,
    clone: clone.map((remote) => remote.repository),
    issue: issue?.number ?? null,
    base: flags.base,
  };
  return asking(repository, { environment, token: flags.token }, async (access) => {
    const found = await lookUp(access.client, wish, access.scopes);
    await ensureBase(root, found, { clone, access });
    return { ...describe(found), notes: [...notesOn(found, access), ...(await ownCommits(root, found))] };
  });
}

function describe({ repository, push, issue, base }: Found): Omit<GitHubHere, "notes"> {
  const { host, owner, repo } = repository.address;
  return {
    forge: { kind: "github", host, owner, repo, push, issue: issue?.number ?? null },
    feature: issue && { title: issue.title, body: issue.body, source: issue.url },
    baseBranch: base.branch,
    base: base.commit,
  };
}

/** The run begins from the commit that is the base's head on GitHub now, whatever the clone last heard of it. */
async function ensureBase(
  root: string,
  { repository, base }: Found,
  { clone, access }: { clone: readonly UserRemote[]; access: Access },
): Promise<void> {
  if (await hasCommit(root, base.commit)) return;
  const remote = `${pageOf(repository.address)}.git`;
  const problem = await bringCommit(root, { remote, commit: base.commit }, () =>
    access.credentials.gitAuthorization(),
  );
  if (problem === null && (await hasCommit(root, base.commit))) return;
  const name = clone.find((one) => sameRepository(one.repository, repository.address))?.name;
  throw new UserError(
    "NO_BASE_HERE",
    `${root} does not have commit ${short(base.commit)}, the head of ${base.branch} at ${remote}; git cannot fetch it: ${problem ?? "it did not come"}`,
    `bring it and run again: git fetch ${name ?? remote} ${base.branch}`,
  );
}

function notesOn({ repository: { address }, push, login }: Found, { source }: Access): string[] {
  const who = login === null ? source : `${login}, by the token from ${source}`;
  const notes = [`${fullName(address)} on ${address.host} as ${who}`];
  if (fullName(push) !== fullName(address)) notes.push(`branches are pushed to the fork ${fullName(push)}`);
  return notes;
}

async function ownCommits(root: string, { base, repository }: Found): Promise<string[]> {
  const own = await commitsBeyond(root, base.commit);
  if (own === 0) return [];
  return [
    `${count(own, "commit")} of the branch here ${own === 1 ? "is" : "are"} not on ${base.branch} at ${pageOf(repository.address)}, and so no part of the run`,
  ];
}
