import path from "node:path";
import type { Contract } from "../../core/profile.ts";
import type { Made } from "../gate.ts";
import { nothing, type Seen, together } from "./findings.ts";
import type { Mismatch } from "./mismatch.ts";
import { changedFile, type ContractScene, hasChanged } from "./scene.ts";
import { failed } from "./served.ts";

type Generated = Contract["generated"][number];

/** Files that are made from the description are what the command makes of it now. */
export async function freshness(scene: ContractScene): Promise<Seen> {
  const looks: Seen[] = [];
  for (const each of scene.contract.generated) looks.push(await ofOne(scene, each));
  return together(looks);
}

async function ofOne(scene: ContractScene, generated: Generated): Promise<Seen> {
  if (!concerns(scene, generated)) return nothing();
  const { candidate, base } = scene.context;
  const now = await generate(scene, candidate, generated);
  const evidence = [now.made.evidence];
  if (now.stale.length === 0 && now.made.evidence.exitCode === 0)
    return { mismatches: [], evidence, notes: [`${generated.files.join(", ")} fresh`] };
  const before = await generate(scene, base, generated);
  const all = [...evidence, before.made.evidence];
  if (now.made.evidence.exitCode !== 0) {
    const isOld = before.made.evidence.exitCode === now.made.evidence.exitCode;
    const notes = isOld ? [`\`${now.made.evidence.command}\` fails as it did on base`] : [];
    return { mismatches: isOld ? [] : [failed(now.made.evidence)], evidence: all, notes };
  }
  const known = new Map(before.stale.map((each) => [each.file, each]));
  const worse = now.stale.filter((each) => isWorse(each, known.get(each.file)));
  return { mismatches: worse.map((each) => mismatchOf(each, now.made)), evidence: all, notes: [] };
}

/** Only where something changed that the command reads or makes. */
function concerns(scene: ContractScene, { files, part }: Generated): boolean {
  const { contract, context } = scene;
  const { file, backend, frontend } = contract;
  const folder = file === undefined ? null : path.posix.dirname(file);
  const isPiece = (each: string): boolean =>
    /\.(json|ya?ml|graphqls?|gql)$/.test(each) && path.posix.dirname(each).startsWith(folder ?? each);
  const isOwn =
    [...files, ...(file === undefined ? [] : [file])].some((each) => changedFile(scene, each)) ||
    context.changes.some((change) => isPiece(change.path));
  const home = context.profile.parts.find(({ name }) => name === (part ?? frontend ?? backend))?.path ?? ".";
  const manifests = [...(context.profile.setup?.lockFiles ?? []), `${home}/package.json`, "package.json"];
  const isTool = manifests.some((each) => changedFile(scene, each));
  return isOwn || isTool || (file === undefined && hasChanged(scene, backend));
}

interface Stale {
  file: string;
  committed: string | null;
  made: string | null;
}

async function generate(
  { context, contract }: ContractScene,
  commit: string,
  { part, command, files }: Generated,
): Promise<{ made: Made; stale: Stale[] }> {
  const where = part ?? contract.frontend ?? contract.backend;
  const made = await context.checks.produce(commit, { part: where, command, files });
  const stale: Stale[] = [];
  for (const file of files) {
    const committed = await context.repository.file(commit, file);
    const fresh = made.files.get(file) ?? null;
    if (committed !== fresh) stale.push({ file, committed, made: fresh });
  }
  return { made, stale };
}

/** More lines differ than did on base: a project that formats what is generated differs always, and in the same lines. */
function isWorse(now: Stale, before: Stale | undefined): boolean {
  if (!before) return true;
  const known = differingLines(before);
  return [...differingLines(now)].some((line) => !known.has(line));
}

function differingLines({ committed, made }: Stale): Set<string> {
  const [a, b] = [linesOf(committed), linesOf(made)];
  const [inA, inB] = [new Set(a), new Set(b)];
  return new Set([...a.filter((line) => !inB.has(line)), ...b.filter((line) => !inA.has(line))]);
}

const linesOf = (text: string | null): string[] => (text ?? "").split("\n");

function mismatchOf({ file, committed, made }: Stale, { evidence }: Made): Mismatch {
  const rule = "generated-stale";
  const remedy = `run \`${evidence.command}\` and commit what it makes`;
  if (made === null) {
    const message = `\`${evidence.command}\` does not make this file`;
    return { rule, operation: "", field: "", message, path: file };
  }
  if (committed === null) {
    const message = `it is made from the description and not committed; ${remedy}`;
    return { rule, operation: "", field: "", message, path: file };
  }
  const [is, should] = [linesOf(committed), linesOf(made)];
  const at = should.findIndex((line, index) => line !== is[index]);
  const line = (at === -1 ? should.length : at) + 1;
  const show = (text: string | undefined): string =>
    text === undefined ? "the end" : `\`${text.trim().slice(0, 120)}\``;
  const message = `it is not what is made from the description: here stands ${show(is[line - 1])}, and ${show(should[line - 1])} is made; ${remedy}`;
  return { rule, operation: "", field: "", message, path: file, line };
}
