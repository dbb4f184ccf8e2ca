import type { Profile } from "../core/profile.ts";
import { UserError } from "../core/error.ts";
import { profileFor } from "../profile/profile-for.ts";
import { fileOf, filesOf } from "./user-repository.ts";

/** The profile of a repository at its newest commit; null where nothing is known of its checks. */
export async function profileAt(root: string): Promise<Profile | null> {
  try {
    return await profileFor({
      files: await filesOf(root, "HEAD"),
      read: (file) => fileOf(root, "HEAD", file),
    });
  } catch (error) {
    if (error instanceof UserError && (error.code === "NO_PROFILE" || error.code === "NO_CHECKS"))
      return null;
    throw error;
  }
}
