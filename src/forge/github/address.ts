import { UserError } from "../../core/error.ts";

/** A repository on a GitHub; `host` is in the form of `ForgeChoice.host`. */
export interface RepositoryAddress {
  host: string;
  owner: string;
  repo: string;
}

/** An issue as a person names it; without a repository it is that of the clone. */
export interface IssueAddress {
  number: number;
  repository: RepositoryAddress | null;
}

export const fullName = ({ owner, repo }: Pick<RepositoryAddress, "owner" | "repo">): string =>
  `${owner}/${repo}`;

export const sameRepository = (a: RepositoryAddress, b: RepositoryAddress): boolean =>
  a.host === b.host && fullName(a).toLowerCase() === fullName(b).toLowerCase();

/** Where git finds a repository, and people its page: `https://github.com/o/r`. */
export const pageOf = (repository: RepositoryAddress): string =>
  `${siteOf(repository.host)}/${fullName(repository)}`;

/** The address that people open: `https://github.com`. */
export const siteOf = (host: string): string => (host.startsWith("http://") ? host : `https://${host}`);

/** GitHub's own hosts; any other is a GitHub only when a person says so. */
export const isGitHubsOwn = (host: string): boolean => host === "github.com" || host.endsWith(".ghe.com");

/** A server on this machine, which may be spoken to without encryption. */
export const isOnThisMachine = (host: string): boolean => host.startsWith("http://");

/** The repository that a git remote names; null for what is no such address. Nothing says yet that it is a GitHub. */
export function parseRemote(url: string): RepositoryAddress | null {
  const text = url.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.canParse(text) ? fromUrl(new URL(text)) : null;
  const [, host, path] = /^(?:[^@/:\s]+@)?([A-Za-z0-9.-]+):(?!\/\/)(.+)$/.exec(text) ?? [];
  return host === undefined || path === undefined ? null : repositoryNamed(canonical(host), path);
}

const overSsh = new Set(["ssh:", "git+ssh:", "ssh+git:", "git:"]);

function fromUrl(url: URL): RepositoryAddress | null {
  if (overSsh.has(url.protocol)) return repositoryNamed(canonical(url.hostname), url.pathname);
  if (url.protocol === "https:") return repositoryNamed(canonical(url.host), url.pathname);
  if (url.protocol === "http:") return repositoryNamed(overHttp(url), url.pathname);
  return null;
}

const overHttp = (url: URL): string => (isLoopback(url) ? url.origin : canonical(url.host));

/** Hosts by which the same GitHub is reached become one: `ssh.github.com`, `api.octo.ghe.com`. */
function canonical(host: string): string {
  const lower = host.toLowerCase();
  if (lower.endsWith(".github.com")) return "github.com";
  return /(?:^|\.)([^.]+\.ghe\.com)$/.exec(lower)?.[1] ?? lower;
}

const isLoopback = ({ hostname }: URL): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(hostname);

/** The repository `o/r` of a host; null for what GitHub could not have named so. */
export function repositoryNamed(host: string, path: string): RepositoryAddress | null {
  const [owner = "", name = "", ...more] = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  const repo = name.replace(/\.git$/, "");
  return more.length === 0 && isOwner(owner) && isRepo(repo) && host !== "" ? { host, owner, repo } : null;
}

/** GitHub's own characters; an underscore stands in names that an enterprise manages. */
const isOwner = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name);
const isRepo = (name: string): boolean => /^[A-Za-z0-9._-]{1,100}$/.test(name) && !/^\.{1,2}$/.test(name);

/** The issue that a word names: `42`, `#42` or an address; null for any other word. Throws UserError. */
export function parseIssue(text: string): IssueAddress | null {
  const number = /^#?(\d+)$/.exec(text)?.[1];
  if (number !== undefined) return { number: issueNumber(number, text), repository: null };
  const lacking = /^(?:www\.)?[\w.-]+\.[a-z]+\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d+/i.test(text);
  if (lacking) throw noIssue(text, `write the whole address: https://${text}`);
  return /^https?:\/\//i.test(text) ? issueAt(text) : null;
}

function issueAt(text: string): IssueAddress {
  const address = URL.canParse(text) ? new URL(text) : null;
  const [, owner = "", repo = "", kind, digits = ""] =
    /^\/([^/]+)\/([^/]+)\/(issues|pulls?)\/(\d+)\/?$/.exec(address?.pathname ?? "") ?? [];
  if (address === null || kind === undefined)
    throw noIssue(text, "it is like https://github.com/OWNER/REPOSITORY/issues/42");
  if (kind !== "issues") throw pullRequest(text, digits);
  const repository = fromUrl(new URL(`${address.origin}/${owner}/${repo}`));
  if (repository === null)
    throw noIssue(text, "owner and repository have characters that GitHub does not know");
  return { number: issueNumber(digits, text), repository };
}

function issueNumber(digits: string, text: string): number {
  const number = Number(digits);
  if (number >= 1 && number <= 2_147_483_647) return number;
  throw noIssue(text, "issues are counted from 1");
}

/** The host that a person names: `github.com`, `https://ghe.example.com/`, `http://127.0.0.1:4000`. Throws UserError. */
export function parseHost(text: string, from: string): string {
  const url = `${/^https?:\/\//i.test(text) ? "" : "https://"}${text.trim()}`;
  const address = URL.canParse(url) && !/[\s\\]/.test(text.trim()) ? new URL(url) : null;
  const bare = address && `${address.origin}/` === address.href;
  if (!bare) throw badHost(text, from, "name the host alone, for example github.example.com");
  if (address.protocol === "https:") return canonical(address.host);
  if (isLoopback(address)) return address.origin;
  throw badHost(text, from, `a token is sent only with encryption: https://${address.host}`);
}

const noIssue = (text: string, hint: string): UserError =>
  new UserError("NO_ISSUE_ADDRESS", `${shownWord(text)} is no address of an issue`, hint);

const pullRequest = (text: string, number: string): UserError =>
  new UserError(
    "PULL_REQUEST",
    `${shownWord(text)} is a pull request, and a run begins from an issue`,
    `name the issue that pull request ${number} is about`,
  );

const badHost = (text: string, from: string, hint: string): UserError =>
  new UserError("BAD_HOST", `${from} is ${shownWord(text)}, which is no host of a GitHub`, hint);

/** What a person typed, without what could be a password in an address, and no longer than a line. */
function shownWord(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//").slice(0, 200);
}
