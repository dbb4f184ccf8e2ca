import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type Files, git, makeRepository } from "../../test/support/project.ts";
import { openRepository } from "./repository.ts";
import type { CommitFacts, Repository } from "./workspace.ts";

/** A folder for one test; removed afterwards. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "phasegate-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A user's repository with one commit, and the engine's own repository that has fetched it. */
export interface Place {
  root: string;
  /** The user's repository. */
  user: string;
  base: string;
  repository: Repository;
}

export async function makePlace(files: Files = { "a.txt": "one\n" }, folder?: string): Promise<Place> {
  const root = folder ?? (await tempFolder());
  const user = await makeRepository(path.join(root, "user"), files);
  const base = await git(user, "rev-parse", "HEAD");
  const repository = await openRepository(path.join(root, "private.git"));
  await repository.fetch(user, base);
  return { root, user, base, repository };
}

/** Facts of a commit that differ only where a test says so. */
export const facts = (tree: string, parent: string, changes: Partial<CommitFacts> = {}): CommitFacts => ({
  tree,
  parent,
  message: "Work\n",
  name: "Agent",
  email: "agent@localhost",
  atSeconds: 1_700_000_000,
  ...changes,
});

/** The commit of what lies in `directory` now, on `parent`. */
export async function commitOf(repository: Repository, directory: string, parent: string): Promise<string> {
  return repository.commit(facts(await repository.snapshot(directory, parent), parent));
}
