import { homedir } from "node:os";

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a program of ours may be given: the variables that are set, without those of this program. */
export function passedOn(given: Variables): Record<string, string> {
  const passed = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || name.startsWith("PHASEGATE_") ? [] : [[name, value] as const],
  );
  return Object.fromEntries(passed);
}

/** Whether one of these is set, and not to nothing. */
export const hasAny = (given: Variables, names: readonly string[]): boolean =>
  names.some((name) => (given[name] ?? "") !== "");

/** Where the user's own logins are. */
export const userHomeOf = (given: Variables): string => given["PHASEGATE_USER_HOME"] ?? homedir();

/** Ports of this machine that are named by these addresses; what is no address names none. */
export function loopbackPorts(addresses: readonly (string | undefined)[]): number[] {
  const ports = addresses.flatMap((address = "") => {
    if (!/^https?:/i.test(address) || !URL.canParse(address)) return [];
    const { hostname, port, protocol } = new URL(address);
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return [];
    return [port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)];
  });
  return [...new Set(ports)];
}
