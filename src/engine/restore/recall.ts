import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Definition } from "../../core/definition.ts";
import { openRepository } from "../../workspace/repository.ts";
import type { EngineParts, ForgeLife } from "../context.ts";
import { findRunAt } from "./find.ts";
import { type ProvenRun, proveRun } from "./prove.ts";

/** Where a lost run is looked for. */
export interface Whereabouts extends Pick<Definition, "repository" | "forge"> {
  /** Of an issue or a pull request. */
  number: number;
  /** A run's id or the beginning of it; null: the newest there. */
  run: string | null;
}

export interface RecalledRun extends ProvenRun {
  /** Other runs of the same issue, oldest first. */
  others: string[];
}

/**
 * Read the record of a run at the forge and hold it against what else is there. Nothing is kept. Throws UserError
 * when there is no such run, no record of it, or something in it is not proven.
 */
export async function recallRun(
  { openForge }: Pick<EngineParts, "openForge">,
  { number, run, ...place }: Whereabouts,
  life: ForgeLife,
): Promise<RecalledRun> {
  const forge = await openForge(place, life);
  const found = await findRunAt(forge, number, run);
  const folder = await mkdtemp(path.join(tmpdir(), "phasegate-recall-"));
  try {
    const repository = await openRepository(path.join(folder, "repository.git"), () => forge.authorization());
    return { ...(await proveRun({ forge, repository }, found)), others: found.others };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
