import type { PathChange } from "../core/policy.ts";

/** A change of one path between two trees, with git's word for modes ("100644", "100755", "120000"). */
export interface TreeChange extends PathChange {
  mode: string;
}

export interface CommitFacts {
  tree: string;
  parent: string;
  message: string;
  /** Author and committer; seconds since the epoch make the commit the same when it is made again. */
  name: string;
  email: string;
  atSeconds: number;
}

/**
 * The engine's private repository of one run: bare, outside anything an agent can write. Global and system
 * configuration, hooks, external diff, textconv, filters and submodule recursion are off. All work is
 * idempotent: doing it again after a crash gives the same objects.
 */
export interface Repository {
  readonly gitDir: string;
  /** Bring `commit` and its history from the user's repository. */
  fetch(source: string, commit: string): Promise<void>;
  /** The tree of what lies in `directory` now (respecting .gitignore), as an object in this repository. */
  snapshot(directory: string, base: string): Promise<string>;
  treeOf(commit: string): Promise<string>;
  /** Bring a commit that somebody else pushed, with its history. */
  bring(remote: string, commit: string): Promise<void>;
  isAncestor(ancestor: string, commit: string): Promise<boolean>;
  /** Name of the commit's author. */
  authorOf(commit: string): Promise<string>;
  /** Messages of the commits that lead from one to the other, newest first. */
  messages(from: string, to: string): Promise<string[]>;
  /** The tree that has the changes of both since they parted; the paths where they contradict each other. */
  merge(ours: string, theirs: string): Promise<{ tree: string } | { conflicts: string[] }>;
  commit(facts: CommitFacts): Promise<string>;
  /** Changes between two trees or commits, renames as delete and add. */
  changes(from: string, to: string): Promise<TreeChange[]>;
  /** The unified diff between two commits, at most `limit` characters. */
  diff(from: string, to: string, limit: number): Promise<string>;
  /** Write the commit's files into `directory` and remove what does not belong, keeping `keep` (globs of directory names such as node_modules). */
  checkout(commit: string, directory: string, keep: readonly string[]): Promise<void>;
  setBranch(branch: string, commit: string): Promise<void>;
  branch(branch: string): Promise<string | null>;
  /**
   * Push exactly `commit` to `branch` of `remote`; never forced. Nothing happens when it is there already. Throws
   * NonFastForward when somebody else pushed, PushRefused when the remote refuses.
   */
  push(remote: string, branch: string, commit: string): Promise<void>;
  /** What `branch` of `remote` points at; null when it does not exist. Throws PushRefused when it may not be read. */
  remoteBranch(remote: string, branch: string): Promise<string | null>;
  /** A file of a commit; null when it does not exist. */
  file(commit: string, path: string): Promise<string | null>;
  files(commit: string): Promise<string[]>;
  /**
   * Many files of a commit at once, by path. Left out are those that do not exist, binary ones, and those larger
   * than 2 MB. A link is the path that it leads to.
   */
  texts(commit: string, paths: Iterable<string>): Promise<Map<string, string>>;
}

/** What a process did. Output is stdout and stderr in the order they came. */
export interface ProcessResult {
  exitCode: number;
  /** Set when it was ended by a signal, could not be started, or ran out of time. */
  problem: string | null;
  durationMs: number;
  outputSha256: string;
  outputTail: string;
  /** When it was asked for: the beginning of all that was printed, without colours, and of stdout alone. */
  printed?: { all: string; stdout: string; cut: boolean } | undefined;
}
