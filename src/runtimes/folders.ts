import { lstat, mkdir, rm } from "node:fs/promises";
import path from "node:path";

/** Makes a folder, in the place of whatever an agent left under its name; no link is followed. */
export async function makeFolder(folder: string): Promise<void> {
  const facts = await lstat(folder).catch(() => null);
  if (facts?.isDirectory()) return;
  if (facts) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** The path of a file below a folder in which an agent could write: nothing is there, and no link leads elsewhere. */
export async function freePath(root: string, name: string): Promise<string> {
  const folders = path.dirname(name).split("/");
  for (const index of folders.keys()) await makeFolder(path.join(root, ...folders.slice(0, index + 1)));
  const file = path.join(root, name);
  await rm(file, { recursive: true, force: true });
  return file;
}
