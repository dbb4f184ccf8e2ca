import { placeOf } from "../../core/findings.ts";
import type { Finding } from "../../core/turn.ts";
import type { GateContext } from "../gate.ts";
import type { Files } from "./files.ts";

/** What is wrong with where findings point to. */
export async function placeMistakes(
  context: GateContext,
  files: Files,
  findings: readonly Finding[],
): Promise<string[]> {
  const mistakes = await Promise.all(
    findings.map(async (finding) => {
      const place = await placeMistake(files, finding);
      return [
        ...place,
        ...requirementMistakes(context, finding),
        ...(place.length > 0 ? [] : blockingMistakes(context, files, finding)),
      ];
    }),
  );
  return mistakes.flat();
}

async function placeMistake(files: Files, finding: Finding): Promise<string[]> {
  const { path, line } = finding;
  const lines = await files.linesOf(path);
  if (lines === null) {
    const near = files.near(path);
    const hint = near.length > 0 ? `; there is ${near.join(", ")}` : "";
    return [
      `${say(finding)} points to ${path}, which is no file at the head and was none at the base commit${hint}`,
    ];
  }
  if (line > lines)
    return [`${say(finding)} points to line ${line}, but ${path} has ${lines}; 0 means the whole file`];
  return [];
}

function requirementMistakes({ requirements }: GateContext, finding: Finding): string[] {
  if (finding.requirement === undefined || requirements.length === 0) return [];
  const known = requirements.map(({ id }) => id);
  const named = finding.requirement.toUpperCase().match(/\bR\d+\b/g) ?? [finding.requirement];
  const unknown = named.filter((name) => !known.includes(name));
  return unknown.map(
    (name) =>
      `${say(finding)} names requirement ${name}, which there is not; there are ${known.join(", ")}, or leave it out`,
  );
}

/** Somebody must be able to mend what blocks. */
function blockingMistakes({ ownerOf }: GateContext, files: Files, finding: Finding): string[] {
  const { severity, path } = finding;
  if (severity !== "blocking" || files.isChanged(path) || ownerOf(path) !== null) return [];
  return [
    `${say(finding)} blocks, but this feature did not change ${path} and no role may; point to where the feature does harm, or let it not block`,
  ];
}

export const say = (finding: Finding): string =>
  `${finding.id ?? "the finding"} at ${placeOf(finding)} ("${finding.message.slice(0, 60)}")`;
