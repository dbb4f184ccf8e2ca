import { asThing, type Thing } from "./answer.ts";
import { personHeader } from "./front.ts";
import { fullName, type Repository, type Site } from "./site.ts";

/** What a person does on GitHub; a refusal is an error with GitHub's message. */
export interface Api {
  /** Any operation; `path` is below the API's address. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  openIssue(title: string, body?: string): Promise<Thing & { number: number }>;
  editIssue(number: number, change: Thing): Promise<void>;
  comment(number: number, body: string): Promise<Thing & { id: number }>;
  editComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;
  close(number: number): Promise<void>;
  reopen(number: number): Promise<void>;
  lock(number: number): Promise<void>;
  unlock(number: number): Promise<void>;
  label(number: number, ...names: string[]): Promise<void>;
  merge(number: number): Promise<void>;
  /** A fork of the person's own. */
  fork(): Promise<Thing>;
  deleteBranch(name: string): Promise<void>;
}

interface Means {
  site: Site;
  repository: Repository;
  password: string;
  token: string;
}

export function apiFor(means: Means): Api {
  const at = `/repos/${fullName(means.repository)}`;
  const ask: Api["ask"] = (method, path, body) => request(means, method, path, body);
  const done = async (method: string, rest: string, body?: unknown): Promise<Thing> => {
    const reply = await ask(method, at + rest, body);
    if (reply.status < 300) return asThing(reply.body);
    throw new Error(`${method} ${rest}: ${reply.status} ${JSON.stringify(reply.body)}`);
  };
  const change = async (method: string, rest: string, body?: unknown) =>
    void (await done(method, rest, body));
  return {
    ask,
    openIssue: async (title, body) =>
      withNumber(await done("POST", "/issues", { title, ...(body !== undefined && { body }) })),
    editIssue: (number, fields) => change("PATCH", `/issues/${number}`, fields),
    comment: async (number, body) => withId(await done("POST", `/issues/${number}/comments`, { body })),
    editComment: (id, body) => change("PATCH", `/issues/comments/${id}`, { body }),
    deleteComment: (id) => change("DELETE", `/issues/comments/${id}`),
    close: (number) => change("PATCH", `/issues/${number}`, { state: "closed" }),
    reopen: (number) => change("PATCH", `/issues/${number}`, { state: "open" }),
    lock: (number) => change("PUT", `/issues/${number}/lock`),
    unlock: (number) => change("DELETE", `/issues/${number}/lock`),
    label: (number, ...labels) => change("POST", `/issues/${number}/labels`, { labels }),
    merge: (number) => change("PUT", `/pulls/${number}/merge`, {}),
    fork: () => done("POST", "/forks", {}),
    deleteBranch: (name) => change("DELETE", `/git/refs/heads/${name}`),
  };
}

const withNumber = (thing: Thing): Thing & { number: number } => ({ ...thing, number: Number(thing.number) });
const withId = (thing: Thing): Thing & { id: number } => ({ ...thing, id: Number(thing.id) });

async function request(
  means: Means,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const { site, token, password } = means;
  const response = await fetch(site.api + path, {
    method,
    headers: { authorization: `Bearer ${token}`, [personHeader]: password, "user-agent": "a person" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}
