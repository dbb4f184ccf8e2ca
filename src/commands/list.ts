import path from "node:path";
import { UserError } from "../core/error.ts";
import type { RunStatus } from "../core/status.ts";
import { printJson, type Environment } from "./environment.ts";
import { firstLine, moneyOf } from "./figures.ts";
import { repositoryHere } from "./here.ts";
import { table } from "./table.ts";
import { withEngine } from "./with-engine.ts";

/** Show all runs, or those of one repository, newest first. */
export async function list(
  options: { repo?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const repository = options.repo === undefined ? null : await repositoryNamed(options.repo, environment);
  const found = await withEngine(environment, (engine) =>
    engine.list(repository === null ? {} : { repository }),
  );
  const runs = found.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (options.json)
    printJson(
      environment,
      runs.map(({ steps: _steps, gates: _gates, ...run }) => run),
    );
  else environment.out.write(`${runs.length === 0 ? "no runs yet" : table(rowsOf(runs)).join("\n")}\n`);
  return 0;
}

async function repositoryNamed(repo: string, environment: Environment): Promise<string> {
  const repository = await repositoryHere(environment, repo);
  if (repository !== null) return repository;
  throw new UserError("NOT_A_REPOSITORY", `${repo} is not a git repository`, "name a clone with --repo DIR");
}

function rowsOf(runs: readonly RunStatus[]): string[][] {
  const rows = runs.map((run) => [
    run.id,
    run.status,
    run.workflow,
    moneyOf(run.usage.costUsd, run.budget),
    run.createdAt.slice(0, 16).replace("T", " "),
    path.basename(run.repository),
    firstLine(run.feature.title),
  ]);
  return [["run", "status", "workflow", "cost", "begun (UTC)", "repository", "feature"], ...rows];
}
