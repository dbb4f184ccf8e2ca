import type { ProcessRules } from "../sandbox/confined-process.ts";

export interface GitCall {
  gitDir: string;
  workTree?: string;
  /** A private index; none of git's own is ever shared. */
  index?: string;
  input?: string;
  /** What git prints is bytes and not UTF-8: each character of the answer is one byte. */
  bytes?: boolean;
  env?: Record<string, string>;
}

export interface ProcessCall {
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  /** A process that prints more is ended; what it printed so far counts. */
  outputLimitBytes?: number;
  /** So much of what it prints is kept as a whole, beside the tail. */
  keepBytes?: number;
  /** For what runs code of the project: it is held by the system where the system can. */
  confined?: ProcessRules;
  signal?: AbortSignal;
}

/** Something to be done in a process of its own. A signal cannot travel; an abort is a message. */
export type Task =
  | { kind: "git"; args: readonly string[]; call: GitCall }
  | { kind: "process"; call: Omit<ProcessCall, "signal"> };

export type Request = { id: number; task: Task } | { id: number; abort: true };

export type Reply = { id: number; value: unknown } | { id: number; failure: string };
