import { UserError } from "../core/error.ts";
import { type AnswerOptions, nameOfPerson, waiting } from "./approve.ts";
import type { Environment } from "./environment.ts";
import { findRun } from "./find-run.ts";
import { inForeground } from "./foreground.ts";
import { repositoryHere } from "./here.ts";
import { openFor } from "./with-engine.ts";

/** Answer the question that a run waits for, and go on with it in the foreground. `words` are [RUN] NUMBER [TEXT]. */
export async function answer(
  words: readonly string[],
  options: AnswerOptions,
  environment: Environment,
): Promise<number> {
  const { id, number, text } = split(words);
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
      const answered = await engine.reply(status.id, { number, text, by });
      return answered.status === "waiting" ? engine.resume(status.id) : answered;
    },
  });
}

const isNumber = (word: string | undefined): word is string => word !== undefined && /^\d{1,2}$/.test(word);

/** A run's id never is one or two digits, so the first word says which form this is. */
function split(words: readonly string[]): { id: string | undefined; number: number; text: string } {
  const [first, second, third] = words;
  if (isNumber(first) && words.length <= 2)
    return { id: undefined, number: Number(first), text: second ?? "" };
  if (isNumber(second) && words.length <= 3) return { id: first, number: Number(second), text: third ?? "" };
  throw new UserError(
    "NO_ANSWER",
    "say which of the numbered answers you choose, and quote a text that belongs to it",
    'for example: phasegate answer RUN 1 "use the existing table"',
  );
}
