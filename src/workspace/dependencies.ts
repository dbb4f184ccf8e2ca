import { createHash, randomUUID } from "node:crypto";
import { cp, lstat, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Profile } from "../core/profile.ts";
import { runProcess } from "./process.ts";

export interface DependencyCall {
  setup: NonNullable<Profile["setup"]>;
  directory: string;
  /** Where installed dependencies are kept for the next tree with the same lock files. */
  store: string;
  environment: Record<string, string>;
  limits?: Profile["limits"];
}

/** Installing may fetch much; beyond this it hangs. */
const timeoutMs = 15 * 60_000;

/** Names what is installed in a tree; lies inside the first dependency folder, where no commit sees it. */
const stampName = ".phasegate-setup";

/** Where tools keep what they can make again; nothing of it is kept for the next use. */
const cacheNames = [".cache", ".vite", ".vite-temp", ".vitest", ".tmp"];

/**
 * Give a checked-out tree its dependencies: as they are when neither they nor the lock files have changed, from the store
 * when they were installed before, by the profile's setup command otherwise. Throws when that fails.
 */
export async function ensureDependencies(call: DependencyCall): Promise<"present" | "copied" | "installed"> {
  if (call.setup.dependencies.length === 0) {
    await install(call); // nothing of it lies in the tree, so only the command knows what is there
    return "installed";
  }
  const digest = await digestOf(call);
  if ((await stampOf(call)) === digest && (await isUntouched(call))) return "present";
  const kept = path.join(call.store, digest);
  await removeOld(call);
  if (await exists(kept)) {
    await copyAll(call, kept, call.directory);
    await stamp(call, digest);
    return "copied";
  }
  await install(call);
  await keep(call, kept);
  await stamp(call, digest);
  return "installed";
}

async function digestOf({ setup, directory }: DependencyCall): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([setup.command, process.version, process.platform, process.arch]),
  );
  for (const file of setup.lockFiles) {
    const text = await readFile(path.join(directory, file)).catch(() => Buffer.alloc(0));
    hash.update(`\0${file}\0${text.length}\0`).update(text);
  }
  return hash.digest("hex").slice(0, 32);
}

/** Runs code of others, so it is held; it may fetch from the network unless the profile says that it does not. */
async function install({ setup, directory, environment, limits }: DependencyCall): Promise<void> {
  const confined = { writable: [directory], network: setup.network ?? true, limits };
  const command = setup.command;
  const result = await runProcess({ command, cwd: directory, env: environment, timeoutMs, confined });
  if (result.exitCode === 0) return;
  throw new Error(
    `setup failed: ${setup.command.join(" ")} ended with ${result.exitCode}\n${result.outputTail}`,
  );
}

/** A store entry is complete or not there: it is made beside and renamed; of two makers one wins. */
async function keep(call: DependencyCall, kept: string): Promise<void> {
  const draft = `${kept}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  await copyAll(call, call.directory, draft);
  await rename(draft, kept).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(kept))) throw error;
  });
}

/** Symbolic links are kept as they are: those of npm workspaces point from one folder of the tree to another. */
async function copyAll({ setup }: DependencyCall, from: string, to: string): Promise<void> {
  for (const name of setup.dependencies) {
    if (!(await exists(path.join(from, name))) || !(await isFolder(to, path.dirname(name)))) continue;
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await copyTree(path.join(from, name), path.join(to, name));
  }
}

/** The system's own copy shares blocks where the disk can, and is many times faster than Node's. */
async function copyTree(from: string, to: string): Promise<void> {
  if (process.platform === "linux") {
    const command = ["cp", "-a", "--reflink=auto", "-T", from, to];
    const { exitCode } = await runProcess({
      command,
      cwd: path.dirname(to),
      env: { PATH: process.env["PATH"] ?? "" },
      timeoutMs,
    });
    if (exitCode === 0) return;
    await rm(to, { recursive: true, force: true });
  }
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function removeOld({ setup, directory }: DependencyCall): Promise<void> {
  for (const name of setup.dependencies)
    if (await isFolder(directory, path.dirname(name)))
      await rm(path.join(directory, name), { recursive: true, force: true });
}

/** False when a name on the way is a link, by which an agent could lead the engine out of its tree, or a file. */
async function isFolder(directory: string, name: string): Promise<boolean> {
  let at = directory;
  for (const part of name.split("/").filter((each) => each !== ".")) {
    at = path.join(at, part);
    const facts = await lstat(at).catch(() => null);
    if (facts === null) return true; // it is made when something is put there
    if (!facts.isDirectory()) return false;
  }
  return true;
}

const stampFile = ({ setup, directory }: DependencyCall): string | null => {
  const [first] = setup.dependencies;
  return first === undefined ? null : path.join(directory, first, stampName);
};

async function stampOf(call: DependencyCall): Promise<string | null> {
  const file = stampFile(call);
  return file === null ? null : readFile(file, "utf8").catch(() => null);
}

async function stamp(call: DependencyCall, digest: string): Promise<void> {
  const file = stampFile(call);
  if (file === null || !(await exists(path.dirname(file)))) return;
  if (!(await isFolder(call.directory, path.relative(call.directory, path.dirname(file))))) return;
  await writeFile(file, digest);
  await writeFile(placedFile(call), "");
  await untilLater(placedFile(call));
}

/** File systems tell times in ticks of some milliseconds: what changes from now on must bear a later one. */
async function untilLater(file: string): Promise<void> {
  const probe = `${file}.later`;
  const { mtimeNs } = await stat(file, { bigint: true });
  do {
    await delay(1);
    await writeFile(probe, "");
  } while ((await stat(probe, { bigint: true })).mtimeNs <= mtimeNs);
  await rm(probe);
}

/** Its time is when dependencies were put in place; it lies beside the tree, where nothing that runs there can write. */
const placedFile = ({ directory }: DependencyCall): string => `${directory}.placed`;

/** Code of an agent that ran here could have put something in place of a tool, to have the next check pass. */
async function isUntouched(call: DependencyCall): Promise<boolean> {
  const { setup, directory, environment } = call;
  const folders: string[] = [];
  for (const name of setup.dependencies) {
    if (!(await isFolder(directory, name))) return false;
    if (await exists(path.join(directory, name))) folders.push(`./${name}`);
  }
  const caches = folders.flatMap((folder) => cacheNames.map((name) => `${folder}/${name}`));
  await Promise.all(caches.map((cache) => rm(path.join(directory, cache), { recursive: true, force: true })));
  const { exitCode, outputTail } = await runProcess({
    command: ["find", ...folders, "-mindepth", "1", "-newercm", placedFile(call), "-print", "-quit"],
    cwd: directory,
    env: environment,
    timeoutMs,
  });
  return exitCode === 0 && outputTail === "";
}

const exists = async (file: string): Promise<boolean> => (await stat(file).catch(() => null)) !== null;
