import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { asThing, asThings, type Thing } from "./answer.ts";
import type { GitHub } from "./server.ts";

export interface Reply {
  status: number;
  headers: Headers;
  body: Thing;
  list: Thing[];
}

export type Ask = (
  method: string,
  rest: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** A client as plain as can be; `rest` is below /repos/acme/shop, or from the root with two slashes. */
export const client =
  (github: GitHub, token: string | null): Ask =>
  async (method, rest, body, headers = {}) => {
    const target = rest.startsWith("//") ? rest.slice(1) : `/repos/acme/shop${rest}`;
    return await replyOf(
      await fetch(`${github.url}/api/v3${target}`, {
        method,
        headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  };

export async function queried(
  github: GitHub,
  token: string,
  query: string,
  variables: Thing = {},
): Promise<Reply> {
  const response = await fetch(`${github.url}/api/graphql`, {
    method: "POST",
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return await replyOf(response);
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: asThing(body), list: asThings(body) };
}

/** A clone in which a person works; `push` says what git said. */
export interface Clone {
  git(...args: string[]): Promise<{ ok: boolean; said: string }>;
  commit(name: string): Promise<string>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

export async function clone(github: GitHub, token: string | null): Promise<Clone> {
  const folder = await mkdtemp(path.join(tmpdir(), "clone-"));
  const credentials =
    token === null ? "" : `Authorization: Basic ${Buffer.from(`x:${token}`).toString("base64")}`;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: "3",
    GIT_CONFIG_KEY_0: "http.extraHeader",
    GIT_CONFIG_VALUE_0: credentials,
    GIT_CONFIG_KEY_1: "user.name",
    GIT_CONFIG_VALUE_1: "Octo",
    GIT_CONFIG_KEY_2: "user.email",
    GIT_CONFIG_VALUE_2: "octo@example.com",
  };
  const git: Clone["git"] = async (...args) => {
    try {
      const { stdout, stderr } = await run("git", args, { cwd: folder, env });
      return { ok: true, said: stdout + stderr };
    } catch (error) {
      return { ok: false, said: String((error as { stderr?: unknown }).stderr) };
    }
  };
  const there = await git("clone", "--quiet", `${github.url}/acme/shop.git`, ".");
  if (!there.ok) await git("init", "--quiet");
  return {
    git,
    async commit(name) {
      await writeFile(path.join(folder, name), name);
      await git("add", "--all");
      await git("commit", "--quiet", "-m", `Add ${name}`);
      return (await git("rev-parse", "HEAD")).said.trim();
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Push one new commit, which changes nothing, to a new branch. */
export async function pushed({ git }: Clone, branch: string): Promise<string> {
  const sha = (await git("commit-tree", "-p", "origin/main", "-m", branch, "origin/main^{tree}")).said.trim();
  const { ok, said } = await git("push", "--quiet", "origin", `${sha}:refs/heads/${branch}`);
  if (!ok) throw new Error(said);
  return sha;
}
