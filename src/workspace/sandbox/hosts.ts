import { BlockList, isIP } from "node:net";

/** Why a program may not connect to `name` at `port`; null when it may. `hosts` are names or `*.name`. */
export function refusalOf(hosts: readonly string[], name: string, port: number): string | null {
  const list = hosts.length === 0 ? "nothing" : `only ${hosts.join(", ")}`;
  const can = `this role can reach ${list}, at port 443`;
  if (isIP(name) !== 0) return `${name} is an address, not a name; ${can}`;
  if (port !== 443) return `port ${port} is closed; ${can}`;
  const wanted = name.toLowerCase().replace(/\.$/, "");
  return hosts.some((host) => matches(host.toLowerCase(), wanted))
    ? null
    : `${name} is not on the list; ${can}`;
}

const matches = (host: string, name: string): boolean =>
  host.startsWith("*.") ? name.endsWith(host.slice(1)) && name.length > host.length - 1 : name === host;

/** "NAME:PORT" or "[ADDRESS]:PORT"; null when it is neither. */
export function authorityOf(text: string): { name: string; port: number } | null {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^[\]:@/\s]+)):(\d{1,5})$/i.exec(text) ?? [];
  const name = bracketed ?? plain;
  return name === undefined || port === undefined ? null : { name, port: Number(port) };
}

const notPublic = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  notPublic.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const)
  notPublic.addSubnet(network, prefix, "ipv6");

/** Not of this machine, its neighbours or its provider's own services. */
export const isPublic = (address: string): boolean =>
  isIP(address) !== 0 && !notPublic.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** The user's own proxy for a host, as the usual variables name it; null when there is none for it. */
export function proxyFor(name: string, environment: Record<string, string | undefined>): URL | null {
  const value = (key: string): string => environment[key] ?? environment[key.toUpperCase()] ?? "";
  const address = value("https_proxy");
  const except = value("no_proxy").split(/[\s,]+/);
  if (address === "" || except.some((host) => isExcepted(host, name))) return null;
  const whole = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(whole) ? new URL(whole) : null;
}

function isExcepted(host: string, name: string): boolean {
  const plain = host
    .replace(/^\*?\./, "")
    .replace(/:443$/, "")
    .toLowerCase();
  return host === "*" || (plain !== "" && (name === plain || name.endsWith(`.${plain}`)));
}
