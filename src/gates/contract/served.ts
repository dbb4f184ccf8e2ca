import type { Evidence } from "../../core/evidence.ts";
import { nothing, type Seen, wrong } from "./findings.ts";
import { type Mismatch, newOnes, seenIn } from "./mismatch.ts";
import { type ContractScene, hasChanged, servedBy } from "./scene.ts";

/** What a command that describes the backend gave. */
export interface Served {
  evidence: Evidence;
  text: string | null;
}

/** Runs the command at a commit; null when the profile has none. */
export async function served(scene: ContractScene, commit: string): Promise<Served | null> {
  const making = servedBy(scene);
  if (!making) return null;
  const { evidence, files, printed } = await scene.context.checks.produce(commit, making);
  const [output] = making.files;
  const text = output === undefined ? printed : (files.get(output) ?? null);
  return { evidence, text: evidence.exitCode === 0 && text?.trim() !== "" ? text : null };
}

/** Holds two texts of one kind against each other: where the first says otherwise than the second. */
export type Compare = (described: string, real: string) => Promise<Mismatch[]>;

/** The committed description says what the backend serves; where it did not on base, no new difference came. */
export async function staleness(
  scene: ContractScene,
  described: { file: string; text: string },
  compare: Compare,
): Promise<Seen> {
  const { context, contract } = scene;
  if (!hasChanged(scene, contract.backend) && !context.changes.some(({ path }) => path === described.file))
    return nothing();
  const now = await served(scene, context.candidate);
  if (!now) return nothing();
  const evidence = [now.evidence];
  if (now.text === null) {
    const before = await served(scene, context.base);
    const isOld =
      before !== null && before.text === null && before.evidence.exitCode === now.evidence.exitCode;
    const all = [...evidence, ...(before ? [before.evidence] : [])];
    if (isOld)
      return { ...nothing(), evidence: all, notes: ["the command of the contract fails as it did on base"] };
    return { ...wrong(failed(now.evidence)), evidence: all };
  }
  const found = await compare(described.text, now.text);
  if (found.length === 0)
    return { mismatches: [], evidence, notes: ["the description is what the backend serves"] };
  const before = await served(scene, context.base);
  const old = await context.repository.file(context.base, described.file);
  const known = before?.text && old !== null ? await compare(old, before.text) : [];
  const mismatches = newOnes(found, known).map(seenIn(described.file));
  return { mismatches, evidence: [...evidence, ...(before ? [before.evidence] : [])], notes: [] };
}

/** A command that did not do what it is there for. */
export const failed = ({ command, exitCode, outputTail }: Evidence): Mismatch => ({
  rule: "command-failed",
  operation: "",
  field: "",
  message:
    `\`${command}\` ended with ${exitCode} and made nothing; mend what it needs\n${outputTail}`.trimEnd(),
});
