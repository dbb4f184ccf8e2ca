import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../core/error.ts";
import type { Profile } from "../core/profile.ts";
import { detectProfile } from "../profile/detect-profile.ts";
import { profileFile, profileText } from "../profile/read-profile.ts";
import { printJson, type Environment } from "./environment.ts";
import { filesOf, fileOf, readRepository } from "./user-repository.ts";

/** Detect what the project is and write it down for people to correct. */
export async function init(
  options: { repo?: string; force?: boolean; json?: boolean },
  environment: Environment,
): Promise<number> {
  const { root, base } = await readRepository(path.resolve(environment.cwd, options.repo ?? "."), undefined);
  const file = path.join(root, profileFile);
  if (!options.force && (await stat(file).catch(() => null)) !== null) {
    throw new UserError(
      "PROFILE_EXISTS",
      `${file} exists already`,
      "edit it, or write it anew: phasegate init --force",
    );
  }
  const profile = await detectProfile({
    files: await filesOf(root, base),
    read: (name) => fileOf(root, base, name),
  });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, profileText(profile));
  if (options.json) printJson(environment, { file, profile });
  else environment.out.write(`${lines(file, profile).join("\n")}\n`);
  return 0;
}

function lines(file: string, profile: Profile): string[] {
  return [
    `wrote ${file}`,
    ...profile.parts.map((part) => `  ${part.name} in ${part.path}: ${Object.keys(part.checks).join(", ")}`),
    `look it over and commit it; the next step is: phasegate run SPEC.md --workflow ${workflowFor(profile)}`,
  ];
}

/** The full team is made for a backend and a frontend; one builder takes any parts. */
function workflowFor({ parts }: Profile): string {
  const names = new Set(parts.map((part) => part.name));
  return names.has("backend") && names.has("frontend") ? "feature" : "trio";
}
