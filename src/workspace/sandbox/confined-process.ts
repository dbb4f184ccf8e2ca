import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants, mkdir, open, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { bubblewrapArguments, type Mount, tmpBytes } from "./bubblewrap.ts";
import { defaultLimits, type Limits, type ProcessLimits, watchLimits } from "./limits-watch.ts";
import { endHeld, type Held, startHeld } from "./namespace.ts";
import { withoutProxies } from "./outlets.ts";
import { sandboxMeans } from "./probe.ts";
import { mountsOf, systemMounts, toolsOn, withoutCovered } from "./readable.ts";
import { isThere, nobody } from "./visible.ts";

/** How a process of the project's own, its setup or a check, is held. It sees its folders where they are. */
export interface ProcessRules {
  /** Folders that it may write. Beside them it has its HOME and a /tmp of its own. */
  writable: readonly string[];
  readable?: readonly string[];
  /** The machine's whole network, or none but a loopback device of its own. */
  network: boolean;
  limits?: ProcessLimits | undefined;
}

export interface ConfinedCall {
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  confined: ProcessRules;
}

export interface ConfinedProcess {
  child: ChildProcess;
  /** Which limit it has broken, for which it is to be ended; stays open otherwise. */
  exceeded: Promise<string>;
  /** Nothing of it is alive afterwards. */
  end(): Promise<void>;
}

/** Null where nothing can hold it; then it is to be started plainly. */
export async function startConfined(call: ConfinedCall): Promise<ConfinedProcess | null> {
  const means = await sandboxMeans();
  if (means.kind !== "bubblewrap") return null;
  const mounts = await mountsFor(call);
  const [program = ""] = call.command;
  if (!isThere(program, call.env["PATH"] ?? "", mounts) || !existsSync(call.cwd))
    return missing(call.command);
  const { network } = call.confined;
  const limits = limitsOf(call.confined);
  const enclosure = { mounts, network, cwd: call.cwd, tmpBytes: tmpBytes() };
  const held = startHeld({
    program: means.program,
    args: bubblewrapArguments(enclosure, means.flags),
    command: [...prlimit(limits), ...call.command],
    env: { ...(network ? call.env : withoutProxies(call.env)), TMPDIR: "/tmp" },
    stdin: "ignore",
  });
  return watched(held, limits);
}

function limitsOf({ limits }: ProcessRules): Limits {
  const most = defaultLimits();
  return { memoryMb: limits?.memoryMb ?? most.memoryMb, processes: limits?.processes ?? most.processes };
}

function watched(held: Held, limits: Limits): ConfinedProcess {
  const watch = watchLimits(held.first, limits);
  const end = async (): Promise<void> => {
    watch.stop();
    await endHeld(held);
  };
  return { child: held.child, exceeded: watch.exceeded, end };
}

function missing(command: readonly string[]): ConfinedProcess {
  return {
    child: nobody(command),
    exceeded: new Promise(() => undefined),
    end: () => Promise.resolve(),
  };
}

/** A second line behind the watch, which looks only now and then; it counts threads. Root is not held by it. */
function prlimit({ processes }: Limits): string[] {
  const program = "/usr/bin/prlimit";
  const most = Math.min(processes * 16, mostThreads());
  return existsSync(program) ? [program, `--nproc=${most}`, "--core=0", "--"] : [];
}

/** What this user may have at most; nobody may be given more. */
function mostThreads(): number {
  const text = readFileSync("/proc/self/limits", "latin1");
  return Number(/^Max processes +\S+ +(\d+)/m.exec(text)?.[1] ?? Infinity);
}

async function mountsFor({ env, confined }: ConfinedCall): Promise<Mount[]> {
  const home = env["HOME"];
  if (home !== undefined) await mkdir(home, { recursive: true });
  const readable = [...toolsOn(env["PATH"] ?? "", homedir()), ...(confined.readable ?? [])];
  const shown = (await Promise.all(readable.map(mountsOf))).flat();
  const writable = [...confined.writable, ...(home === undefined ? [] : [home])];
  const own = await Promise.all(
    writable.map(async (at): Promise<Mount> => ({
      kind: "write",
      from: await realpath(at),
      at: path.resolve(at),
    })),
  );
  return [...withoutCovered([...(await systemMounts()), ...shown]), ...own, ...(await settingsOf(home))];
}

const settingFiles = [
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  ".bunfig.toml",
  ".gitconfig",
  ".profile",
  ".bashrc",
  ".bash_profile",
];

/**
 * A home outlives the process, so what is left in it could tell a later one how to behave: settings are not kept,
 * caches are.
 */
async function settingsOf(home: string | undefined): Promise<Mount[]> {
  if (home === undefined) return [];
  const empty = path.join(home, ".phasegate-empty");
  const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  await (await open(empty, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0o600)).close();
  const names = [".phasegate-empty", ...settingFiles];
  return [
    ...names.map((name): Mount => ({ kind: "read", from: empty, at: path.join(home, name) })),
    { kind: "scratch-folder", at: path.join(home, ".config") },
  ];
}
