import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { SessionLost } from "../runtime.ts";
import { foldersIn } from "./environment.ts";

/** Where what was said is kept, by the working directory and the session's id. */
export const transcriptsIn = (sessions: string): string => path.join(foldersIn(sessions).config, "projects");

/**
 * Make sure that a session can be gone on with in `tree`, as the agent sees it: what was said is looked for by the
 * working directory, and without a sandbox another attempt has another one. Throws SessionLost.
 */
export async function findSession(sessions: string, id: string, tree: string): Promise<void> {
  const folder = transcriptsIn(sessions);
  const names = await readdir(folder).catch(() => []);
  const own = tree.replace(/[^a-zA-Z0-9]/g, "-");
  const found = await newest(names.map((name) => path.join(folder, name, `${id}.jsonl`)));
  if (found === null) throw new SessionLost(`Claude Code has no session ${id} any more`);
  if (path.basename(path.dirname(found)) === own) return;
  await mkdir(path.join(folder, own), { recursive: true });
  await copyFile(found, path.join(folder, own, `${id}.jsonl`));
}

async function newest(files: readonly string[]): Promise<string | null> {
  const facts = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(file).catch(() => null))?.mtimeMs ?? -1 })),
  );
  const best = facts.filter(({ at }) => at >= 0).sort((a, b) => b.at - a.at)[0];
  return best?.file ?? null;
}
