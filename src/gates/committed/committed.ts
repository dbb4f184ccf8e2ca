import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** The step's work is one commit on the head before it, or nothing was to be committed. */
export const committed: Gate = {
  name: "committed",
  async check(context) {
    const { candidate, before, changes, repository } = context;
    const isSame = (await repository.treeOf(candidate)) === (await repository.treeOf(before));
    const mistakes =
      isSame === (changes.length === 0) ? [] : [`commit ${candidate} does not hold the step's changes`];
    const passed =
      candidate === before
        ? "nothing to commit"
        : `commit ${candidate.slice(0, 12)} on ${before.slice(0, 12)}`;
    return inspect(context, "committed", { what: "the step's commit", passed, mistakes });
  },
};
