import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";
import type { AgentEnd, AgentEvent, Assignment } from "../../core/agent.ts";
import { type Runtime, type Session, SessionLost } from "../runtime.ts";
import { perform } from "./perform.ts";
import { loadScenario, type Scenario, type ScriptedAttempt } from "./scenario.ts";
import { Interrupted } from "./pause.ts";

/**
 * Plays the roles of a scenario: real edits, real commands, through the same permission policy as any runtime,
 * and no model. For the demo, tests and benchmarks. The scenario knows each attempt, so a session that is gone
 * on with needs no memory.
 */
export const scriptedRuntime: Runtime = {
  name: "scripted",
  capabilities: { reasonOnDeny: true, resume: true, fork: false },
  start: (assignment) => Promise.resolve(new ScriptedSession(assignment)),
  resume: (assignment) => Promise.resolve(new ScriptedSession(assignment)),
  fork: () => Promise.reject(new SessionLost("a scripted session cannot be copied")),
};

class ScriptedSession implements Session {
  readonly id: string;
  readonly sandbox = null;
  private readonly assignment: Assignment;
  private interruption = new AbortController();
  private isPlayed = false;

  constructor(assignment: Assignment) {
    this.id = assignment.session.id;
    this.assignment = assignment;
  }

  async *send(): AsyncGenerator<AgentEvent> {
    this.interruption = new AbortController();
    try {
      const scenario = await loadScenario(this.assignment.runtime.options["scenario"] ?? "");
      const again = this.isPlayed;
      this.isPlayed = true;
      yield* again
        ? repeat(scenario, this.assignment)
        : play(scenario, this.assignment, this.interruption.signal);
    } catch (error) {
      yield { type: "ended", end: endBy(error) };
    }
  }

  interrupt(): Promise<void> {
    this.interruption.abort();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.interrupt();
  }
}

const endBy = (error: unknown): AgentEnd =>
  error instanceof Interrupted
    ? { kind: "interrupted" }
    : { kind: "failed", fault: "agent", reason: error instanceof Error ? error.message : String(error) };

async function* play(
  scenario: Scenario,
  assignment: Assignment,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  const part = partOf(scenario, assignment);
  if (!part) {
    const reason = `the scenario ${scenario.name} says nothing of ${assignment.step}`;
    yield { type: "ended", end: { kind: "failed", fault: "agent", reason } };
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
  const text = await textOf(scenario, part);
  const message = `${assignment.step}/${assignment.attempt}`;
  if (part.usage) yield { type: "usage", message, model: "scripted", usage: part.usage };
  await log(scenario, assignment, "end");
  yield { type: "text", text };
  const end: AgentEnd = { kind: "completed", text };
  yield { type: "ended", end };
}

function textOf({ directory }: Scenario, { say }: ScriptedAttempt): Promise<string> {
  return typeof say === "string" ? Promise.resolve(say) : readFile(path.resolve(directory, say.file), "utf8");
}

/** Asked once more in the same turn, the agent says again what it said. */
async function* repeat(scenario: Scenario, assignment: Assignment): AsyncGenerator<AgentEvent> {
  const part = partOf(scenario, assignment);
  const end: AgentEnd = { kind: "completed", text: part ? await textOf(scenario, part) : "" };
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
