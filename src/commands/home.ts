import { realpath } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../core/error.ts";
import type { Environment } from "./environment.ts";

/** Where all state lives: PHASEGATE_HOME, or the platform's state folder. */
export function homeOf(environment: Environment): string {
  const { variables, userHome, platform } = environment;
  const chosen = variables["PHASEGATE_HOME"];
  if (chosen) return path.resolve(environment.cwd, chosen);
  if (platform === "darwin") return path.join(userHome, "Library", "Application Support", "phasegate");
  if (platform === "win32") {
    return path.join(variables["LOCALAPPDATA"] || path.join(userHome, "AppData", "Local"), "phasegate");
  }
  return path.join(variables["XDG_STATE_HOME"] || path.join(userHome, ".local", "state"), "phasegate");
}

/** State beside the code would be seen by agents and end up in commits. */
export async function refuseHomeWithin(repository: string, home: string): Promise<void> {
  const inside = path.relative(await realPathOf(repository), await realPathOf(home));
  if (inside.startsWith("..") || path.isAbsolute(inside)) return;
  throw new UserError(
    "HOME_IN_REPOSITORY",
    `the state folder ${home} lies inside the repository ${repository}`,
    "set PHASEGATE_HOME to a folder outside the repository, or unset it",
  );
}

/** The real path of a place that may not exist yet. */
async function realPathOf(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch {
    const parent = path.dirname(place);
    return parent === place ? place : path.join(await realPathOf(parent), path.basename(place));
  }
}
