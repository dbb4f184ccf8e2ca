import path from "node:path";

/** Where a run keeps its files, below the engine's home. */
export interface Place {
  root: string;
  gitDir: string;
  checkout: string;
  /** The folder that the agent host of an attempt writes into. */
  host(step: string, attempt: number): string;
  /** The agent's tree; `treeOf` is the attempt that made it. */
  tree(step: string, treeOf: number): string;
  /** Where the runtime keeps a role's sessions, for all its steps. */
  sessions(role: string): string;
}

export function placeOf(home: string, run: string): Place {
  const root = path.join(home, "runs", run);
  const step = (id: string) => path.join(root, "steps", id.replaceAll("/", "--"));
  return {
    root,
    gitDir: path.join(root, "repository.git"),
    checkout: path.join(root, "checkout"),
    host: (id, attempt) => path.join(step(id), `attempt-${attempt}`),
    tree: (id, treeOf) => path.join(step(id), `tree-${treeOf}`),
    sessions: (role) => path.join(root, "sessions", role),
  };
}
