import { spawn } from "node:child_process";
import type { IncomingHttpHeaders } from "node:http";
import path from "node:path";
import { mayRead, repositoryNamed, scopesAllowWriting, whoPushes } from "./access.ts";
import { gitEnvironment } from "./bare.ts";
import { atLeast, fullName, nobody, type Repository, roleOf, type Site, type Who } from "./site.ts";

export interface GitAsked {
  method: string;
  owner: string;
  name: string;
  /** info/refs, git-upload-pack or git-receive-pack. */
  service: string;
  search: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface GitReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const gitPath = /^\/([^/]+)\/([^/]+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export const isPush = ({ service, search }: Pick<GitAsked, "service" | "search">): boolean =>
  service === "git-receive-pack" || search.includes("service=git-receive-pack");

/** Who may not go on, in GitHub's words; null for who may. */
export function gitRefusal(site: Site, asked: GitAsked): GitReply | null {
  const who = whoPushes(site, asked.headers.authorization);
  if (!who)
    return said(
      401,
      "Invalid username or token. Password authentication is not supported for Git operations.",
    );
  const repository = repositoryNamed(site, asked.owner, asked.name);
  const needsPerson = !repository || repository.private || isPush(asked);
  if (who === nobody && needsPerson) return said(401, "No anonymous write access.");
  if (!repository || !mayRead(repository, who)) return said(404, "Repository not found.");
  return isPush(asked) ? pushRefusal(repository, who) : null;
}

function pushRefusal(repository: Repository, who: Who): GitReply | null {
  if (!atLeast(roleOf(repository, who), "write"))
    return said(403, `Permission to ${fullName(repository)}.git denied to ${who.login}.`);
  const allowed = who.permissions
    ? who.permissions.contents === "write"
    : scopesAllowWriting(repository, who);
  return allowed ? null : said(403, "Write access to repository not granted.");
}

function said(status: number, text: string): GitReply {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    ...(status === 401 && { "www-authenticate": 'Basic realm="GitHub"' }),
  };
  return { status, headers, body: Buffer.from(text) };
}

/** Git's own server program answers. */
export async function gitReply(repository: Repository, asked: GitAsked, login: string): Promise<GitReply> {
  const { method, service, search, headers, body } = asked;
  const root = path.dirname(path.dirname(repository.bare.folder));
  const env = {
    ...gitEnvironment(root),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `/${fullName(repository)}.git/${service}`,
    QUERY_STRING: search.replace(/^\?/, ""),
    REQUEST_METHOD: method,
    REMOTE_USER: login,
    REMOTE_ADDR: "127.0.0.1",
    CONTENT_TYPE: headers["content-type"] ?? "",
    CONTENT_LENGTH: String(body.length),
    ...(headers["content-encoding"] && { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
    ...(typeof headers["git-protocol"] === "string" && { GIT_PROTOCOL: headers["git-protocol"] }),
  };
  return parsed(await outputOf(env, body));
}

function outputOf(env: NodeJS.ProcessEnv, body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "ignore"] });
    const parts: Buffer[] = [];
    backend.stdout.on("data", (part: Buffer) => parts.push(part));
    backend.on("error", reject);
    backend.on("close", () => resolve(Buffer.concat(parts)));
    backend.stdin.on("error", () => undefined); // it may end before it has read all
    backend.stdin.end(body);
  });
}

function parsed(output: Buffer): GitReply {
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, Math.max(end, 0)).toString("utf8").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/:\s*/, 2)).map(([name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  const { status = "200", ...others } = headers;
  return {
    status: end < 0 ? 500 : Number.parseInt(status, 10),
    headers: others,
    body: output.subarray(end + 4),
  };
}
