import path from "node:path";
import type { Environment } from "./environment.ts";
import { repositoryAt } from "./user-repository.ts";

/** The repository that a command without a run's name is about; null outside of any. */
export function repositoryHere(environment: Environment, repo: string | undefined): Promise<string | null> {
  return repositoryAt(path.resolve(environment.cwd, repo ?? "."));
}
