import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { freePath, makeFolder } from "../folders.ts";
import type { AcpAgent, AgentPlace } from "./agent.ts";

/** Makes the folders of an agent. Of its own folder only the sessions stay: it could have changed all of it. */
export async function makePlace({ keeps }: AcpAgent, { home, config }: AgentPlace): Promise<void> {
  await makeFolder(home);
  await makeFolder(config);
  if (keeps) await clean(config, "", keeps);
}

async function clean(root: string, folder: string, keeps: readonly string[]): Promise<void> {
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (keeps.includes(name) && !entry.isSymbolicLink()) continue;
    if (entry.isDirectory() && keeps.some((kept) => kept.startsWith(`${name}/`)))
      await clean(root, name, keeps);
    else await rm(path.join(root, name), { recursive: true, force: true });
  }
}

/** Files below a folder that an agent could write before: no link of its making leads a file elsewhere. */
export async function putFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files))
    await writeFile(await freePath(root, name), text, { flag: "wx", mode: 0o600 });
}
