import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import type { AgentEvent, Assignment, RuntimeChoice } from "../../src/core/agent.ts";
import { Spending } from "../../src/core/spending.ts";
import { claudeRuntime } from "../../src/runtimes/claude/claude-runtime.ts";
import { type Arrange, eventsOf, makeStage, type Wish } from "../../src/runtimes/runtime.testsuite.ts";
import { type Files } from "../support/project.ts";
import { ledgerOf, type ModelServer, type Step, startModelServer } from "../model-server/model-server.ts";

const installed = process.env["PHASEGATE_TEST_RUNTIMES"] ?? "";

export const claudeCommand = [path.join(installed, "node_modules/.bin/claude")];

/** Variables of this machine that a test lets through; above all no key and no address of a real model. */
const kept = new Set(["PATH", "LANG", "TMPDIR", "PHASEGATE_SANDBOX", "PHASEGATE_TEST_RUNTIMES", "VITEST"]);

for (const name of Object.keys(process.env))
  if (!kept.has(name) && !name.startsWith("VITEST_") && !name.startsWith("TINYPOOL"))
    delete process.env[name];
process.env["PATH"] = [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
process.env["ANTHROPIC_API_KEY"] = "dummy";

/** A model that speaks by script, and the settings with which Claude Code speaks with it and nobody else. */
export async function modelFor(
  script: Readonly<Record<string, readonly Step[]>>,
  folder: string,
): Promise<ModelServer> {
  const server = await startModelServer({ script, minimumCacheTokens: 1 });
  onTestFinished(() => server.close());
  await mkdir(path.join(folder, "home"), { recursive: true });
  process.env["HOME"] = path.join(folder, "home");
  process.env["PHASEGATE_USER_HOME"] = path.join(folder, "home");
  process.env["ANTHROPIC_BASE_URL"] = server.url;
  return server;
}

export const choice: RuntimeChoice = { name: "claude", options: {}, command: claudeCommand, model: "sonnet" };

export const promptFor = (scenario: string): string => `[[S:${scenario}]] Do what is asked.`;

export const arrangeClaude: Arrange = async (wishes, folder) => {
  const names = wishes.map((_, index) => `wish-${index}`);
  const script = Object.fromEntries(wishes.map((wish, index) => [`wish-${index}`, stepsOf(wish)]));
  const server = await modelFor(script, folder);
  return {
    runtime: choice,
    prompts: names.map(promptFor),
    model: {
      seen: () => JSON.stringify(server.requests().at(-1)?.body),
      used: () => ({ ...ledgerOf(server), costUsd: 0 }),
    },
  };
};

function stepsOf(wish: Wish): Step[] {
  switch (wish.do) {
    case "say":
      return [{ say: wish.text }];
    case "write":
      return [{ ops: [{ write: { path: wish.path, text: wish.text } }] }, { say: wish.say }];
    case "shell":
      return [{ ops: [{ shell: { command: wish.command.join(" ") } }] }, { say: wish.say }];
    case "hang":
      return [{ hang: true }];
  }
}

export interface Played {
  changes?: Partial<Assignment>;
  files?: Files;
  before?: (stage: { folder: string; tree: string }) => Promise<void>;
}

/** One turn with a model that takes these steps. */
export async function play(steps: readonly Step[], { changes = {}, files = {}, before }: Played = {}) {
  const stage = await makeStage({ "src/a.js": "a\n", "README.md": "# A\n", ...files });
  const server = await modelFor({ it: steps }, stage.folder);
  await before?.(stage);
  const assignment = stage.assignment(choice, { prompt: promptFor("it"), ...changes });
  const events = await eventsOf(claudeRuntime, assignment);
  return {
    ...stage,
    assignment,
    server,
    events,
    text: (file: string) => readFile(path.join(stage.tree, file), "utf8"),
  };
}

export const spent = (events: readonly AgentEvent[]) => {
  const spending = new Spending();
  for (const event of events) spending.see(event);
  return spending.total;
};

export const told = (server: ModelServer) => ({
  ...ledgerOf(server),
  costUsd: expect.any(Number) as unknown,
});
