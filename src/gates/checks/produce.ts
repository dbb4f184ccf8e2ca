import { rm } from "node:fs/promises";
import path from "node:path";
import type { ProcessResult } from "../../workspace/workspace.ts";
import { insideOf, removeInside, textOf } from "./inside.ts";

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
  for (const file of files) await removeInside(directory, file);
  const printedTo = path.join(directory, ".phasegate-printed");
  await rm(printedTo, { recursive: true, force: true });
  const result = await run(["sh", "-c", 'exec "$@" > "$0"', printedTo]);
  const made = await Promise.all(
    files.map(async (file) => [file, await textOf(await insideOf(directory, file))] as const),
  );
  return { result, files: new Map(made), printed: (await textOf(printedTo)) ?? "" };
}
