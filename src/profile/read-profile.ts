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
  if (twice !== -1) {
    const message = `two parts are called ${value.parts[twice]?.name}`;
    const line = lineOf(["parts", twice, "name"]);
    throw new MistakesError([
      { file: source.file, line, message, remedy: "give each part a name of its own" },
    ]);
  }
  const unknown = unknownPart(value);
  if (unknown === null) return value;
  const message = `the contract names a part that does not exist: ${unknown.name}`;
  const remedy = `name one of ${value.parts.map(({ name }) => name).join(", ")}`;
  throw new MistakesError([{ file: source.file, line: lineOf(unknown.path), message, remedy }]);
}

/** A part that the contract names and that the profile does not have. */
function unknownPart({ contract, parts }: Profile): { name: string; path: (string | number)[] } | null {
  if (!contract) return null;
  const named = [
    { name: contract.backend, path: ["contract", "backend"] },
    { name: contract.frontend, path: ["contract", "frontend"] },
    ...contract.generated.map(({ part }, index) => ({
      name: part,
      path: ["contract", "generated", index, "part"],
    })),
  ];
  const wrong = named.find(({ name }) => name !== undefined && !parts.some((part) => part.name === name));
  return wrong?.name === undefined ? null : { name: wrong.name, path: wrong.path };
}

/** A profile as a file that a person reads and corrects. */
export function profileText(profile: Profile): string {
  return [
    "# What Phasegate knows of this project. Commands are argument arrays and run in the part's folder;",
    "# setup runs once in the top folder and again only when a lock file changes.",
    stringify(profile, { flowCollectionPadding: false, lineWidth: 110 }),
  ].join("\n");
}
