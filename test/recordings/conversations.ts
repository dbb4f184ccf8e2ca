import type { AgentEvent, Assignment, RuntimeChoice } from "../../src/core/agent.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { eventsOf, type Stage, withShell } from "../../src/runtimes/runtime.testsuite.ts";
import type { Op, Step } from "../model-server/model-server.ts";

/** One process of an agent, and what it is told. */
interface Sitting {
  open: "start" | "resume" | "fork";
  /** Scenarios of the model, one a prompt; the first alone goes through the driver. */
  prompts: string[];
  /** Interrupt the turn when a tool has ended. */
  isInterrupted?: true;
}

export interface Conversation {
  name: string;
  script: Record<string, Step[]>;
  sittings: Sitting[];
  policy: Policy;
}

const withoutShell: Policy = { ...withShell, shell: false };

const alone: Sitting[] = [{ open: "start", prompts: ["it"] }];

const plain = (name: string, ...it: Step[]): Conversation => ({
  name,
  script: { it },
  sittings: alone,
  policy: withoutShell,
});

/** After a denial an ACP agent is told why by a prompt of its own, so what is said last is said twice. */
const acting = (name: string, op: Op, policy = withoutShell): Conversation => ({
  ...plain(name, { ops: [op] }, { say: "Done." }, { say: "Done." }),
  policy,
});

const colourful = (name: string, sittings: Sitting[]): Conversation => ({
  name,
  script: { it: [{ say: "The answer is blue." }], again: [{ say: "It still is." }] },
  sittings,
  policy: withoutShell,
});

const write = (path: string): Op => ({ write: { path, text: "new\n" } });
const touch: Op = { shell: { command: "touch src/made" } };

/** What is recorded of every runtime that can do it. */
const everywhere: Conversation[] = [
  plain("says", { say: "## Summary\n\nNothing to do." }),
  acting("writes", write("src/new.js")),
  acting("may not write", write("README.md")),
  acting("runs a command", touch, withShell),
  acting("may not run a command", touch),
  {
    ...plain("is interrupted", { ops: [write("src/new.js")] }, { hang: true }),
    sittings: [{ open: "start", prompts: ["it"], isInterrupted: true }],
  },
  colourful("goes on", [{ open: "start", prompts: ["it", "again"] }]),
  colourful("is resumed", [...alone, { open: "resume", prompts: ["again"] }]),
  plain("has no login", { error: { status: 401, message: "invalid key" } }),
  plain("is overloaded once", { say: "Fine.", error: { status: 529, times: 1 } }),
  plain("is cut off once", { say: "Here it is.", cut: { times: 1 } }),
];

const forked = colourful("is forked", [...alone, { open: "fork", prompts: ["again"] }]);

/** Gemini CLI asks again by itself, and forgets what was answered with nothing. */
const silent = ({ name }: Runtime): Conversation =>
  name === "acp"
    ? plain("says nothing", ...Array.from({ length: 60 }, () => ({ say: " " })))
    : plain("says nothing at first", { say: " " }, { say: "Here it is." });

export const conversationsOf = (runtime: Runtime): Conversation[] => [
  ...everywhere,
  silent(runtime),
  ...(runtime.capabilities.fork ? [forked] : []),
];

const promptFor = (scenario: string): string => `[[S:${scenario}]] Do what is asked.`;

const forkId = "6c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00";

export interface Scene {
  runtime: Runtime;
  stage: Stage;
  /** With the program of the sitting of this index. */
  choiceFor(index: number): RuntimeChoice;
}

/** Where the sitting of this index keeps its things: a fork has a folder of its own. */
export const sessionsOf = ({ folder }: Stage, { open }: Sitting): string =>
  open === "fork" ? `${folder}/sessions-of-another` : `${folder}/sessions`;

/** All events of all sittings. */
export async function hold({ sittings, policy }: Conversation, scene: Scene): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for (const [index, sitting] of sittings.entries()) {
    const sessions = sessionsOf(scene.stage, sitting);
    const assignment = scene.stage.assignment(scene.choiceFor(index), {
      prompt: promptFor(sitting.prompts[0] ?? ""),
      sessions,
      policy,
      ...sessionFor(sitting, events, scene.stage),
    });
    events.push(...(await sit(scene.runtime, assignment, sitting)));
  }
  return events;
}

function sessionFor({ open }: Sitting, before: readonly AgentEvent[], stage: Stage): Partial<Assignment> {
  const id = before.flatMap((event) => (event.type === "session.started" ? [event.session] : [])).at(-1);
  if (open === "start" || id === undefined) return {};
  if (open === "resume") return { session: { kind: "resume", id } };
  return { session: { kind: "fork", id: forkId, from: id, sessions: `${stage.folder}/sessions` } };
}

async function sit(runtime: Runtime, assignment: Assignment, sitting: Sitting): Promise<AgentEvent[]> {
  const [, ...others] = sitting.prompts;
  if (others.length > 0) return sitThrough(runtime, assignment, sitting.prompts);
  const abort = new AbortController();
  const seen = ({ type }: AgentEvent): void => {
    if (sitting.isInterrupted && type === "tool.ended") abort.abort();
  };
  return eventsOf(runtime, assignment, { signal: abort.signal, seen });
}

/** Several prompts in one session, without the driver, whose turn is one prompt. */
async function sitThrough(runtime: Runtime, assignment: Assignment, prompts: readonly string[]) {
  const session = await runtime.start(assignment);
  const events: AgentEvent[] = [];
  for (const prompt of prompts) for await (const event of session.send(promptFor(prompt))) events.push(event);
  await session.close();
  return events;
}
