import { realpath } from "node:fs/promises";
import { UserError } from "../core/error.ts";
import { readGit } from "./user-git.ts";

/** The user's repository, whatever a run begins from. */
export interface UserClone {
  /** Real path of its top folder. */
  root: string;
  /** Changed or new files that are not committed, and so no part of a run. */
  uncommitted: number;
}

/** The user's repository as a run finds it. It is read and never changed. */
export interface UserRepository extends UserClone {
  baseBranch: string;
  /** The commit that a run begins from. */
  base: string;
}

/** The top folder of the repository that holds `directory`; null when there is none. */
export async function repositoryAt(directory: string): Promise<string | null> {
  const { exitCode, stdout } = await readGit(directory, ["rev-parse", "--show-toplevel"]);
  return exitCode === 0 ? realpath(stdout.replace(/\n$/, "")) : null;
}

/** Everything a run needs to know of the repository; throws a UserError for what a run cannot begin from. */
export async function readRepository(directory: string, base: string | undefined): Promise<UserRepository> {
  const clone = await readClone(directory);
  const baseBranch = base ?? (await currentBranch(directory));
  return { ...clone, baseBranch, base: await commitOf(directory, baseBranch) };
}

/** The same where a run begins from what a forge has. */
export async function readClone(directory: string): Promise<UserClone> {
  const bare = await isBare(directory);
  await requireCommit(directory);
  if (bare) throw bareRepository(directory);
  return {
    root: (await repositoryAt(directory)) ?? directory,
    uncommitted: await uncommittedFiles(directory),
  };
}

/** Paths of all files of a commit. */
export async function filesOf(root: string, commit: string): Promise<string[]> {
  const { stdout } = await readGit(root, ["ls-tree", "-r", "-z", "--name-only", commit]);
  return stdout.split("\0").filter((path) => path !== "");
}

/** A file of a commit; null when it does not exist there. */
export async function fileOf(root: string, commit: string, path: string): Promise<string | null> {
  const { exitCode, stdout } = await readGit(root, ["cat-file", "blob", `${commit}:${path}`]);
  return exitCode === 0 ? stdout : null;
}

async function isBare(directory: string): Promise<boolean> {
  const { exitCode, stdout, stderr } = await readGit(directory, ["rev-parse", "--is-bare-repository"]);
  if (exitCode === 0) return stdout.trim() === "true";
  if (stderr.includes("not a git repository")) throw notARepository(directory);
  throw unreadable(directory, stderr);
}

async function requireCommit(directory: string): Promise<void> {
  const { exitCode } = await readGit(directory, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (exitCode !== 0) throw noCommit(directory);
}

async function currentBranch(directory: string): Promise<string> {
  const { exitCode, stdout } = await readGit(directory, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  if (exitCode === 0) return stdout.trim();
  const branches = await branchesOf(directory);
  throw detached(directory, branches.includes("main") ? "main" : (branches[0] ?? "main"));
}

async function commitOf(directory: string, branch: string): Promise<string> {
  const { exitCode, stdout } = await readGit(directory, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `refs/heads/${branch}^{commit}`,
  ]);
  if (exitCode !== 0) throw unknownBranch(branch, await branchesOf(directory));
  return stdout.trim();
}

async function branchesOf(directory: string): Promise<string[]> {
  const { stdout } = await readGit(directory, ["for-each-ref", "--format=%(refname:short)", "refs/heads"]);
  return stdout.split("\n").filter((branch) => branch !== "");
}

async function uncommittedFiles(directory: string): Promise<number> {
  const { stdout } = await readGit(directory, [
    "status",
    "--porcelain",
    "--untracked-files=all",
    "--ignore-submodules=dirty",
  ]);
  return stdout.split("\n").filter((line) => line !== "").length;
}

const notARepository = (directory: string): UserError =>
  new UserError(
    "NOT_A_REPOSITORY",
    `${directory} is not a git repository`,
    "run this inside a clone, or name one with --repo DIR",
  );

const unreadable = (directory: string, stderr: string): UserError =>
  new UserError(
    "REPOSITORY_UNREADABLE",
    `git cannot read ${directory}: ${stderr.trim()}`,
    "mend what git names, then run again",
  );

const noCommit = (directory: string): UserError =>
  new UserError(
    "NO_COMMIT",
    `${directory} has no commit that a run could begin from`,
    'make a first commit: git add -A && git commit -m "First commit"',
  );

const bareRepository = (directory: string): UserError =>
  new UserError(
    "BARE_REPOSITORY",
    `${directory} is a bare repository, without files`,
    "name a clone of it with --repo DIR",
  );

const detached = (directory: string, branch: string): UserError =>
  new UserError(
    "DETACHED_HEAD",
    `${directory} is not on a branch (detached HEAD)`,
    `say which branch the work is for: --base ${branch}`,
  );

function unknownBranch(branch: string, branches: readonly string[]): UserError {
  const list = branches.slice(0, 20).join(", ") + (branches.length > 20 ? " …" : "");
  return new UserError("UNKNOWN_BRANCH", `there is no branch ${branch}`, `these branches exist: ${list}`);
}
