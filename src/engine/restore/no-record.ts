import { UserError } from "../../core/error.ts";
import { recordRef } from "../../core/record.ts";
import { git } from "../../workspace/git.ts";
import { trailersOf } from "../../workspace/history.ts";
import { branchIn, type FoundRun, type Ground } from "./find.ts";

/** How far back commits of the run are looked for. */
const most = 1_000;

/** What is there of a run that has no record, and what cannot be rebuilt from it. */
export async function noRecord(ground: Ground, found: FoundRun, head: string | null): Promise<UserError> {
  const { run, tracker } = found;
  const missing =
    head === null
      ? `the forge has no ${recordRef(run)}`
      : `its tracker names no commit of ${recordRef(run)}, so that nobody vouches for it`;
  const rest = [
    `its tracker ${tracker.url}`,
    ...(await artifactsOf(ground, found)),
    ...(await commitsOf(ground, found)),
  ];
  return new UserError(
    "NO_RECORD",
    `run ${run} has no record that it could be restored from: ${missing}. Found are ${rest.join("; ")}. Its events, gates and budget cannot be rebuilt from these`,
    "nothing was changed; the work is on the branch, and a new run can begin from there with --base",
  );
}

async function artifactsOf({ forge }: Ground, { run, issue }: FoundRun): Promise<string[]> {
  const names = (await forge.comments({ issue })).flatMap(({ marker }) => {
    const [, of, name] = /^phasegate run=(\S+) artifact=([a-z0-9-]+)/.exec(marker) ?? [];
    return of === run && name !== undefined ? [name] : [];
  });
  return names.length === 0 ? [] : [`comments with ${[...new Set(names)].join(", ")}`];
}

async function commitsOf({ forge, repository }: Ground, { run, tracker }: FoundRun): Promise<string[]> {
  const branch = branchIn(tracker);
  const tip = branch === null ? null : await repository.remoteBranch(forge.remote, branch);
  if (branch === null || tip === null) return [];
  await repository.bring(forge.remote, tip);
  const args = ["log", `-${most}`, "-z", "--format=%B", "--end-of-options", tip];
  const messages = (await git(args, { gitDir: repository.gitDir })).split("\0");
  const own = messages.filter((message) => trailersOf(message).get("Phasegate-Run") === run);
  return [`branch ${branch} at ${tip.slice(0, 12)} with ${own.length} commits of the run`];
}
