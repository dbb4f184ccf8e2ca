import { access, chmod, copyFile, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { AcpAgent, AgentPlace, Variables } from "./agent.ts";

/** Makes the folders of an agent. Of its own folder only the sessions stay: it could have changed all of it. */
export async function makePlace({ keeps }: AcpAgent, { home, config }: AgentPlace): Promise<void> {
  await realFolder(home);
  await realFolder(config);
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

async function freePath(root: string, name: string): Promise<string> {
  const folders = path.dirname(name).split("/");
  for (const index of folders.keys()) await realFolder(path.join(root, ...folders.slice(0, index + 1)));
  const file = path.join(root, name);
  await rm(file, { recursive: true, force: true });
  return file;
}

async function realFolder(folder: string): Promise<void> {
  const facts = await lstat(folder).catch(() => null);
  if (facts?.isDirectory()) return;
  if (facts) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

export const userHomeOf = (variables: Variables): string => variables["PHASEGATE_USER_HOME"] ?? homedir();

/** Where the user's own login of an agent is kept; the first file is the login itself. */
export const loginFiles = ({ loginFiles: names }: AcpAgent, userHome: string): string[] =>
  names.map((name) => path.join(userHome, name));

export async function hasLogin(agent: AcpAgent, userHome: string): Promise<boolean> {
  const [file] = loginFiles(agent, userHome);
  return file !== undefined && (await isThere(file));
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Lend the user's login to the agent's own folder; it is copied, never read. Says whether there is one. */
export async function lendLogin(agent: AcpAgent, userHome: string, config: string): Promise<boolean> {
  if (!(await hasLogin(agent, userHome))) return false;
  for (const name of agent.loginFiles) {
    const source = path.join(userHome, name);
    if (!(await isThere(source))) continue;
    const copy = await freePath(config, name);
    await copyFile(source, copy);
    await chmod(copy, 0o600);
  }
  return true;
}
