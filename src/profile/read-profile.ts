import { stringify } from "yaml";
import { MistakesError } from "../core/error.ts";
import { profileSchema, type Profile } from "../core/profile.ts";
import { readYaml, type Source } from "../core/source.ts";

/** Where a project keeps its own profile. */
export const profileFile = ".phasegate/profile.yaml";

/** Read a profile; throws MistakesError with file and line. */
export function readProfile(source: Source): Profile {
  const { value, lineOf } = readYaml(source, profileSchema);
  const twice = value.parts.findIndex((part, index) =>
    value.parts.slice(0, index).some(({ name }) => name === part.name),
  );
  if (twice === -1) return value;
  const message = `two parts are called ${value.parts[twice]?.name}`;
  throw new MistakesError([
    {
      file: source.file,
      line: lineOf(["parts", twice, "name"]),
      message,
      remedy: "give each part a name of its own",
    },
  ]);
}

/** A profile as a file that a person reads and corrects. */
export function profileText(profile: Profile): string {
  return [
    "# What Phasegate knows of this project. Commands are argument arrays and run in the part's folder;",
    "# setup runs once in the top folder and again only when a lock file changes.",
    stringify(profile, { flowCollectionPadding: false, lineWidth: 110 }),
  ].join("\n");
}
