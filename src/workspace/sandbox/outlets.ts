import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createProxy, pipeBoth } from "./proxy.ts";
import type { ConfinementRules } from "./rules.ts";

/** Ways out of a place that has no network, as sockets in a folder: `PORT.sock` is to be what 127.0.0.1:PORT is inside. */
export interface Outlets {
  folder: string;
  /** Variables that lead a program to the proxy; none when it may reach no host. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** More would use up the open files of this process. */
const mostConnections = 256;

const prefix = "phasegate-outlets-";

/** Null when nothing may be reached. */
export async function openOutlets({ hosts, ports }: ConfinementRules["network"]): Promise<Outlets | null> {
  if (hosts.length === 0 && ports.length === 0) return null;
  await removeLeft();
  const folder = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`));
  const servers = [...new Set(ports)].map((port) => ({ port, server: forward(port) }));
  const proxyPort = freePort(ports);
  if (hosts.length > 0) servers.push({ port: proxyPort, server: createProxy(hosts) });
  const sockets = new Set<Socket>();
  for (const { port, server } of servers) {
    server.maxConnections = mostConnections;
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    await once(server.listen(path.join(folder, `${port}.sock`)), "listening");
    server.unref();
  }
  const close = async (): Promise<void> => {
    for (const { server } of servers) server.close();
    for (const socket of sockets) socket.destroy();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, environment: hosts.length > 0 ? proxyEnvironment(proxyPort) : {}, close };
}

function forward(port: number): Server {
  return createServer((socket) => pipeBoth(socket, connect({ host: "127.0.0.1", port })));
}

function freePort(taken: readonly number[]): number {
  let port = 3128;
  while (taken.includes(port)) port++;
  return port;
}

/** Variables that lead a program to a proxy of ours. */
export function proxyEnvironment(port: number): Record<string, string> {
  const address = `http://127.0.0.1:${port}`;
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"];
  const direct = { NO_PROXY: "127.0.0.1,localhost", no_proxy: "127.0.0.1,localhost" };
  return { ...Object.fromEntries(names.map((name) => [name, address])), ...direct };
}

/** The machine's own proxies cannot be reached from within, and their addresses may hold a password. */
export function withoutProxies(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name)));
}

/** Folders of processes that were killed before they could remove them. */
async function removeLeft(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
