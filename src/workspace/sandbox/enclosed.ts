import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bubblewrapArguments, type Mount, tmpBytes } from "./bubblewrap.ts";
import type { Confinement, ConfinementRules } from "./rules.ts";
import { defaultLimits, watchLimits } from "./limits-watch.ts";
import { listTree } from "./listing.ts";
import { endHeld, type Held, startHeld } from "./namespace.ts";
import { openOutlets, type Outlets, withoutProxies } from "./outlets.ts";
import { planWrites } from "./plan-writes.ts";
import type { SandboxMeans } from "./probe.ts";
import { isThere, nobody } from "./visible.ts";
import { isWithin, mountsOf, systemMounts, withoutCovered } from "./readable.ts";

/** The same for every role and attempt, so that sessions can be resumed and prompts are the same. */
const inside = { tree: "/phasegate/tree", sessions: "/phasegate/sessions" };

/** A place held by bubblewrap. */
export async function enclosedPlace(rules: ConfinementRules, means: SandboxMeans): Promise<Confinement> {
  await mkdir(rules.sessions, { recursive: true });
  const [tree, sessions] = await Promise.all([realpath(rules.tree), realpath(rules.sessions)]);
  const writes = planWrites(rules.policy, await listTree(tree));
  for (const folder of writes.create) await mkdir(path.join(tree, folder), { recursive: true });
  const outlets = await openOutlets(rules.network);
  const readable = (await Promise.all(rules.readable.map(mountsOf))).flat();
  const mounts: Mount[] = [
    ...withoutCovered([...(await systemMounts()), ...readable]),
    { kind: "read", from: tree, at: inside.tree },
    ...writes.mounts.map((mount): Mount => ({
      kind: mount.writable ? "write" : "read",
      from: path.join(tree, mount.path),
      at: path.join(inside.tree, mount.path),
    })),
    { kind: "write", from: sessions, at: inside.sessions },
    ...(outlets ? bridgeMounts(outlets) : []),
  ];
  const held: Held[] = [];
  let broken: string | null = null;
  const watch = (one: Held): void => {
    const limits = watchLimits(one.first, defaultLimits());
    void one.gone.then(() => limits.stop());
    void limits.exceeded.then((limit) => {
      broken = limit;
      return endHeld(one);
    });
  };
  return {
    sandbox: { kind: means.kind, problem: writes.problem },
    ...inside,
    spawn(command, { env, cwd = "" }) {
      const environment: Record<string, string> = {
        ...withoutProxies(env),
        ...outlets?.environment,
        TMPDIR: "/tmp",
      };
      if (!isThere(command[0] ?? "", environment["PATH"] ?? "", mounts)) return nobody(command);
      const enclosure = { mounts, network: false, cwd: path.join(inside.tree, cwd), tmpBytes: tmpBytes() };
      const one = startHeld({
        program: means.program,
        args: bubblewrapArguments(enclosure, means.flags),
        command: outlets ? bridged(command) : command,
        env: environment,
      });
      held.push(one);
      watch(one);
      return one.child;
    },
    outside: (file) => outsideOf(file, { tree, sessions }),
    whyEnded: () => broken,
    close: async () => {
      await Promise.all([...held.map(endHeld), outlets?.close()]);
    },
  };
}

const bridgeMounts = (outlets: Outlets): Mount[] => [
  { kind: "read", from: bridgeProgram(), at: "/phasegate/bridge.mjs" },
  { kind: "read", from: outlets.folder, at: "/phasegate/outlets" },
];

const bridged = (command: readonly string[]): string[] => [
  process.execPath,
  "/phasegate/bridge.mjs",
  "/phasegate/outlets",
  "--",
  ...command,
];

/** Node 20 runs no TypeScript: from the sources, tests start the built bridge. */
function bridgeProgram(): string {
  const here = fileURLToPath(import.meta.url);
  return here
    .replace(/\bsrc([\\/]workspace[\\/]sandbox[\\/])enclosed\.ts$/, "dist$1enclosed.js")
    .replace(/enclosed\.js$/, "bridge.js");
}

function outsideOf(named: string, places: { tree: string; sessions: string }): string {
  const file = path.resolve(inside.tree, named);
  for (const name of ["tree", "sessions"] as const)
    if (isWithin(inside[name], file)) return path.join(places[name], file.slice(inside[name].length));
  return file;
}
