import { randomUUID } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { git } from "./git.ts";
import type { Repository } from "./workspace.ts";

/**
 * A plain tree for an agent at `commit`, with a throw-away `.git` so that the agent may look at its own changes.
 * The engine never runs git on that `.git` again. A tree that exists is left as it is.
 */
export async function prepareAgentTree(
  repository: Repository,
  commit: string,
  directory: string,
): Promise<void> {
  if ((await stat(directory).catch(() => null)) !== null) return;
  const draft = `${directory}.${randomUUID()}`;
  try {
    await repository.checkout(commit, draft, []);
    await throwAwayGit(draft);
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function throwAwayGit(tree: string): Promise<void> {
  const gitDir = path.join(tree, ".git");
  const identity = {
    GIT_AUTHOR_NAME: "phasegate",
    GIT_AUTHOR_EMAIL: "phasegate@localhost",
    GIT_COMMITTER_NAME: "phasegate",
    GIT_COMMITTER_EMAIL: "phasegate@localhost",
  };
  const call = { gitDir, workTree: tree, env: identity };
  await git(["init", "--quiet", "--template=", "--initial-branch=work", tree], {
    gitDir: tree,
    env: { GIT_DIR: gitDir },
  });
  await git(["add", "--all", "--force", "--", "."], call);
  await git(
    ["commit", "--quiet", "--no-verify", "--allow-empty", "--message=The state that this step begins from"],
    call,
  );
}
