import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { SandboxFacts } from "../../core/agent.ts";
import { bubblewrapArguments, tmpBytes } from "./bubblewrap.ts";
import { endHeld, startHeld } from "./namespace.ts";
import { findProgram, nodeFiles, systemMounts } from "./readable.ts";
import { seatbeltCommand, seatbeltProfile } from "./seatbelt.ts";

/** What the installed sandbox can do beyond what every version of it can. */
export interface SandboxMeans extends SandboxFacts {
  /** Where `bwrap` is. */
  program: string;
  /** Flags that it knows. */
  flags: ReadonlySet<string>;
}

const run = promisify(execFile);

let known: Promise<SandboxMeans> | null = null;

/** Whether processes can be held on this machine, found out by holding one; asked once per process. */
export async function probeSandbox(): Promise<SandboxFacts> {
  const { kind, problem } = await sandboxMeans();
  return { kind, problem };
}

export function sandboxMeans(): Promise<SandboxMeans> {
  known ??= probe();
  return known;
}

function probe(): Promise<SandboxMeans> {
  if (process.env["PHASEGATE_SANDBOX"] === "none")
    return Promise.resolve(none("the sandbox is turned off by PHASEGATE_SANDBOX=none"));
  if (process.platform === "linux") return probeBubblewrap();
  if (process.platform === "darwin") return probeSeatbelt();
  return Promise.resolve(none(`there is no sandbox for ${process.platform}; use Linux or macOS`));
}

const none = (problem: string): SandboxMeans => ({ kind: "none", problem, program: "", flags: new Set() });

async function probeBubblewrap(): Promise<SandboxMeans> {
  const program = await findProgram("bwrap", process.env["PATH"] ?? "");
  if (program === null) return none("bwrap is not installed; install bubblewrap: apt install bubblewrap");
  const { stdout, stderr } = await run(program, ["--help"]).catch(() => ({ stdout: "", stderr: "" }));
  const flags = new Set(`${stdout}${stderr}`.match(/--[a-z0-9-]+/g));
  const said = await trial(program, flags);
  if (said === null) return { kind: "bubblewrap", problem: "", program, flags };
  return none(`bwrap cannot hold a process here (${said}); ${switchFor()}`);
}

/** What it says when it cannot hold a process just as it is to hold others; null when it can. */
async function trial(program: string, flags: ReadonlySet<string>): Promise<string | null> {
  const enclosure = { mounts: await systemMounts(), network: false, cwd: "/", tmpBytes: tmpBytes() };
  const held = startHeld({
    program,
    args: bubblewrapArguments(enclosure, flags),
    command: ["/bin/sh", "-c", "exit 0"],
    env: {},
    stdin: "ignore",
  });
  const said = await text(held.child.stderr);
  await endHeld(held);
  return held.child.exitCode === 0 ? null : said.trim() || `exit code ${held.child.exitCode}`;
}

/** Each of these turns off what bubblewrap is built on; the first that exists is the likely one. */
function switchFor(): string {
  if (existsSync("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"))
    return "user namespaces are off for it; turn them on: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  if (existsSync("/proc/sys/kernel/unprivileged_userns_clone"))
    return "user namespaces may be off; turn them on: sysctl -w kernel.unprivileged_userns_clone=1";
  return "user namespaces may be off; turn them on: sysctl -w user.max_user_namespaces=15000, and in a container allow the system calls unshare and mount";
}

/** Tried with a whole profile, for one that lets no program start would be worse than none. */
async function probeSeatbelt(): Promise<SandboxMeans> {
  const policy = {
    role: "",
    write: [],
    never: [],
    tests: [],
    mayEditTests: false,
    ownTests: [],
    shell: false,
  };
  const plan = { create: [], mounts: [], problem: "" };
  const folder = await realpath(tmpdir());
  const places = { tree: folder, sessions: folder, temporary: folder };
  const profile = seatbeltProfile({ policy, plan, ...places, readable: nodeFiles(), ports: [] });
  const [program = "", ...args] = seatbeltCommand(profile, [process.execPath, "--version"]);
  try {
    await run(program, args);
    return { kind: "seatbelt", problem: "", program, flags: new Set() };
  } catch (error) {
    return none(`/usr/bin/sandbox-exec, a part of macOS, cannot hold a process here (${String(error)})`);
  }
}
