import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir, realpath } from "node:fs/promises";
import { totalmem } from "node:os";
import path from "node:path";
import { bubblewrapArguments, type Enclosure, type Mount } from "./bubblewrap.ts";
import type { Confinement, ConfinementRules } from "./rules.ts";
import { listTree } from "./listing.ts";
import { endHeld, type Held, startHeld } from "./namespace.ts";
import { planWrites } from "./plan-writes.ts";
import type { SandboxMeans } from "./probe.ts";
import { isWithin, mountsOf, systemMounts, withoutCovered } from "./readable.ts";

/** The same for every role and attempt, so that sessions can be resumed and prompts are the same. */
const inside = { tree: "/phasegate/tree", sessions: "/phasegate/sessions" };

/** A place held by bubblewrap. */
export async function enclosedPlace(rules: ConfinementRules, means: SandboxMeans): Promise<Confinement> {
  const [tree, sessions] = await Promise.all([realpath(rules.tree), realpath(rules.sessions)]);
  const writes = planWrites(rules.policy, await listTree(tree));
  for (const folder of writes.create) await mkdir(path.join(tree, folder), { recursive: true });
  const own: Mount[] = [
    { kind: "read", from: tree, at: inside.tree },
    ...writes.mounts.map((mount): Mount => ({
      kind: mount.writable ? "write" : "read",
      from: path.join(tree, mount.path),
      at: path.join(inside.tree, mount.path),
    })),
    { kind: "write", from: sessions, at: inside.sessions },
  ];
  const readable = (await Promise.all(rules.readable.map(mountsOf))).flat();
  const mounts = [...withoutCovered([...(await systemMounts()), ...readable]), ...own];
  const held: Held[] = [];
  const start = (command: readonly string[], started: { env: Record<string, string>; cwd?: string }) => {
    const enclosure: Enclosure = {
      mounts,
      network: false,
      cwd: path.join(inside.tree, started.cwd ?? ""),
      tmpBytes: tmpBytes(),
    };
    const one = startHeld(bubblewrapArguments(enclosure, means.flags), command, {
      ...started.env,
      TMPDIR: "/tmp",
    });
    held.push(one);
    return one.child;
  };
  return {
    sandbox: { kind: means.kind, problem: writes.problem },
    ...inside,
    spawn: (command, started): ChildProcessWithoutNullStreams => start(command, started),
    outside: (file) => outsideOf(file, { tree, sessions }),
    close: async () => {
      await Promise.all(held.map(endHeld));
    },
  };
}

/** What lies in memory must leave room for the programs themselves. */
export const tmpBytes = (): number => Math.min(4 * 1024 ** 3, Math.floor(totalmem() / 4));

function outsideOf(file: string, places: { tree: string; sessions: string }): string {
  for (const name of ["tree", "sessions"] as const)
    if (isWithin(inside[name], file)) return path.join(places[name], file.slice(inside[name].length));
  return file;
}
