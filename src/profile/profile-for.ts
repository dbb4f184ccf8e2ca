import type { Profile } from "../core/profile.ts";
import { detectProfile, type ProjectFiles } from "./detect-profile.ts";
import { profileFile, readProfile } from "./read-profile.ts";

/** The project's own profile where it has one, otherwise what can be detected. */
export async function profileFor(project: ProjectFiles): Promise<Profile> {
  const own = await project.read(profileFile);
  return own === null ? detectProfile(project) : readProfile({ file: profileFile, text: own });
}
