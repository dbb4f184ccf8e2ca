import { UserError } from "../core/error.ts";
import { nameOfPerson, waiting, type AnswerOptions } from "./approve.ts";
import { printJson, type Environment } from "./environment.ts";
import { findRun } from "./find-run.ts";
import { repositoryHere } from "./here.ts";
import { withEngine } from "./with-engine.ts";

/** Say no to what a run asks; it stops, and can be resumed. `words` are an optional run and the reason. */
export async function reject(
  words: readonly string[],
  options: AnswerOptions,
  environment: Environment,
): Promise<number> {
  const { id, reason } = split(words);
  const repository = await repositoryHere(environment, options.repo);
  const status = await withEngine(environment, async (engine) => {
    const found = await findRun(engine, id, waiting(repository));
    const by = await nameOfPerson(found.repository, environment);
    const answered = await engine.answer(found.id, null, { approved: false, by, reason });
    return answered.status === "running" ? engine.settled(found.id) : answered;
  });
  if (options.json) printJson(environment, status);
  else
    environment.out.write(
      `run ${status.id} is ${status.status}: ${status.reason}\n  ask again with: phasegate resume ${status.id}\n`,
    );
  return 0;
}

function split(words: readonly string[]): { id: string | undefined; reason: string } {
  const [first, second] = words;
  const id = second === undefined ? undefined : first;
  const reason = second ?? first ?? "";
  if (reason.trim() !== "" && words.length <= 2) return { id, reason };
  throw new UserError(
    "NO_REASON",
    "say why, in one quoted argument",
    'for example: phasegate reject RUN "the plan has no undo"',
  );
}
