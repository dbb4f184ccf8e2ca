import { allowedBy, nothing, said, type Seen, wrong } from "./findings.ts";
import { type Mismatch, seenIn } from "./mismatch.ts";
import { type ContractScene, hasChanged } from "./scene.ts";
import { failed, served } from "./served.ts";

/** What describes the API at both ends of the feature. */
export interface Texts {
  now: string;
  base: string | null;
}

/** The descriptions: committed files, or what the command says; none when that is all there is to say. */
export const textsOf = (scene: ContractScene): Promise<{ texts: Texts | null; seen: Seen }> =>
  scene.contract.file === undefined ? madeTexts(scene) : committedTexts(scene, scene.contract.file);

async function committedTexts(
  { context }: ContractScene,
  file: string,
): Promise<{ texts: Texts | null; seen: Seen }> {
  const now = await context.repository.file(context.candidate, file);
  const base = await context.repository.file(context.base, file);
  if (now !== null) return { texts: { now, base }, seen: nothing() };
  if (base === null) return { texts: null, seen: said(`there is no ${file} yet`) };
  const message = "the description of the API is gone; put it back";
  return {
    texts: null,
    seen: wrong({ rule: "description-missing", operation: "", field: "", message, path: file }),
  };
}

async function madeTexts(scene: ContractScene): Promise<{ texts: Texts | null; seen: Seen }> {
  const { context, contract } = scene;
  const now = await served(scene, context.candidate);
  if (!now) return { texts: null, seen: nothing() };
  const before = hasChanged(scene, contract.backend) ? await served(scene, context.base) : now;
  const evidence = [now.evidence, ...(before && before !== now ? [before.evidence] : [])];
  if (now.text !== null)
    return { texts: { now: now.text, base: before?.text ?? null }, seen: { ...nothing(), evidence } };
  const isOld = before?.text === null && before.evidence.exitCode === now.evidence.exitCode;
  const seen = isOld
    ? said("the command of the contract fails as it did on base")
    : wrong(failed(now.evidence));
  return { texts: null, seen: { ...seen, evidence } };
}

/** Breaking changes, but those that the issue itself allows. */
export function broken({ context, contract }: ContractScene, found: readonly Mismatch[]): Seen {
  const isAllowed = allowedBy(context.issue);
  const open = found.filter(({ operation }) => !isAllowed(operation));
  const allowed = found.filter(({ operation }) => isAllowed(operation)).map(({ operation }) => operation);
  return {
    mismatches: open.map(seenIn(contract.file ?? "")),
    evidence: [],
    notes:
      allowed.length > 0 ? [`the issue allows breaking changes of ${[...new Set(allowed)].join(", ")}`] : [],
  };
}
