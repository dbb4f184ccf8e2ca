import { lookup } from "node:dns/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectSecurely } from "node:tls";
import { authorityOf, isPublic, proxyFor, refusalOf } from "./hosts.ts";

/** How long a host may take to take the connection. */
const connectMs = 30_000;

/**
 * A proxy that tunnels (CONNECT) to port 443 of the hosts on the list and refuses the rest with a text that says what
 * is allowed. It is not listening yet.
 */
export function createProxy(hosts: readonly string[]): Server {
  const server = createServer((request, response) => {
    response.writeHead(403, { "content-type": "text/plain", connection: "close" });
    response.end(`${refusalOf(hosts, nameIn(request.url), 80) ?? ""}; use https\n`);
  });
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    void tunnel(hosts, request.url ?? "").then(
      (remote) => join(client, remote, head),
      (error: unknown) => refuse(client, error),
    );
  });
  return server;
}

const nameIn = (url = ""): string => (URL.canParse(url) ? new URL(url).hostname : url);

/** What the client is told with the status 403. */
class Refusal extends Error {}

async function tunnel(hosts: readonly string[], authority: string): Promise<Socket> {
  const wanted = authorityOf(authority);
  if (wanted === null) throw new Refusal(`${authority} is no name and port`);
  const refusal = refusalOf(hosts, wanted.name, wanted.port);
  if (refusal !== null) throw new Refusal(refusal);
  const proxy = proxyFor(wanted.name, process.env);
  if (proxy !== null) return throughProxy(proxy, authority);
  const found = await lookup(wanted.name, { all: true });
  const [first] = found;
  if (first === undefined || !found.every(({ address }) => isPublic(address)))
    throw new Refusal(`${wanted.name} leads to an address that is not public`);
  return connected(connect({ host: first.address, port: wanted.port }), "connect");
}

/** The user's machine itself reaches the world through a proxy, which then resolves the name. */
async function throughProxy(proxy: URL, authority: string): Promise<Socket> {
  const isSecure = proxy.protocol === "https:";
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  const port = Number(proxy.port || (isSecure ? 443 : 80));
  const socket = isSecure
    ? await connected(connectSecurely({ host, port, servername: host }), "secureConnect")
    : await connected(connect({ host, port }), "connect");
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const credentials =
    login === ":" ? "" : `Proxy-Authorization: Basic ${Buffer.from(login).toString("base64")}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
  const answer = await headOf(socket);
  if (/^HTTP\/1\.[01] 2\d\d/.test(answer)) return socket;
  socket.destroy();
  throw new Error(`the machine's own proxy answered ${answer.split("\r\n")[0] ?? "nothing"}`);
}

function connected(socket: Socket, event: "connect" | "secureConnect"): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no answer")), connectMs);
    socket.once("error", reject);
    socket.once("close", () => clearTimeout(timer));
    socket.once(event, () => {
      clearTimeout(timer);
      socket.off("error", reject);
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
  });
}

/** The answer up to its empty line; what came after it stays in the socket. */
async function headOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(new Error("the machine's own proxy hung up"));
    const onReadable = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      const end = all.indexOf("\r\n\r\n");
      if (end === -1 && all.length < 64 * 1024) return;
      socket.off("readable", onReadable).off("close", onEnd);
      if (end !== -1 && end + 4 < all.length) socket.unshift(all.subarray(end + 4));
      resolve(all.subarray(0, Math.max(end, 0)).toString("latin1"));
    };
    socket.on("readable", onReadable).once("close", onEnd);
  });
}

function join(client: Duplex, remote: Socket, head: Buffer): void {
  client.write("HTTP/1.1 200 Connection established\r\n\r\n");
  if (head.length > 0) remote.write(head);
  pipeBoth(client, remote);
}

/** Bytes both ways until either side has gone. */
export function pipeBoth(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.once("close", () => to.destroy());
  }
}

function refuse(client: Duplex, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const status = error instanceof Refusal ? 403 : 502;
  const line = text.replaceAll(/[^\x20-\x7e]/g, " ");
  client.end(
    `HTTP/1.1 ${status} ${line}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${line.length + 1}\r\n\r\n${line}\n`,
  );
}
