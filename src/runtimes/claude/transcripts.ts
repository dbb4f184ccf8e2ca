import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { SessionLost } from "../runtime.ts";
import { foldersIn } from "./environment.ts";

/** Where what was said is kept, by the working directory and the session's id. */
export const transcriptsIn = (sessions: string): string => path.join(foldersIn(sessions).config, "projects");

interface Sought {
  /** Where this session is to find it. */
  sessions: string;
  /** Where it was kept: in the same place, or in that of the session which is copied. */
  from: string;
  id: string;
  /** The working directory as the agent sees it. */
  tree: string;
}

/**
 * Make sure that a session can be gone on with in `tree`: what was said is looked for by the working directory, and
 * without a sandbox another attempt has another one. Throws SessionLost.
 */
export async function findSession({ sessions, from, id, tree }: Sought): Promise<void> {
  const kept = transcriptsIn(from);
  const names = await readdir(kept).catch(() => []);
  const found = await newest(names.map((name) => path.join(kept, name, `${id}.jsonl`)));
  if (found === null) throw new SessionLost(`Claude Code has no session ${id} any more`);
  const own = path.join(transcriptsIn(sessions), tree.replace(/[^a-zA-Z0-9]/g, "-"));
  if (path.dirname(found) === own) return;
  await mkdir(own, { recursive: true });
  await copyFile(found, path.join(own, `${id}.jsonl`));
}

async function newest(files: readonly string[]): Promise<string | null> {
  const facts = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(file).catch(() => null))?.mtimeMs ?? -1 })),
  );
  const best = facts.filter(({ at }) => at >= 0).sort((a, b) => b.at - a.at)[0];
  return best?.file ?? null;
}
