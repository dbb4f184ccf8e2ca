import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Push } from "./after-push.ts";
import type { Thing } from "./answer.ts";
import { Bare } from "./bare.ts";
import { Clock } from "./clock.ts";
import { appId, startEmulator } from "./emulator.ts";
import type { Fault } from "./faults.ts";
import { Front, type Logged, type WriteListener } from "./front.ts";
import { allItems, commentsOf, itemOf } from "./items.ts";
import { addCheck, type Check } from "./operations/checks.ts";
import { type Api, apiFor } from "./person.ts";
import { allow, type PushRefusal, type PushRefusalName, pushRefusals, refuse } from "./push-refusals.ts";
import { type FoundRepository, fullName, nobody, type Repository, type Role, type Site } from "./site.ts";

export interface GitHubOptions {
  /** "acme/shop" when absent. */
  repository?: string;
  defaultBranch?: string;
  /** A local repository whose branches are taken over, or the files of a first commit. */
  from?: string | Record<string, string>;
  /** Nobody without a role sees it. */
  private?: boolean;
  /** False: people have turned issues off. */
  issues?: boolean;
  /** More people, or other roles than octocat (admin), writer (write), reader (read), stranger (none). */
  people?: Record<string, Role>;
  /** Requests an hour; 5000 when absent. */
  rateLimit?: number;
  /** Milliseconds since 1970; the machine's clock when absent. */
  now?: () => number;
}

/** An issue or a pull request with all that people see below it. */
export interface Conversation {
  /** As `issues/get` shows it. */
  item: Thing;
  /** Oldest first. */
  comments: {
    id: number;
    by: string;
    body: string;
    createdAt: string;
    updatedAt: string;
    reactions: string[];
  }[];
  /** Sorted. */
  labels: string[];
}

/** A GitHub on 127.0.0.1. */
export interface GitHub {
  /** Without a slash at its end; REST is at /api/v3, GraphQL at /api/graphql, git at /OWNER/REPO.git. */
  url: string;
  /** A Unix socket on which the same GitHub answers as api.github.com. */
  socket: string;
  /** A new token of a person; scopes are ["repo"] when absent. Git takes it as the password. */
  token(login: string, options?: { scopes?: string[] }): string;
  /** The installed App: its bot is crew[bot]. */
  app: { id: number; privateKey: string };
  /** Play a person: no fault, limit or listener touches it, and it is not in `requests`. */
  api(login: string): Api;
  /** The bare repository of `options.repository`. */
  repository: string;
  /** The bare repository of a fork. */
  fork(owner: string): string;
  conversation(number: number): Promise<Conversation>;
  /** Every issue and pull request, as `issues/get` shows them. */
  items(): Promise<Thing[]>;
  /** What the repository's own CI says of a commit. */
  check(commit: string, check: Check): Promise<void>;
  /** What the product asked, oldest first. */
  requests: Logged[];
  /** Every reference that was moved by git. */
  pushes: Push[];
  /** What GitHub would not have taken, or what this GitHub said wrongly; a test expects none. */
  violations: string[];
  fault(fault: Fault): void;
  /** How many hits of faults have not happened. */
  faultsLeft(): number;
  /** Called after a write was done and before its reply is sent. */
  onWrite(listener: WriteListener): void;
  /** From now on pushes to references that begin with `refs` ("refs/" when absent) are rejected. */
  refusePush(refusal: PushRefusalName | PushRefusal, refs?: string): Promise<void>;
  allowPush(): Promise<void>;
  close(): Promise<void>;
}

const usual: Record<string, Role> = { octocat: "admin", writer: "write", reader: "read", stranger: "none" };

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const folder = await mkdtemp(path.join(tmpdir(), "github-"));
  const { site, repository } = await prepare(folder, options);
  const password = randomUUID();
  const front = new Front(site, options.rateLimit ?? 5000, password);
  const servers = [front.server(), front.server()] as const;
  const socket = path.join(folder, "api");
  await listening(servers[0], { port: 0, host: "127.0.0.1" });
  await listening(servers[1], { path: socket });
  site.url = `http://127.0.0.1:${(servers[0].address() as AddressInfo).port}`;
  site.api = `${site.url}/api/v3`;
  await start(site, repository, options);
  return {
    ...described(site, repository, front),
    socket,
    api: (login) => apiFor({ site, repository, password, token: newToken(site, login, ["repo"]) }),
    close: () => close(site, servers, folder),
  };
}

async function prepare(
  folder: string,
  options: GitHubOptions,
): Promise<{ site: Site; repository: Repository }> {
  const [owner = "acme", name = "shop"] = (options.repository ?? "acme/shop").split("/");
  const roles = new Map(
    Object.entries({ ...usual, ...options.people }).filter(([, role]) => role !== "none"),
  );
  const site = emptySite(folder, options);
  for (const login of Object.keys({ ...usual, ...options.people })) site.people.add(login);
  const repository = site.found({
    owner,
    name,
    defaultBranch: options.defaultBranch ?? "main",
    private: options.private ?? false,
    issues: options.issues ?? true,
    parent: null,
    roles,
  });
  return { site, repository };
}

function emptySite(folder: string, { now = () => Date.now() }: GitHubOptions): Site {
  const repositories = new Map<string, Repository>();
  return {
    url: "",
    api: "",
    admin: "octocat",
    clock: new Clock(now),
    emulator: {
      ask: () => Promise.reject(new Error("not started")),
      privateKey: "",
      close: async () => undefined,
    },
    people: new Set(),
    tokens: new Map(),
    repositories,
    found(repository) {
      const made = emptyRepository(repository, new Bare(folder, fullName(repository)));
      repositories.set(fullName(repository), made);
      return made;
    },
  };
}

const emptyRepository = (found: FoundRepository, bare: Bare): Repository => ({
  ...found,
  bare,
  stamps: new Map(),
  closed: new Map(),
  reactions: new Map(),
  locks: new Map(),
  editors: new Map(),
  pulls: new Map(),
  runs: new Map(),
  statuses: new Map(),
});

async function start(site: Site, repository: Repository, { from }: GitHubOptions): Promise<void> {
  const { owner, name, defaultBranch } = repository;
  const seeded = repository.bare.seed(from ?? { "README.md": `# ${name}\n` }, defaultBranch);
  const admins = [site.admin];
  const seed = { api: site.api, people: [...site.people], owner, admins, repo: name, defaultBranch };
  site.emulator = await startEmulator(seed);
  await seeded;
}

function newToken(site: Site, login: string, scopes: string[]): string {
  if (!site.people.has(login)) throw new Error(`nobody here is ${login}`);
  const token = `ghp_${randomUUID().replaceAll("-", "")}0000`;
  site.tokens.set(token, { login, token, scopes, permissions: null });
  return token;
}

type Described = Omit<GitHub, "socket" | "api" | "close">;

function described(site: Site, repository: Repository, front: Front): Described {
  const at = { site, repository };
  return {
    url: site.url,
    token: (login, { scopes = ["repo"] } = {}) => newToken(site, login, scopes),
    app: { id: appId, privateKey: site.emulator.privateKey },
    repository: repository.bare.folder,
    fork: (owner) => site.repositories.get(`${owner}/${repository.name}`)?.bare.folder ?? "",
    conversation: (number) => conversation(at, number),
    items: () => allItems(at, nobody),
    check: (commit, check) => addCheck(at, commit, check),
    requests: front.requests,
    pushes: front.pushes,
    violations: front.violations,
    fault: (fault) => front.faults.add(fault),
    faultsLeft: () => front.faults.left,
    onWrite: (listener) => void front.listeners.push(listener),
    refusePush: (refusal, refs = "refs/") =>
      refuse(repository.bare, typeof refusal === "string" ? pushRefusals[refusal] : refusal, refs),
    allowPush: () => allow(repository.bare),
  };
}

async function conversation(
  at: { site: Site; repository: Repository },
  number: number,
): Promise<Conversation> {
  const item = await itemOf(at, number, nobody);
  const comments = await commentsOf(at, number);
  const labels = (item.labels as Thing[]).map(({ name }) => String(name)).sort();
  return { item, labels, comments: comments.map((comment) => shown(at.repository, comment)) };
}

function shown(repository: Repository, comment: Thing): Conversation["comments"][number] {
  const id = Number(comment.id);
  return {
    id,
    by: String((comment.user as Thing).login),
    body: String(comment.body),
    createdAt: String(comment.created_at),
    updatedAt: String(comment.updated_at),
    reactions: (repository.reactions.get(id) ?? []).map(({ content }) => String(content)),
  };
}

function listening(server: Server, where: { port: number; host: string } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
}

async function close(site: Site, servers: readonly Server[], folder: string): Promise<void> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeAllConnections(); // also those that are never answered
  await Promise.all(closed);
  await site.emulator.close();
  await rm(folder, { recursive: true, force: true });
}
