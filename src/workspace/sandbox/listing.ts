import { readdir } from "node:fs/promises";
import path from "node:path";
import { isDependency, type TreeEntry } from "./plan-writes.ts";

/** A tree this large is not held file by file. */
const mostEntries = 200_000;

/** What lies in a tree. No link is followed; nothing of `.git` and of dependencies is listed. */
export async function listTree(root: string): Promise<TreeEntry[]> {
  const found: TreeEntry[] = [];
  await list(root, "", found);
  return found;
}

async function list(root: string, folder: string, found: TreeEntry[]): Promise<void> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  for (const entry of entries) {
    if (found.length >= mostEntries) return;
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const kind = entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
    found.push({ path: name, kind });
    if (kind === "folder" && entry.name !== ".git" && !isDependency(name)) await list(root, name, found);
  }
}
