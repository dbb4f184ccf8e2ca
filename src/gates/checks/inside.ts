import { lstat, readFile, realpath, rm } from "node:fs/promises";
import path from "node:path";

/** Larger than any description, generated file or report that people keep. */
export const limitBytes = 16 * 1024 * 1024;

/** The real place of a file; null when a link on the way leads out of the checkout, or there is no such folder. */
export async function insideOf(directory: string, file: string): Promise<string | null> {
  const folder = await realpath(path.join(directory, path.dirname(file))).catch(() => null);
  const top = await realpath(directory);
  if (folder === null || (folder !== top && !folder.startsWith(`${top}${path.sep}`))) return null;
  return path.join(folder, path.basename(file));
}

/** The text of a plain file of bearable size: a link could show what lies outside of the checkout. */
export async function textOf(file: string | null): Promise<string | null> {
  const facts = file === null ? null : await lstat(file).catch(() => null);
  if (file === null || !facts?.isFile() || facts.size > limitBytes) return null;
  return readFile(file, "utf8").catch(() => null);
}

/** Afterwards nothing lies there, unless it is outside of the checkout. */
export async function removeInside(directory: string, file: string): Promise<void> {
  const place = await insideOf(directory, file);
  if (place !== null) await rm(place, { recursive: true, force: true });
}
