import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Git with nothing of the machine's or the user's settings. */
export const gitEnvironment = (root: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: root,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
});

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; date: string };
  committer: { name: string; email: string; date: string };
  message: string;
}

/** The bare repository behind one repository of GitHub's: the only truth about its commits and references. */
export class Bare {
  readonly folder: string;
  private readonly root: string;

  constructor(root: string, name: string) {
    this.root = root;
    this.folder = path.join(root, `${name}.git`);
  }

  async git(...args: string[]): Promise<string> {
    const options = { cwd: this.folder, env: gitEnvironment(this.root), maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run("git", args, options);
    return stdout.trimEnd();
  }

  /** From a local repository (all its branches and tags), another bare one, or files for one first commit. */
  async seed(from: string | Record<string, string>, branch: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await this.git("init", "--quiet", "--bare", `--initial-branch=${branch}`, ".");
    await this.git("config", "http.receivepack", "true");
    await this.git("config", "receive.hideRefs", "refs/pull"); // GitHub: "deny updating a hidden ref"
    await this.git("config", "gc.auto", "0");
    await this.git("config", "receive.autogc", "false"); // leaves a process behind
    if (typeof from === "string")
      await this.git("fetch", "--quiet", from, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
    else await this.firstCommit(from, branch);
  }

  private async firstCommit(files: Record<string, string>, branch: string): Promise<void> {
    const tree = path.join(this.root, "seed");
    const index = ["--git-dir", this.folder, "--work-tree", tree];
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.join(tree, path.dirname(name)), { recursive: true });
      await writeFile(path.join(tree, name), content);
    }
    await mkdir(tree, { recursive: true });
    await this.git(...index, "add", "--all");
    const commit = await this.git("commit-tree", "-m", "Initial commit", await this.git("write-tree"));
    await this.git("update-ref", `refs/heads/${branch}`, commit);
  }

  /** Full names of references with their objects. */
  async refs(prefix = ""): Promise<Map<string, string>> {
    const listed = await this.git(
      "for-each-ref",
      "--format=%(refname) %(objectname)",
      ...(prefix ? [prefix] : []),
    );
    return new Map(listed.split("\n").flatMap((line) => pairOf(line)));
  }

  async resolve(name: string): Promise<string | null> {
    try {
      return await this.git("rev-parse", "--quiet", "--verify", "--end-of-options", `${name}^{commit}`);
    } catch {
      return null;
    }
  }

  async branch(name: string): Promise<string | null> {
    return await this.resolve(`refs/heads/${name}`);
  }

  async commit(sha: string): Promise<Commit> {
    const format = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B";
    const parts = (await this.git("show", "--no-patch", `--format=${format}`, sha)).split("\0");
    const [
      hash = "",
      tree = "",
      parents = "",
      an = "",
      ae = "",
      aI = "",
      cn = "",
      ce = "",
      cI = "",
      message = "",
    ] = parts;
    return {
      sha: hash,
      tree,
      parents: parents.split(" ").filter(Boolean),
      author: { name: an, email: ae, date: aI },
      committer: { name: cn, email: ce, date: cI },
      message: message.trimEnd(),
    };
  }

  async contains(descendant: string, ancestor: string): Promise<boolean> {
    try {
      await this.git("merge-base", "--is-ancestor", ancestor, descendant);
      return true;
    } catch {
      return false;
    }
  }

  /** A hook that runs under this process's own Node. */
  async hook(name: string, source: string): Promise<void> {
    const file = path.join(this.folder, "hooks", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `#!${process.execPath}\n${source}`);
    await chmod(file, 0o755);
  }
}

function pairOf(line: string): [string, string][] {
  const [name, sha] = line.split(" ");
  return name && sha ? [[name, sha]] : [];
}
