import { type Choice, type Question, renderQuestion, sayChoice } from "../core/choice.ts";
import type { KeyedEvent } from "../core/event.ts";
import type { EngineContext, RunHands } from "./context.ts";

/** Ask a person, on the issue and in the journal; the run then waits, and nothing runs. */
export async function askPerson(
  context: EngineContext,
  run: string,
  question: Question,
): Promise<KeyedEvent[]> {
  const hands = await context.of(run);
  await post(hands, question, "");
  const events = hands.journal.stamp([
    { key: `question/${question.number}/asked`, event: { type: "question.asked", ...question } },
  ]);
  await hands.journal.append(events);
  return events;
}

/** Say under the question what was answered. */
export const postAnswer = (
  hands: RunHands,
  question: Question,
  { choice, by }: { choice: Choice; by: string },
): Promise<void> => post(hands, question, `**Answered by ${by}:** ${sayChoice(choice)}`);

async function post(
  { definition, forge, journal }: RunHands,
  question: Question,
  answer: string,
): Promise<void> {
  const started = await journal.started();
  if (!started) throw new Error(`run ${definition.id} has not begun`);
  await forge.ensureComment(
    { issue: started.issue },
    {
      marker: `phasegate run=${definition.id} question=${question.number}`,
      body: renderQuestion(definition.id, question, answer),
    },
  );
}
