import { networkEnvironment } from "../workspace/network.ts";
import { readGit } from "./user-git.ts";

export async function hasCommit(root: string, commit: string): Promise<boolean> {
  const { exitCode } = await readGit(root, ["cat-file", "-e", `${commit}^{tree}`]);
  return exitCode === 0;
}

/** How many commits the branch that is checked out has and `commit` has not. */
export async function commitsBeyond(root: string, commit: string): Promise<number> {
  const { exitCode, stdout } = await readGit(root, ["rev-list", "--count", "HEAD", `^${commit}`]);
  return exitCode === 0 ? Number(stdout) : 0;
}

/** Nothing but objects: no reference, no FETCH_HEAD, no tag, no submodule, and nothing is packed or pruned. */
const objectsOnly = [
  "--quiet",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-prune",
  "--recurse-submodules=no",
  "--refmap=",
];

const withoutPrograms = [
  "protocol.allow=never",
  "protocol.https.allow=always",
  "credential.helper=",
  "gc.auto=0",
  "maintenance.auto=false",
  "fetch.writeCommitGraph=false",
  "fetch.fsckObjects=true",
].flatMap((setting) => ["-c", setting]);

/**
 * Bring the objects of one commit into the user's clone, which sees no other change. Gives git's own words when
 * that fails, null when it is done. Neither helper nor askpass is started, and the token goes to this remote alone.
 */
export async function bringCommit(
  root: string,
  from: { remote: string; commit: string },
  authorization: () => Promise<string | null>,
): Promise<string | null> {
  const env = { ...(await networkEnvironment(from.remote, authorization)), GIT_ASKPASS: "", SSH_ASKPASS: "" };
  const args = [...withoutPrograms, "fetch", ...objectsOnly, "--end-of-options", from.remote, from.commit];
  const { exitCode, stderr } = await readGit(root, args, env);
  return exitCode === 0 ? null : stderr.trim();
}
