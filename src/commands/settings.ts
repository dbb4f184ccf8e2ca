import { readFile } from "node:fs/promises";
import path from "node:path";
import { noSettings, parseSettings, type Settings } from "../core/settings.ts";
import type { Environment } from "./environment.ts";
import { homeOf } from "./home.ts";

/** The person's own file; a project has none, for settings name programs to start. */
export const settingsFile = (environment: Environment): string =>
  path.join(homeOf(environment), "settings.yaml");

/** What the person has settled; nothing where there is no file. Throws MistakesError with file and line. */
export async function settingsOf(environment: Environment): Promise<Settings> {
  const file = settingsFile(environment);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  return text === null ? noSettings : parseSettings({ file, text });
}
