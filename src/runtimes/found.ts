import { execFile } from "node:child_process";
import { access, constants, realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Tier } from "../core/tier.ts";

/** A runtime's program on this machine, and whether it can be used. */
export interface Found {
  /** The adapter: `claude`, `codex` or `acp`. */
  runtime: string;
  /** The program and its first arguments; the name that was looked for when there is none. */
  command: string[];
  version: string | null;
  /** Why it cannot be used; empty: it can. */
  problem: string;
  /** Whether it has credentials; `unknown` when only the program itself could say. */
  login: "yes" | "no" | "unknown";
  /** What a person does about `problem`, or about a login that is not there; else empty. */
  remedy: string;
}

/** What a runtime is given where the user's settings say nothing. */
export interface RuntimeDefaults {
  /** By tier of a role. */
  models: Record<Tier, { model: string; effort?: string }>;
  /** Names of variables that carry its credentials and its address. */
  variables: string[];
  /** Hosts of its model. */
  hosts: string[];
}

/** From the first to before the second, by the three numbers of a version. */
export interface VersionRange {
  from: string;
  below: string;
}

/** The program's absolute path and the rest of the command; null when it is not on PATH or cannot be run. */
export async function findCommand(
  [program = "", ...args]: readonly string[],
  searched: string = process.env["PATH"] ?? "",
): Promise<string[] | null> {
  const candidates = program.includes(path.sep)
    ? [path.resolve(program)]
    : searched.split(path.delimiter).map((folder) => path.join(folder, program));
  for (const candidate of candidates) if (await isProgram(candidate)) return [candidate, ...args];
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(await realpath(file))).isFile();
  } catch {
    return false;
  }
}

/** The first version number in what the command prints for `--version`; null when it prints none in time. */
export function versionOf(
  [program = "", ...args]: readonly string[],
  env = process.env,
): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env, timeout: 20_000, killSignal: "SIGKILL", maxBuffer: 1024 * 1024 } as const;
    execFile(program, [...args, "--version"], options, (_, stdout) =>
      resolve(/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null),
    );
  });
}

export const isWithin = (version: string, { from, below }: VersionRange): boolean =>
  compareVersions(version, from) >= 0 && compareVersions(version, below) < 0;

/** Negative when `a` is older than `b`, 0 when they are the same. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const differs = [0, 1, 2].find((index) => left[index] !== right[index]);
  return differs === undefined ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
}

const numbersOf = (version: string): number[] =>
  version.split(".").map((part) => Number.parseInt(part, 10) || 0);
