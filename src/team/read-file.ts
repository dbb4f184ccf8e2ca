import { constants, type Stats } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import path from "node:path";
import { type Mistake, MistakesError } from "../core/error.ts";
import type { Source } from "../core/source.ts";

/** No role or workflow that a person wrote comes near it. */
const largest = 1_000_000;

/** A directory of the team, with the short name under which people know it. */
export interface Folder {
  path: string;
  shown: string;
}

/** Names in the folder that may be files of a team; none when there is no such folder. Throws MistakesError. */
export async function namesIn(folder: Folder): Promise<string[]> {
  const facts = await factsOf(folder.path);
  if (!facts) return [];
  if (facts.isSymbolicLink())
    throw refusal(folder.shown, "is a symbolic link", "replace it by the directory that it leads to");
  if (!facts.isDirectory())
    throw refusal(
      folder.shown,
      "is not a directory",
      "move it away; files of a team go into a directory here",
    );
  return (await readdir(folder.path)).filter((name) => !name.startsWith(".")).sort();
}

async function factsOf(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error;

/** The text of a file that may come from a stranger's repository. Throws MistakesError. */
export async function readSource(folder: Folder, name: string): Promise<Source> {
  const file = path.join(folder.path, name);
  const shown = `${folder.shown}/${name}`;
  const facts = await lstat(file);
  if (facts.isSymbolicLink())
    throw refusal(shown, "is a symbolic link", "replace it by the file that it leads to");
  if (!facts.isFile()) throw refusal(shown, "is not a regular file", "move it away");
  if (facts.size > largest) throw refusal(shown, `has ${facts.size} bytes`, `keep it under ${largest} bytes`);
  return { file: shown, text: decode(shown, await readUnlinked(file)) };
}

/** The file may have been swapped since it was looked at: the kernel holds it to what was seen. */
async function readUnlinked(file: string): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(largest), 0, largest, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function decode(shown: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal(shown, "is not UTF-8 text", "save it as UTF-8");
  }
}

function refusal(file: string, message: string, remedy: string): MistakesError {
  const mistake: Mistake = { file, line: 1, message, remedy };
  return new MistakesError([mistake]);
}
