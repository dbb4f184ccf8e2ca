import { mkdir } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { RuntimeChoice } from "../../src/core/agent.ts";
import type { Arrange, Wish } from "../../src/runtimes/runtime.testsuite.ts";
import { ledgerOf, type ModelServer, type Step, startModelServer } from "../model-server/model-server.ts";

const installed = process.env["PHASEGATE_TEST_RUNTIMES"] ?? "";

/** Variables of this machine that a test lets through; above all no key and no address of a real model. */
const kept = new Set(["PATH", "LANG", "TMPDIR", "PHASEGATE_SANDBOX", "PHASEGATE_TEST_RUNTIMES", "VITEST"]);

for (const name of Object.keys(process.env))
  if (!kept.has(name) && !name.startsWith("VITEST_") && !name.startsWith("TINYPOOL"))
    delete process.env[name];
process.env["PATH"] = [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");

/** A model that is given its tools one by one: the scripted model does not write programs that call tools. */
export const choice: RuntimeChoice = {
  name: "codex",
  options: {},
  command: [path.join(installed, "node_modules/.bin/codex")],
  model: "gpt-5.5",
};

/** A model that speaks by script, and the variables with which codex speaks with it and nobody else. */
export async function modelFor(
  script: Readonly<Record<string, readonly Step[]>>,
  folder: string,
): Promise<ModelServer> {
  const server = await startModelServer({ script, minimumCacheTokens: 1 });
  onTestFinished(() => server.close());
  const home = path.join(folder, "home");
  await mkdir(home, { recursive: true });
  Object.assign(process.env, {
    HOME: home,
    PHASEGATE_USER_HOME: home,
    OPENAI_API_KEY: "dummy",
    OPENAI_BASE_URL: `${server.url}/v1`,
  });
  return server;
}

export const promptFor = (scenario: string): string => `[[S:${scenario}]] Do what is asked.`;

export const arrangeCodex: Arrange = async (wishes, folder) => {
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
