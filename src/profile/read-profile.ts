import { Document, isScalar, visit } from "yaml";
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
  const wrong = unknownPart(value) ?? wrongReport(value);
  if (wrong === null) return value;
  const { message, remedy, path } = wrong;
  throw new MistakesError([{ file: source.file, line: lineOf(path), message, remedy }]);
}

interface Wrong {
  message: string;
  remedy: string;
  path: (string | number)[];
}

/** A report of a check that the part does not have, or in a place that another report has already. */
function wrongReport({ parts }: Profile): Wrong | null {
  const all = parts.flatMap((part, index) =>
    Object.entries(part.reports ?? {}).map(([kind, report]) => ({
      part,
      kind,
      index,
      file: report?.file ?? "-",
    })),
  );
  const places = all.map(({ part, file }) =>
    file === "-" ? null : `${part.path}/${file}`.replace(/^(?:\.\/)+/, ""),
  );
  for (const [at, { part, kind, index }] of all.entries()) {
    const path = ["parts", index, "reports", kind];
    if (!Object.hasOwn(part.checks, kind)) {
      const message = `${part.name} has a report of ${kind}, but no such check`;
      return { message, remedy: `add the check ${kind}, or take the report away`, path };
    }
    if (places[at] === null || places.indexOf(places[at] ?? null) === at) continue;
    const message = `the report of ${part.name} ${kind} has the same file as another`;
    return { message, remedy: "give each report a file of its own", path: [...path, "file"] };
  }
  return null;
}

/** A part that the contract names and that the profile does not have. */
function unknownPart({ contract, parts }: Profile): Wrong | null {
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
  if (wrong?.name === undefined) return null;
  const message = `the contract names a part that does not exist: ${wrong.name}`;
  return { message, remedy: `name one of ${parts.map(({ name }) => name).join(", ")}`, path: wrong.path };
}

/** A profile as a file that a person reads and corrects: commands and other lists of words on one line. */
export function profileText(profile: Profile): string {
  const document = new Document(profile);
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every((item) => isScalar(item));
    },
  });
  return [
    "# What Phasegate knows of this project. Commands are argument arrays and run in the part's folder;",
    "# setup runs once in the top folder and again only when a lock file changes.",
    document.toString({ flowCollectionPadding: false, lineWidth: 110 }),
  ].join("\n");
}
