import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { git, GitError, orNull } from "./git.ts";
import type { GitCall } from "./launcher/task.ts";
import { type Authorization, networkEnvironment } from "./network.ts";
import { explainPush, isOvertaken, PushRefused } from "./push-refusal.ts";
import { blobsIn, contentsIn, portions, textOf } from "./texts.ts";
import type { CommitFacts, Repository, TreeChange } from "./workspace.ts";

/** The remote branch has commits that ours does not: somebody else pushed, and nothing is overwritten. */
export class NonFastForward extends Error {
  override readonly name = "NonFastForward";
}

/** What an agent left in its tree cannot become a commit; the reason is written for the agent. */
export class TreeRefused extends Error {
  override readonly name = "TreeRefused";
}

/**
 * The run's private repository; made when there is none. Never half-made: it is made beside and renamed.
 * `authorization` is for the remotes that it reads from and pushes to over http.
 */
export async function openRepository(
  gitDir: string,
  authorization: Authorization = async () => null,
): Promise<Repository> {
  if ((await stat(gitDir).catch(() => null)) === null) {
    const draft = `${gitDir}.${randomUUID()}`;
    await mkdir(draft, { recursive: true });
    await git(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", "."], { gitDir: draft });
    await rename(draft, gitDir).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if ((await stat(gitDir).catch(() => null)) === null) throw error;
    });
  }
  return new PrivateRepository(gitDir, authorization);
}

class PrivateRepository implements Repository {
  readonly gitDir: string;
  private readonly authorization: Authorization;

  constructor(gitDir: string, authorization: Authorization) {
    this.gitDir = gitDir;
    this.authorization = authorization;
  }

  private git(args: readonly string[], call: Omit<GitCall, "gitDir"> = {}): Promise<string> {
    return git(args, { gitDir: this.gitDir, ...call });
  }

  /** git on another repository. Throws PushRefused where that one refuses and a person must mend it. */
  private async gitOn(remote: string, args: readonly string[]): Promise<string> {
    const env = await networkEnvironment(remote, this.authorization);
    return this.git(args, { env }).catch((error: unknown) => {
      throw refusedBy(error) ?? error;
    });
  }

  async fetch(source: string, commit: string): Promise<void> {
    await this.bring(source, commit);
    await this.git(["update-ref", "refs/phasegate/base", commit]);
  }

  async bring(source: string, commit: string): Promise<void> {
    if ((await orNull(this.git(["cat-file", "-e", `${commit}^{tree}`]))) !== null) return;
    const upload = "git -c core.hooksPath=/dev/null upload-pack";
    await this.gitOn(source, [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--update-shallow",
      "--recurse-submodules=no",
      `--upload-pack=${upload}`,
      "--end-of-options",
      source,
      commit,
    ]);
  }

  async isAncestor(ancestor: string, commit: string): Promise<boolean> {
    return (await orNull(this.git(["merge-base", "--is-ancestor", ancestor, commit]))) !== null;
  }

  async authorOf(commit: string): Promise<string> {
    return (await this.git(["log", "-1", "--format=%an", "--end-of-options", commit])).trim();
  }

  async messages(from: string, to: string): Promise<string[]> {
    const text = await this.git(["log", "-z", "--format=%B", "--end-of-options", `${from}..${to}`]);
    return text.split("\0").filter((message) => message !== "");
  }

  async merge(ours: string, theirs: string): Promise<{ tree: string } | { conflicts: string[] }> {
    const args = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs];
    try {
      return { tree: (await this.git(args)).split("\0")[0] ?? "" };
    } catch (error) {
      if (!(error instanceof GitError) || error.stderr !== "") throw error;
      return {
        conflicts: error.stdout
          .split("\0")
          .slice(1)
          .filter((name) => name !== ""),
      };
    }
  }

  async snapshot(directory: string, base: string): Promise<string> {
    const index = path.join(this.gitDir, `index-${randomUUID()}`);
    try {
      await this.git(["read-tree", base], { index });
      await this.git(["add", "--all", "--", "."], { index, workTree: directory });
      return (await this.git(["write-tree"], { index })).trim();
    } catch (error) {
      if (error instanceof GitError && error.stderr.includes("does not have a commit checked out")) {
        throw new TreeRefused(`the tree holds a git repository of its own: ${error.stderr.trim()}`);
      }
      throw error;
    } finally {
      await rm(index, { force: true });
    }
  }

  private readonly trees = new Map<string, Promise<string>>();

  /** Asked for by every piece of evidence; a commit's tree never changes, so git is asked once. */
  treeOf(commit: string): Promise<string> {
    const known = this.trees.get(commit);
    if (known) return known;
    const asked = this.git(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`]).then((text) =>
      text.trim(),
    );
    this.trees.set(commit, asked);
    asked.catch(() => this.trees.delete(commit));
    return asked;
  }

  async commit({ tree, parent, message, name, email, atSeconds }: CommitFacts): Promise<string> {
    const date = `@${atSeconds} +0000`;
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    };
    return (await this.git(["commit-tree", tree, "-p", parent], { input: message, env })).trim();
  }

  async changes(from: string, to: string): Promise<TreeChange[]> {
    const trees = [`${from}^{tree}`, `${to}^{tree}`];
    return parseRaw(
      await this.git(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", ...trees]),
    );
  }

  async diff(from: string, to: string, limit: number): Promise<string> {
    const text = await this.git([
      "diff",
      "--no-ext-diff",
      "--no-textconv",
      "--no-color",
      "--no-renames",
      from,
      to,
    ]);
    return text.length <= limit
      ? text
      : `${text.slice(0, limit)}\n[the diff goes on for ${text.length - limit} more characters]\n`;
  }

  async checkout(commit: string, directory: string, keep: readonly string[]): Promise<void> {
    const made = await mkdir(directory, { recursive: true });
    const call = { index: this.indexOf(directory), workTree: directory };
    await rm(`${call.index}.lock`, { force: true }); // of a git that died with its engine
    await this.git(["read-tree", "--reset", "-u", commit], call);
    if (made !== undefined) return; // a new folder holds nothing else
    await this.git(["clean", "-ffdxq", ...keep.flatMap((name) => ["-e", name])], call);
    await this.removeGitDirs(commit, directory);
  }

  /** git clean never touches what is called .git, but no commit holds such a thing. */
  private async removeGitDirs(commit: string, directory: string): Promise<void> {
    const folders = (await this.git(["ls-tree", "-r", "-d", "-z", "--name-only", commit])).split("\0");
    await Promise.all(
      folders.map((folder) => rm(path.join(directory, folder, ".git"), { recursive: true, force: true })),
    );
  }

  private indexOf(directory: string): string {
    return path.join(
      this.gitDir,
      `checkout-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`,
    );
  }

  async setBranch(branch: string, commit: string): Promise<void> {
    await this.git(["update-ref", "--end-of-options", `refs/heads/${branch}`, commit]);
  }

  async branch(branch: string): Promise<string | null> {
    return (
      (
        await orNull(
          this.git(["rev-parse", "--verify", "--quiet", "--end-of-options", `refs/heads/${branch}`]),
        )
      )?.trim() ?? null
    );
  }

  async push(remote: string, branch: string, commit: string): Promise<void> {
    const receive = "git -c core.hooksPath=/dev/null -c gc.auto=0 receive-pack";
    try {
      await this.gitOn(remote, [
        "push",
        "--quiet",
        "--porcelain",
        "--no-verify",
        "--recurse-submodules=no",
        `--receive-pack=${receive}`,
        "--end-of-options",
        remote,
        `${commit}:refs/heads/${branch}`,
      ]);
    } catch (error) {
      if (error instanceof GitError && isOvertaken(error)) {
        // curl sends a request again whose reply was lost, and the second one meets what the first one did.
        if ((await this.remoteBranch(remote, branch)) === commit) return;
        throw new NonFastForward(
          `${branch} has commits at the remote that this run does not know; nothing was overwritten`,
        );
      }
      throw error;
    }
  }

  async remoteBranch(remote: string, branch: string): Promise<string | null> {
    const line = await this.gitOn(remote, ["ls-remote", "--end-of-options", remote, `refs/heads/${branch}`]);
    return line === "" ? null : (line.split("\t")[0] ?? null);
  }

  async file(commit: string, file: string): Promise<string | null> {
    return orNull(this.git(["cat-file", "blob", `${commit}:${file}`]));
  }

  async files(commit: string): Promise<string[]> {
    return (await this.git(["ls-tree", "-r", "-z", "--name-only", commit]))
      .split("\0")
      .filter((name) => name !== "");
  }

  async texts(commit: string, paths: Iterable<string>): Promise<Map<string, string>> {
    const wanted = new Set(paths);
    if (wanted.size === 0) return new Map();
    const listing = await this.git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
    const blobs = blobsIn(listing).filter((blob) => wanted.has(blob.path));
    const texts = new Map<string, string>();
    for (const some of portions(blobs)) {
      const input = some.map(({ id }) => `${id}\n`).join("");
      const contents = contentsIn(await this.git(["cat-file", "--batch"], { input, bytes: true }));
      for (const [index, blob] of some.entries()) {
        const text = textOf(contents[index]);
        if (text !== null) texts.set(blob.path, text);
      }
    }
    return texts;
  }
}

function refusedBy(error: unknown): PushRefused | null {
  if (!(error instanceof GitError) || isOvertaken(error)) return null;
  const why = explainPush(error);
  return why === null || why === "transient" ? null : new PushRefused(why, { cause: error });
}

const kinds = { A: "added", D: "deleted" } as const;

/** `:old-mode new-mode old-id new-id status NUL path NUL`, again and again. */
function parseRaw(text: string): TreeChange[] {
  const fields = text.split("\0");
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = "", newMode = "", , , status = ""] = (fields[at] ?? "").slice(1).split(" ");
    const kind = status === "A" || status === "D" ? kinds[status] : "modified";
    changes.push({ path: fields[at + 1] ?? "", kind, mode: kind === "deleted" ? oldMode : newMode });
  }
  return changes;
}
