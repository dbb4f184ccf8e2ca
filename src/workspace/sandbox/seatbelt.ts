import type { Policy } from "../../core/policy.ts";
import type { WritePlan } from "./plan-writes.ts";

/** What `sandbox-exec` is to let a process do. Paths are real ones: the system compares after following links. */
export interface SeatbeltRules {
  policy: Policy;
  tree: string;
  plan: WritePlan;
  sessions: string;
  /** Where programs put what they need for a moment. */
  temporary: string;
  readable: readonly string[];
  /** Ports of 127.0.0.1: those on the list, and the proxy's. */
  ports: readonly number[];
}

const systemFolders = [
  "/usr",
  "/bin",
  "/sbin",
  "/opt",
  "/System",
  "/Library",
  "/private/etc",
  "/private/var/db/dyld",
  "/private/var/db/timezone",
  "/private/var/select",
  "/dev",
  "/Applications/Xcode.app/Contents/Developer",
];

/**
 * A profile for macOS's `sandbox-exec -p`. The last rule that matches decides, so the order is: nothing, then what may
 * be read, then folders that may be written, then what in them may not. Unlike bubblewrap it hides no process and
 * leaves paths as they are. It has been compiled and compared as text only: it was never run on a Mac.
 */
export function seatbeltProfile(rules: SeatbeltRules): string {
  const under = (paths: readonly string[]): string[] => paths.map((path) => `(subpath ${quoted(path)})`);
  const readable = [...systemFolders, rules.tree, rules.sessions, rules.temporary, ...rules.readable];
  return [
    "(version 1)",
    "(deny default)",
    "(allow process-exec process-fork)",
    "(allow signal process-info* (target same-sandbox))",
    "(allow sysctl-read mach-lookup ipc-posix-shm* file-ioctl file-read-metadata)",
    rule("allow file-read*", ['(literal "/")', ...under(readable)]),
    rule("allow file-write*", [
      '(literal "/dev/null")',
      '(literal "/dev/tty")',
      ...under([rules.sessions, rules.temporary]),
    ]),
    ...rules.plan.mounts.map((mount) => writeRule(mount, rules)),
    ...deniedNames(rules.policy.never, rules.tree),
    rule("deny file-write*", [`(regex #"^${pattern(rules.tree)}/(.*/)?\\.git(/|$)")`]),
    ...rules.ports.map((port) => `(allow network-outbound (remote ip "localhost:${port}"))`),
    '(allow network-bind network-inbound (local ip "localhost:*"))',
    "",
  ].join("\n");
}

/** What can be started under `sandbox-exec` to be held by a profile. */
export const seatbeltCommand = (profile: string, command: readonly string[]): string[] => [
  "/usr/bin/sandbox-exec",
  "-p",
  profile,
  ...command,
];

function writeRule({ path, writable }: WritePlan["mounts"][number], rules: SeatbeltRules): string {
  const at = path === "" ? rules.tree : `${rules.tree}/${path}`;
  return rule(`${writable ? "allow" : "deny"} file-write*`, [`(subpath ${quoted(at)})`]);
}

/** Here, unlike where things are mounted, protected names can be held before they exist. */
function deniedNames(never: readonly string[], tree: string): string[] {
  const names = never
    .map((glob) => /^\*\*\/([^*?[\]{}()!+@|/]+)$/.exec(glob)?.[1])
    .filter((name) => name !== undefined);
  if (names.length === 0) return [];
  return [
    rule(
      "deny file-write*",
      names.map((name) => `(regex #"^${pattern(tree)}/(.*/)?${pattern(name)}$")`),
    ),
  ];
}

const rule = (head: string, filters: readonly string[]): string => `(${[head, ...filters].join("\n  ")})`;

const quoted = (path: string): string => `"${path.replaceAll(/[\\"]/g, "\\$&")}"`;

/** A path as a pattern that matches itself; a quote would end the pattern, so any one character stands for it. */
const pattern = (path: string): string => path.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll('"', ".");
