import { randomUUID } from "node:crypto";
import { UserError } from "../core/error.ts";
import { git, GitError, orNull } from "./git.ts";
import { type Authorization, networkEnvironment } from "./network.ts";
import { explainPush, isOvertaken, PushRefused } from "./push-refusal.ts";
import { NonFastForward } from "./repository.ts";
import { contentsIn } from "./texts.ts";
import type { Repository } from "./workspace.ts";

type Place = Pick<Repository, "gitDir">;

/** Where a record is kept, outside this machine. */
export interface RecordRemote {
  remote: string;
  authorization: Authorization;
}

export interface RecordDraft {
  ref: string;
  /** Texts by path; paths are the engine's own. */
  files: ReadonlyMap<string, string>;
  message: string;
  identity: { name: string; email: string };
  /** Since the epoch. */
  atSeconds: number;
}

/**
 * The commit that holds the files, on the newest one of the ref, which it then becomes. Files that are there already
 * make no new commit.
 */
export async function writeRecord({ gitDir }: Place, draft: RecordDraft): Promise<string> {
  const parent = await recordHead({ gitDir }, draft.ref);
  const made = `refs/phasegate-draft/${randomUUID()}`;
  const input = importOf(draft, made, parent);
  await git(["fast-import", "--quiet", "--force", "--done", "--date-format=raw"], { gitDir, input });
  try {
    const [commit = "", tree, before] = await idsOf(gitDir, [
      made,
      `${made}^{tree}`,
      ...(parent === null ? [] : [`${parent}^{tree}`]),
    ]);
    if (parent !== null && tree === before) return parent;
    await git(["update-ref", draft.ref, commit, parent ?? "0".repeat(commit.length)], { gitDir });
    return commit;
  } finally {
    await orNull(git(["update-ref", "-d", made], { gitDir }));
  }
}

/** The newest commit of a record in this repository; null when there is none. */
export async function recordHead({ gitDir }: Place, ref: string): Promise<string | null> {
  const id = await orNull(git(["rev-parse", "--verify", "--quiet", "--end-of-options", ref], { gitDir }));
  return id?.trim() ?? null;
}

async function idsOf(gitDir: string, names: readonly string[]): Promise<string[]> {
  return (await git(["rev-parse", ...names], { gitDir })).trim().split("\n");
}

/** For git fast-import; lengths are in bytes. */
function importOf(
  { files, message, identity, atSeconds }: RecordDraft,
  ref: string,
  parent: string | null,
): string {
  const person = `${identity.name.replaceAll(/[<>\n]/g, "")} <${identity.email.replaceAll(/[<>\s]/g, "")}>`;
  return [
    `commit ${ref}`,
    `committer ${person} ${atSeconds} +0000`,
    dataOf(message),
    ...(parent === null ? [] : [`from ${parent}`]),
    "deleteall",
    ...[...files].map(([path, text]) => `M 100644 inline ${path}\n${dataOf(text)}`),
    "done",
    "",
  ].join("\n");
}

const dataOf = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;

/**
 * Push the record's newest commit, never forced. Throws NonFastForward when the ref at the remote holds what this
 * repository does not know, and PushRefused when the remote does not take such a ref.
 */
export async function pushRecord({ gitDir }: Place, to: RecordRemote, ref: string): Promise<void> {
  const receive = "git -c core.hooksPath=/dev/null -c gc.auto=0 receive-pack";
  const args = ["push", "--quiet", "--porcelain", "--no-verify", "--recurse-submodules=no"];
  try {
    const env = await networkEnvironment(to.remote, to.authorization);
    await git([...args, `--receive-pack=${receive}`, "--end-of-options", to.remote, `${ref}:${ref}`], {
      gitDir,
      env,
    });
  } catch (error) {
    throw asRefusal(error, ref);
  }
}

function asRefusal(error: unknown, ref: string): unknown {
  if (!(error instanceof GitError)) return error;
  if (isOvertaken(error))
    return new NonFastForward(
      `${ref} at the remote holds what this run does not know; nothing was overwritten`,
    );
  const why = explainPush(error);
  return why === null || why === "transient" ? error : new PushRefused(why, { cause: error });
}

/** The newest commit of a record at the remote; null when there is none. */
export async function remoteRecord(
  { gitDir }: Place,
  { remote, authorization }: RecordRemote,
  ref: string,
): Promise<string | null> {
  const env = await networkEnvironment(remote, authorization);
  const found = await git(["ls-remote", "--end-of-options", remote, ref], { gitDir, env });
  return found === "" ? null : (found.split("\t")[0] ?? null);
}

/** Bring a record from the remote into the same ref here; its newest commit, or null when there is none. */
export async function fetchRecord(
  { gitDir }: Place,
  from: RecordRemote,
  ref: string,
): Promise<string | null> {
  if ((await remoteRecord({ gitDir }, from, ref)) === null) return null;
  const env = await networkEnvironment(from.remote, from.authorization);
  const upload = "git -c core.hooksPath=/dev/null upload-pack";
  const args = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"];
  const named = [from.remote, `${ref}:${ref}`];
  await git([...args, `--upload-pack=${upload}`, "--end-of-options", ...named], { gitDir, env });
  return recordHead({ gitDir }, ref);
}

/** What is more than a run can honestly have written is not even read. */
const most = { files: 5_000, bytes: 200 * 1024 * 1024 };

/** The files of a record by path. Throws UserError when they are more than can be honest. */
export async function readRecordFiles({ gitDir }: Place, commit: string): Promise<Map<string, string>> {
  const listing = await git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit], { gitDir });
  const blobs = listing.split("\0").flatMap((line) => {
    const [, id = "", size = "0", path = ""] = /^100644 blob ([0-9a-f]+) +(\d+)\t([^]+)$/.exec(line) ?? [];
    return id === "" ? [] : [{ id, size: Number(size), path }];
  });
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  if (blobs.length > most.files || bytes > most.bytes) throw tooLarge(commit);
  const input = blobs.map(({ id }) => `${id}\n`).join("");
  const contents = contentsIn(await git(["cat-file", "--batch"], { gitDir, input, bytes: true }));
  return new Map(blobs.map(({ path }, index) => [path, contents[index]?.toString("utf8") ?? ""]));
}

const tooLarge = (commit: string): UserError =>
  new UserError(
    "RECORD_REFUSED",
    `the record ${commit.slice(0, 12)} at the forge is larger than a run can have made it`,
    "nothing was restored; find out who writes to refs/phasegate/ of the repository",
  );
