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

/** The committed description at both ends of the feature, and how it is held against what is served. */
export interface Described<T> {
  file: string;
  now: T;
  base: T | null;
  /** Where a description says otherwise than the text of what is served. */
  compare(described: T, real: string): Mismatch[];
}

/** The committed description says what the backend serves; where it did not on base, no new difference came. */
export async function staleness<T>(scene: ContractScene, described: Described<T>): Promise<Seen> {
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
  const found = described.compare(described.now, now.text);
  if (found.length === 0)
    return { mismatches: [], evidence, notes: ["the description is what the backend serves"] };
  const before = await served(scene, context.base);
  const known = before?.text && described.base !== null ? described.compare(described.base, before.text) : [];
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
