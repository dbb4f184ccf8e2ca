import { totalmem } from "node:os";

/** One thing that a confined process sees, in the order of mounting. Paths are absolute. */
export type Mount =
  | { kind: "read" | "write"; from: string; at: string }
  | { kind: "link"; to: string; at: string }
  /** An empty file or folder that nobody can write; an empty folder that is forgotten. */
  | { kind: "blank-file" | "blank-folder" | "scratch-folder"; at: string };

export interface Enclosure {
  mounts: readonly Mount[];
  /** Share the machine's network; otherwise there is a loopback device of its own and nothing else. */
  network: boolean;
  cwd: string;
  /** Bytes that /tmp may hold. */
  tmpBytes: number;
}

/**
 * Arguments of `bwrap`, without the program. `flags` are those that the installed one knows: an older one lacks some
 * that only tighten what holds anyway.
 */
export function bubblewrapArguments(enclosure: Enclosure, flags: ReadonlySet<string>): string[] {
  const sized = (at: string): string[] =>
    flags.has("--size") ? ["--size", String(enclosure.tmpBytes), "--tmpfs", at] : ["--tmpfs", at];
  return [
    words("--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try"),
    enclosure.network ? [] : ["--unshare-net"],
    words("--die-with-parent --new-session --hostname phasegate --cap-drop ALL"),
    flags.has("--disable-userns") ? ["--disable-userns"] : [],
    // What root owns there, such as settings of the kernel, root could write even without any right.
    words("--proc /proc --remount-ro /proc --dev /dev"),
    sized("/dev/shm"),
    words("--remount-ro /dev"),
    sized("/tmp"),
    enclosure.mounts.flatMap(mountArguments),
    // Last, for other things may be mounted in them.
    enclosure.mounts.flatMap(({ kind, at }) => (kind === "blank-folder" ? ["--remount-ro", at] : [])),
    ["--remount-ro", "/", "--chdir", enclosure.cwd],
  ].flat();
}

const words = (text: string): string[] => text.split(" ");

function mountArguments(mount: Mount): string[] {
  switch (mount.kind) {
    case "read":
      return ["--ro-bind", mount.from, mount.at];
    case "write":
      return ["--bind", mount.from, mount.at];
    case "link":
      return ["--symlink", mount.to, mount.at];
    case "blank-file":
      return ["--ro-bind", "/dev/null", mount.at];
    case "blank-folder":
    case "scratch-folder":
      return ["--tmpfs", mount.at];
  }
}

/** What lies in memory must leave room for the programs themselves. */
export const tmpBytes = (): number => Math.min(4 * 1024 ** 3, Math.floor(totalmem() / 4));
