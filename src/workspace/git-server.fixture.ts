import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { onTestFinished } from "vitest";
import { git } from "../../test/support/project.ts";

/** Git over smart HTTP on 127.0.0.1, by git's own `http-backend`. */
export interface GitServer {
  /** Where the bare repository `name` is found. */
  url(name: string): string;
  /** What came in: method, address and `Authorization`. */
  requests: { line: string; authorization: string | undefined }[];
  /** The next push is carried out, and its reply is lost. */
  loseReply(): void;
}

/** What the server says instead of asking git; null where git answers. */
export type Instead = (
  request: IncomingMessage,
) => { status: number; text: string; headers?: Record<string, string> } | null;

/** Serves the bare repositories in `root` until the test ends; `instead` is asked first. */
export async function serveGit(root: string, instead: Instead = () => null): Promise<GitServer> {
  const requests: GitServer["requests"] = [];
  let isLost = false;
  const server = createServer((request, response) => {
    requests.push({
      line: `${request.method} ${request.url}`,
      authorization: request.headers.authorization,
    });
    const answer = instead(request);
    if (answer === null) {
      backend(root, request, (printed) => {
        const isPush = request.method === "POST" && request.url?.endsWith("/git-receive-pack");
        if (!isLost || !isPush) return reply(printed, response);
        isLost = false;
        response.destroy();
      });
    } else {
      response.writeHead(answer.status, { "content-type": "text/plain", ...answer.headers });
      response.end(answer.text);
    }
  });
  const port = await listening(server);
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    requests,
    loseReply: () => {
      isLost = true;
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Lets nobody in but who shows this header, with GitHub's words. */
export const onlyWith =
  (header: string): Instead =>
  ({ headers }) =>
    headers.authorization === header
      ? null
      : {
          status: 401,
          text: "Invalid username or token. Password authentication is not supported for Git operations.\n",
          headers: { "www-authenticate": 'Basic realm="GitHub"' },
        };

function backend(root: string, request: IncomingMessage, answered: (printed: Buffer) => void): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: "somebody",
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined); // git need not read all of it
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => answered(Buffer.concat(chunks)));
}

/** What a CGI program prints is headers, an empty line and the body. */
function reply(printed: Buffer, response: ServerResponse): void {
  const end = printed.indexOf("\r\n\r\n");
  const headers = printed
    .subarray(0, end)
    .toString("latin1")
    .split("\r\n")
    .map((line) => line.split(/: (.*)/s, 2) as [string, string]);
  const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
  for (const [name, value] of headers) if (name !== "Status") response.setHeader(name, value);
  response.writeHead(Number.parseInt(status, 10));
  response.end(printed.subarray(end + 4));
}

/** A bare copy of `user` that takes pushes over HTTP, called `name`, with this pre-receive hook. */
export async function makeHub(
  root: string,
  user: string,
  { name = "hub.git", hook }: { name?: string; hook?: string } = {},
): Promise<string> {
  await git(root, "clone", "--quiet", "--bare", user, name);
  const hub = path.join(root, name);
  await git(hub, "config", "http.receivepack", "true");
  if (hook !== undefined) {
    const file = path.join(hub, "hooks", "pre-receive");
    await writeFile(file, `#!/bin/sh\n${hook}`);
    await chmod(file, 0o755);
  }
  return hub;
}
