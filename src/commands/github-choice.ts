import { UserError } from "../core/error.ts";
import {
  fullName,
  isGitHubsOwn,
  pageOf,
  parseHost,
  type RepositoryAddress,
  sameRepository,
  siteOf,
} from "../forge/github/address.ts";
import type { Environment } from "./environment.ts";
import type { UserRemote } from "./user-remotes.ts";

/** Which host a person says is a GitHub, and how. */
export interface HostWish {
  host: string;
  from: "--host" | "GH_HOST";
}

/** Null when nobody said: GitHub's own hosts are known without. Throws UserError. */
export function hostWish(
  flag: string | undefined,
  { variables }: Pick<Environment, "variables">,
): HostWish | null {
  if (flag !== undefined) return { host: parseHost(flag, "--host"), from: "--host" };
  const named = variables["GH_HOST"]?.trim() ?? "";
  return named === "" ? null : { host: parseHost(named, "GH_HOST"), from: "GH_HOST" };
}

interface Facts {
  wish: HostWish | null;
  remotes: readonly UserRemote[];
}

/** The repository of an issue's address: its host must be known to be a GitHub. Throws UserError. */
export function asked(address: RepositoryAddress, { wish }: Pick<Facts, "wish">): RepositoryAddress {
  if (address.host === wish?.host) return address;
  if (wish?.from === "--host")
    throw new UserError(
      "OTHER_HOST",
      `the issue is on ${address.host}, and --host says ${wish.host}`,
      "leave --host out, or name an issue on that host",
    );
  if (isGitHubsOwn(address.host)) return address;
  throw new UserError(
    "UNKNOWN_HOST",
    `nobody says that ${address.host} is a GitHub`,
    `if it is an Enterprise server: --host ${address.host}, or set GH_HOST`,
  );
}

/** The repository that the clone is of: the remote `upstream`, then `origin`, then the only one. Throws UserError. */
export function ofClone(facts: Facts): RepositoryAddress {
  const fitting = onGitHub(facts);
  const named = ["upstream", "origin"].flatMap(
    (wanted) => fitting.find(({ name }) => name === wanted)?.repository ?? [],
  );
  const different = fitting
    .map(({ repository }) => repository)
    .filter((one, at, all) => all.findIndex((other) => sameRepository(one, other)) === at);
  const [first, ...others] = different;
  const chosen = named[0] ?? (others.length === 0 ? first : undefined);
  if (chosen) return chosen;
  throw first === undefined ? noRemote(facts) : ambiguous(different);
}

/** The remotes that are on the host that was named; on GitHub's own hosts when none was. */
export const onGitHub = ({ wish, remotes }: Facts): UserRemote[] =>
  remotes.filter(({ repository: { host } }) => (wish ? host === wish.host : isGitHubsOwn(host)));

function noRemote({ wish, remotes }: Facts): UserError {
  const list = remotes.map(({ name, repository }) => `${name} (${pageOf(repository)})`).join(", ");
  const where = wish ? `on ${wish.host}, as ${wish.from} says` : "on GitHub";
  return new UserError(
    "NO_REMOTE",
    `no remote of this clone is ${where}; ${list === "" ? "it has none" : `there is ${list}`}`,
    wish
      ? `leave out ${wish.from === "--host" ? "--host" : "GH_HOST"}, or: git remote add upstream ${siteOf(wish.host)}/OWNER/REPOSITORY.git`
      : "for an Enterprise server: --host HOST, or set GH_HOST; else: git remote add upstream https://github.com/OWNER/REPOSITORY.git",
  );
}

const ambiguous = (repositories: readonly RepositoryAddress[]): UserError =>
  new UserError(
    "AMBIGUOUS_REMOTE",
    `the remotes of this clone name more than one repository: ${repositories.map(fullName).join(", ")}`,
    `name the issue by its whole address: ${pageOf(repositories[0] ?? { host: "github.com", owner: "OWNER", repo: "REPOSITORY" })}/issues/NUMBER, or call one remote upstream`,
  );
