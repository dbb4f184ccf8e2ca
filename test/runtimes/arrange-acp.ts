import path from "node:path";
import { onTestFinished } from "vitest";
import type { RuntimeChoice } from "../../src/core/agent.ts";
import type { Arrange, Wish } from "../../src/runtimes/runtime.testsuite.ts";
import {
  ledgerOf,
  type ModelScript,
  type ModelServer,
  startModelServer,
  type Step,
} from "../model-server/model-server.ts";

const installed = process.env["PHASEGATE_TEST_RUNTIMES"] ?? "";

/** Variables of this machine that a test lets through; above all no key and no address of a real model. */
const kept = new Set(["PATH", "LANG", "TMPDIR", "PHASEGATE_SANDBOX", "PHASEGATE_TEST_RUNTIMES", "VITEST"]);

for (const name of Object.keys(process.env))
  if (!kept.has(name) && !name.startsWith("VITEST_") && !name.startsWith("TINYPOOL"))
    delete process.env[name];
process.env["PATH"] = [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");

/** A model that speaks by script, and the settings with which Gemini CLI speaks with it and nobody else. */
export async function modelFor(script: ModelScript, folder: string): Promise<ModelServer> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  process.env["HOME"] = path.join(folder, "home");
  process.env["PHASEGATE_USER_HOME"] = path.join(folder, "home");
  process.env["GEMINI_API_KEY"] = "dummy";
  process.env["GOOGLE_GEMINI_BASE_URL"] = server.url;
  return server;
}

export const choice: RuntimeChoice = {
  name: "acp",
  options: { agent: "gemini" },
  command: [path.join(installed, "node_modules/.bin/gemini")],
  model: "gemini-2.5-pro",
  variables: ["GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "KILL_TEST"],
};

export const promptFor = (scenario: string): string => `[[S:${scenario}]] Do what is asked.`;

/** All that the model was sent with its newest call. */
export const seenBy = (server: ModelServer): string => JSON.stringify(server.requests().at(-1)?.body);

export const arrangeGemini: Arrange = async (wishes, folder) => {
  const names = wishes.map((_, index) => `wish-${index}`);
  const script = Object.fromEntries(wishes.map((wish, index) => [`wish-${index}`, stepsOf(wish)]));
  const server = await modelFor(script, folder);
  return {
    runtime: choice,
    prompts: names.map(promptFor),
    model: { seen: () => seenBy(server), used: () => ({ ...ledgerOf(server), costUsd: 0 }) },
  };
};

/** After a denial the reason comes as a prompt of its own, so what is said last is said twice. */
const twice = (text: string): Step[] => [{ say: text }, { say: text }];

function stepsOf(wish: Wish): Step[] {
  switch (wish.do) {
    case "say":
      return [{ say: wish.text }];
    case "write":
      return [{ ops: [{ write: { path: wish.path, text: wish.text } }] }, ...twice(wish.say)];
    case "shell":
      return [{ ops: [{ shell: { command: wish.command.join(" ") } }] }, ...twice(wish.say)];
    case "hang":
      return [{ hang: true }];
  }
}
