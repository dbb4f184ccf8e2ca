import { lstat, readFile, realpath, rm } from "node:fs/promises";
import path from "node:path";
import type { ProcessResult } from "../../workspace/workspace.ts";

/** Larger than any description or generated file that people keep. */
const limitBytes = 16 * 1024 * 1024;

export interface Produced {
  result: ProcessResult;
  files: ReadonlyMap<string, string | null>;
  printed: string;
}

/**
 * Removes `files` from `directory`, lets the command make them anew, and reads what is there then. `run` is given
 * the words to put before the command so that what it prints is kept apart from what it complains of.
 */
export async function produceIn(
  directory: string,
  files: readonly string[],
  run: (catching: readonly string[]) => Promise<ProcessResult>,
): Promise<Produced> {
  for (const file of files) {
    const place = await insideOf(directory, file);
    if (place !== null) await rm(place, { recursive: true, force: true });
  }
  const printedTo = path.join(directory, ".phasegate-printed");
  await rm(printedTo, { recursive: true, force: true });
  const result = await run(["sh", "-c", 'exec "$@" > "$0"', printedTo]);
  const made = await Promise.all(
    files.map(async (file) => [file, await textOf(await insideOf(directory, file))] as const),
  );
  return { result, files: new Map(made), printed: (await textOf(printedTo)) ?? "" };
}

/** The real place of a file; null when a link on the way leads out of the checkout. */
async function insideOf(directory: string, file: string): Promise<string | null> {
  const folder = await realpath(path.join(directory, path.dirname(file))).catch(() => null);
  const top = await realpath(directory);
  if (folder === null || (folder !== top && !folder.startsWith(`${top}${path.sep}`))) return null;
  return path.join(folder, path.basename(file));
}

/** The text of a plain file of bearable size: a link could show what lies outside of the checkout. */
async function textOf(file: string | null): Promise<string | null> {
  const facts = file === null ? null : await lstat(file).catch(() => null);
  if (file === null || !facts?.isFile() || facts.size > limitBytes) return null;
  return readFile(file, "utf8").catch(() => null);
}
