import type { Gate } from "../gate.ts";
import { inspect } from "../inspection.ts";

/** The branch at the forge is exactly the gated commit. */
export const pushed: Gate = {
  name: "pushed",
  async check(context) {
    const { repository, remote, branch, candidate } = context;
    const there = await repository.remoteBranch(remote, branch);
    const mistakes =
      there === candidate
        ? []
        : [`${branch} is at ${there ?? "no commit"} where it is pushed to, not at ${candidate}`];
    return inspect(context, "pushed", {
      what: `git ls-remote ${branch}`,
      passed: `${branch} is at ${candidate.slice(0, 12)}`,
      mistakes,
    });
  },
};
