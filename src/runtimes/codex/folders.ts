import { cp, lstat, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Assignment } from "../../core/agent.ts";
import { makeFolder } from "../folders.ts";
import { type Places, placesIn } from "./environment.ts";

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

/** A copy needs the session that it was copied from, and those that this one was copied from. */
async function takeOrigin({ session, sessions }: Assignment, threads: string): Promise<void> {
  if (session.kind !== "fork" || session.sessions === sessions) return;
  const from = path.join(placesIn(session.sessions).config, "sessions");
  const facts = await lstat(from).catch(() => null);
  if (facts?.isDirectory()) await cp(from, threads, { recursive: true, force: false });
}

export const writeSettings = ({ config }: Places, text: string): Promise<void> =>
  writeFile(path.join(config, "config.toml"), text, { mode: 0o600, flag: "wx" });
