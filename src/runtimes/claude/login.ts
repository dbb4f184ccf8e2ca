import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { foldersIn, hasKey, type Variables } from "./environment.ts";

const fileName = ".credentials.json";

/** Where the user's own login is kept, on systems without a keychain. */
export const loginFile = (userHome: string): string => path.join(userHome, ".claude", fileName);

export const userHomeOf = (given: Variables): string => given["PHASEGATE_USER_HOME"] ?? homedir();

/** Lend the user's login to a session's own folder, when no variable carries a key; it is copied, never read. */
export async function lendLogin(given: Variables, sessions: string): Promise<void> {
  const { config } = foldersIn(sessions);
  const copy = path.join(config, fileName);
  await mkdir(config, { recursive: true });
  await rm(copy, { force: true });
  if (hasKey(given)) return;
  const isThere = await copyFile(loginFile(userHomeOf(given)), copy).then(
    () => true,
    () => false,
  );
  if (isThere) await chmod(copy, 0o600);
}
