import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { SandboxFacts } from "../../core/agent.ts";
import type { Policy } from "../../core/policy.ts";

/** What an agent's processes may touch. Paths are absolute, of this machine. */
export interface ConfinementRules {
  policy: Policy;
  /** The agent's tree: readable, and writable as the policy says. */
  tree: string;
  /** The agent's own folder, all of it writable; its HOME is in there. */
  sessions: string;
  /** The program that will be started, and whatever else must be readable. */
  readable: readonly string[];
  network: {
    /** Names of hosts that may be reached on port 443, through a proxy that the environment names. */
    hosts: readonly string[];
    /** Ports of 127.0.0.1 of this machine that can be reached. */
    ports: readonly number[];
  };
}

export interface Started {
  env: Record<string, string>;
  /** Relative to the tree; the tree itself when absent. */
  cwd?: string;
}

/** A place for the processes of one agent. Closing it ends all of them. */
export interface Confinement {
  readonly sandbox: SandboxFacts;
  /** Where the agent sees its tree and its own folder. The same for all roles where the system can. */
  readonly tree: string;
  readonly sessions: string;
  /** Never throws; a program that cannot be started emits `error`. */
  spawn(command: readonly string[], started: Started): ChildProcessWithoutNullStreams;
  /** A path as this machine knows it, from one that the agent names. */
  outside(path: string): string;
  /** Which limit of memory or processes they broke together and were ended for; null as long as none. */
  whyEnded(): string | null;
  close(): Promise<void>;
}
