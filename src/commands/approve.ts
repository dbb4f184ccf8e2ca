import type { Environment } from "./environment.ts";
import { findRun, type Newest } from "./find-run.ts";
import { inForeground } from "./foreground.ts";
import { repositoryHere } from "./here.ts";
import { identityIn } from "./identity.ts";
import { openFor } from "./with-engine.ts";

export interface AnswerOptions {
  repo?: string;
  json?: boolean;
  wait?: boolean;
}

/** Say yes to what a run asks, and go on with it in the foreground. */
export async function approve(
  id: string | undefined,
  options: AnswerOptions & { message?: string },
  environment: Environment,
): Promise<number> {
  const repository = await repositoryHere(environment, options.repo);
  const { engine, status } = await openFor(environment, (opened) => findRun(opened, id, waiting(repository)));
  return inForeground({
    environment,
    engine,
    json: options.json === true,
    wait: options.wait === true,
    status,
    async begin() {
      const by = await nameOfPerson(status.repository, environment);
      const answered = await engine.answer(status.id, null, {
        approved: true,
        by,
        reason: options.message ?? "",
      });
      return answered.status === "running" ? answered : engine.resume(status.id);
    },
  });
}

export const waiting = (repository: string | null): Newest => ({
  repository,
  among: ["waiting"],
  called: " that waits for an answer",
});

/** Who answers: the user's name in git, else on this machine. */
export async function nameOfPerson(repository: string, environment: Environment): Promise<string> {
  const identity = await identityIn(repository).catch(() => null);
  return identity?.name ?? environment.userName;
}
