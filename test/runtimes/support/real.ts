import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import type { AgentEvent, Assignment, RuntimeChoice } from "../../../src/core/agent.ts";
import { Spending } from "../../../src/core/spending.ts";
import { acpRuntime } from "../../../src/runtimes/acp/acp-runtime.ts";
import { claudeRuntime } from "../../../src/runtimes/claude/claude-runtime.ts";
import { codexRuntime } from "../../../src/runtimes/codex/codex-runtime.ts";
import type { Runtime } from "../../../src/runtimes/runtime.ts";
import {
  type Arrange,
  endOf,
  eventsOf,
  makeStage,
  type Stage,
  type Wish,
} from "../../../src/runtimes/runtime.testsuite.ts";
import {
  ledgerOf,
  type ModelScript,
  type ModelServer,
  type Op,
  startModelServer,
  type Step,
  toolResultsSeen,
} from "../../model-server/model-server.ts";
import type { Files } from "../../support/project.ts";
import { choiceOf, credentialsFor, type RuntimeName } from "./programs.ts";

/** Variables of this machine that a test lets through; above all no key and no address of a real model. */
const kept = /^(PATH|LANG|TMPDIR|PHASEGATE_SANDBOX|PHASEGATE_TEST_RUNTIMES|VITEST|VITEST_.*|TINYPOOL.*)$/;

for (const name of Object.keys(process.env)) if (!kept.test(name)) delete process.env[name];
process.env["PATH"] = [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");

/** A process that has this variable was begun by the test whose folder it names. */
export const mark = "RUNTIME_TEST";

const runtimes = { claude: claudeRuntime, codex: codexRuntime, gemini: acpRuntime };

/** Only Gemini CLI says its last word twice after a denial: the reason comes as a prompt of its own. */
const lastWord = (name: RuntimeName, text: string): Step[] =>
  Array.from({ length: name === "gemini" ? 2 : 1 }, () => ({ say: text }));

export interface Played {
  changes?: Partial<Assignment>;
  files?: Files;
  before?: (stage: Stage) => Promise<void>;
}

/** What one turn left behind. */
export interface Done extends Stage {
  assigned: Assignment;
  server: ModelServer;
  events: AgentEvent[];
  text(file: string): Promise<string>;
}

/** A runtime with its real program, and a model for it that speaks by script. */
export interface Real {
  runtime: Runtime;
  choice: RuntimeChoice;
  /** Until the end of the test the environment is that of a user who has only this model. */
  modelFor: (script: ModelScript, folder: string) => Promise<ModelServer>;
  arrange: Arrange;
  /** One turn with a model that takes these steps. */
  play: (steps: readonly Step[], played?: Played) => Promise<Done>;
  /** One turn with a model that makes these calls, and what it read as their results. */
  tryOut: (ops: readonly Op[], played?: Played) => Promise<Done & { results: string[] }>;
}

export function real(name: RuntimeName): Real {
  const runtime = runtimes[name];
  const plain = choiceOf(name);
  const choice = plain.variables ? { ...plain, variables: [...plain.variables, mark] } : plain;

  const modelFor: Real["modelFor"] = async (script, folder) => {
    const server = await startModelServer({ script, minimumCacheTokens: 1 });
    onTestFinished(() => server.close());
    const home = path.join(folder, "home");
    await mkdir(home, { recursive: true });
    const own = { HOME: home, PHASEGATE_USER_HOME: home, ...credentialsFor(name, server.url) };
    setUntilTheEnd({ ...own, [mark]: folder });
    return server;
  };

  const arrange: Arrange = async (wishes, folder) => {
    const script = wishes.map((wish, index) => [`wish-${index}`, stepsOf(name, wish)] as const);
    const server = await modelFor(Object.fromEntries(script), folder);
    const used = () => ({ ...ledgerOf(server), costUsd: 0 });
    const prompts = script.map(([scenario]) => promptFor(scenario));
    return { runtime: choice, prompts, model: { seen: () => seenBy(server), used } };
  };

  const play: Real["play"] = async (steps, { changes = {}, files = {}, before } = {}) => {
    const stage = await makeStage({ "src/a.js": "a\n", "README.md": "# A\n", ...files });
    const server = await modelFor({ it: steps }, stage.folder);
    await before?.(stage);
    const assigned = stage.assignment(choice, { prompt: promptFor("it"), ...changes });
    const events = await eventsOf(runtime, assigned);
    const text = (file: string) => readFile(path.join(stage.tree, file), "utf8");
    return { ...stage, assigned, server, events, text };
  };

  const tryOut: Real["tryOut"] = async (ops, played) => {
    const done = await play([{ ops }, ...lastWord(name, "Done.")], played);
    expect(endOf(done.events)).toEqual([{ kind: "completed", text: "Done." }]);
    expectAllAnswered(done.events);
    return { ...done, results: toolResultsSeen(done.server, "it") };
  };

  return { runtime, choice, modelFor, arrange, play, tryOut };
}

function setUntilTheEnd(variables: Readonly<Record<string, string>>): void {
  const saved = { ...process.env };
  onTestFinished(() => {
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  });
  Object.assign(process.env, variables);
}

function stepsOf(name: RuntimeName, wish: Wish): Step[] {
  switch (wish.do) {
    case "say":
      return [{ say: wish.text }];
    case "write":
      return [{ ops: [{ write: { path: wish.path, text: wish.text } }] }, ...lastWord(name, wish.say)];
    case "shell":
      return [{ ops: [{ shell: { command: wish.command.join(" ") } }] }, ...lastWord(name, wish.say)];
    case "hang":
      return [{ hang: true }];
  }
}

function expectAllAnswered(events: readonly AgentEvent[]): void {
  const called = events.flatMap((event) => (event.type === "tool.called" ? [event.id] : []));
  const ended = events.flatMap((event) => (event.type === "tool.ended" ? [event.id] : []));
  expect(ended.toSorted(), "every call ends").toEqual(called.toSorted());
  const asked = events.flatMap((event) => (event.type === "permission.asked" ? [event.id] : []));
  const answered = events.flatMap((event) => (event.type === "permission.answered" ? [event.id] : []));
  expect(answered, "every question is answered once").toEqual(asked);
}

export const promptFor = (scenario: string): string => `[[S:${scenario}]] Do what is asked.`;

/** All that the model was sent with its newest call. */
export const seenBy = (server: ModelServer): string => JSON.stringify(server.requests().at(-1)?.body);

export const spent = (events: readonly AgentEvent[]) => {
  const spending = new Spending();
  for (const event of events) spending.see(event);
  return spending.total;
};

export const told = (server: ModelServer) => ({
  ...ledgerOf(server),
  costUsd: expect.any(Number) as unknown,
});
