import { chmod, copyFile, cp, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Assignment } from "../../core/agent.ts";
import { RuntimeUnusable } from "../runtime.ts";
import { loginFile, type Places, placesIn } from "./environment.ts";
import { loginRemedy } from "./found.ts";

/** What codex must find again to go on with a thread; all else in its folder is made anew. */
const kept = /^(?:sessions|installation_id|.*\.sqlite(?:-\w+)?)$/;

/**
 * The folders of one session on this machine, ready for codex to be started. An agent may have written in them before:
 * no link is followed, and nothing stays by which it could have changed its own rules.
 */
export async function prepareFolders(assignment: Assignment): Promise<Places> {
  const places = placesIn(assignment.sessions);
  const threads = path.join(places.config, "sessions");
  for (const folder of [...Object.values(places), threads]) await makeFolder(folder);
  for (const name of await readdir(places.config))
    if (!kept.test(name)) await rm(path.join(places.config, name), { recursive: true, force: true });
  await takeOrigin(assignment, threads);
  return places;
}

async function makeFolder(folder: string): Promise<void> {
  const facts = await lstat(folder).catch(() => null);
  if (facts && !facts.isDirectory()) await rm(folder, { force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** A copy needs the session that it was copied from, and those that this one was copied from. */
async function takeOrigin({ session, sessions }: Assignment, threads: string): Promise<void> {
  if (session.kind !== "fork" || session.sessions === sessions) return;
  const from = path.join(placesIn(session.sessions).config, "sessions");
  const facts = await lstat(from).catch(() => null);
  if (facts?.isDirectory()) await cp(from, threads, { recursive: true, force: false });
}

/** The user's own login, of which we know nothing but where it is. Throws RuntimeUnusable when there is none. */
export async function takeLogin({ config }: Places): Promise<void> {
  const from = loginFile(process.env["PHASEGATE_USER_HOME"] ?? homedir());
  const to = path.join(config, "auth.json");
  try {
    await copyFile(from, to);
    await chmod(to, 0o600);
  } catch {
    throw new RuntimeUnusable(`codex is not logged in; ${loginRemedy}`);
  }
}

export const writeSettings = ({ config }: Places, text: string): Promise<void> =>
  writeFile(path.join(config, "config.toml"), text, { mode: 0o600, flag: "wx" });
