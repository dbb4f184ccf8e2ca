import { userSetting } from "./user-git.ts";

/** Whose name commits carry when the user has not told git theirs. */
export const engineIdentity = { name: "Phasegate", email: "phasegate@localhost" };

/** The user's git identity in this folder; null when name or address is missing. */
export async function identityIn(directory: string): Promise<{ name: string; email: string } | null> {
  const [name, email] = await Promise.all([
    userSetting(directory, "user.name"),
    userSetting(directory, "user.email"),
  ]);
  return name === null || email === null ? null : { name, email };
}
