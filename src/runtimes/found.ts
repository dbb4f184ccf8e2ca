import { execFile } from "node:child_process";
import { access, constants, realpath, stat } from "node:fs/promises";
import path from "node:path";

export type { Found, RuntimeDefaults } from "../core/casting.ts";

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
