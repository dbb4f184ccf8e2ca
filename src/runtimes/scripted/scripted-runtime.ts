import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import type { AgentEnd, AgentEvent, Assignment } from "../../core/agent.ts";
import type { Runtime } from "../runtime.ts";
import { perform } from "./perform.ts";
import { loadScenario, type Scenario, type ScriptedAttempt } from "./scenario.ts";
import { Interrupted } from "./pause.ts";

/**
 * Plays the roles of a scenario: real edits, real commands, through the same permission policy as any runtime,
 * and no model. For the demo, tests and benchmarks.
 */
export const scriptedRuntime: Runtime = {
  name: "scripted",
  capabilities: { reasonOnDeny: true, resume: true, fork: false, usd: true },
  async *turn(assignment, signal) {
    yield { type: "session.started", session: assignment.session.id };
    try {
      const scenario = await loadScenario(assignment.runtime.options["scenario"] ?? "");
      yield* play(scenario, assignment, signal);
    } catch (error) {
      yield { type: "ended", end: endBy(error) };
    }
  },
};

const endBy = (error: unknown): AgentEnd =>
  error instanceof Interrupted
    ? { kind: "interrupted" }
    : { kind: "failed", reason: error instanceof Error ? error.message : String(error) };

async function* play(
  scenario: Scenario,
  assignment: Assignment,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  const part = partOf(scenario, assignment);
  if (!part) {
    const reason = `the scenario ${scenario.name} says nothing of ${assignment.step}`;
    yield { type: "ended", end: { kind: "failed", reason } };
    return;
  }
  for (const [index, action] of part.do.entries()) {
    await log(scenario, assignment, `${index} ${Object.keys(action)[0] ?? ""}`);
    for await (const event of perform({
      action,
      id: String(index),
      assignment,
      directory: scenario.directory,
      signal,
    })) {
      yield event;
      if (event.type === "ended") return;
    }
  }
  yield* sayAndEnd(scenario, assignment, part);
}

async function* sayAndEnd(
  scenario: Scenario,
  assignment: Assignment,
  part: ScriptedAttempt,
): AsyncGenerator<AgentEvent> {
  const text =
    typeof part.say === "string"
      ? part.say
      : await readFile(path.resolve(scenario.directory, part.say.file), "utf8");
  if (part.usage)
    yield { type: "usage", message: `${assignment.step}/${assignment.attempt}`, usage: part.usage };
  await log(scenario, assignment, "end");
  yield { type: "text", text };
  const end: AgentEnd = { kind: "completed", text };
  yield { type: "ended", end };
}

/** The attempt's own part; when a step is tried more often than the scenario has parts, the last one again. */
function partOf({ steps }: Scenario, { step, attempt }: Assignment): ScriptedAttempt | undefined {
  const parts = Object.hasOwn(steps, step) ? steps[step] : undefined;
  return parts?.[attempt - 1] ?? parts?.at(-1);
}

/** One line for each thing that the agent does; an agent that is started twice shows twice. */
async function log(scenario: Scenario, { run, step, attempt }: Assignment, what: string): Promise<void> {
  if (scenario.log === undefined) return;
  await appendFile(
    path.resolve(scenario.directory, scenario.log),
    `${run} ${step} ${attempt} pid=${process.pid} ${what}\n`,
  );
}
