import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Mount } from "./bubblewrap.ts";
import { isWithin } from "./readable.ts";

/** Whether a program can be seen in the place; one that lies in the tree is not looked for. */
export function isThere(program: string, searchPath: string, mounts: readonly Mount[]): boolean {
  if (isWithin("/phasegate", program) || (program.includes("/") && !path.isAbsolute(program))) return true;
  const isShown = (file: string): boolean => mounts.some(({ at }) => isWithin(at, file)) && existsSync(file);
  if (path.isAbsolute(program)) return isShown(program);
  return searchPath
    .split(":")
    .some((folder) => path.isAbsolute(folder) && isShown(path.join(folder, program)));
}

/** What `spawn` gives for a program that does not exist. */
export function nobody([program = ""]: readonly string[]): ChildProcessWithoutNullStreams {
  const nowhere = "/phasegate/nothing";
  const name = path.isAbsolute(program) ? path.join(nowhere, program) : program;
  return spawn(name, { stdio: "pipe", env: { PATH: nowhere } });
}
