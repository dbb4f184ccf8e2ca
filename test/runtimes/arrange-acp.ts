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

/** The folder whose node_modules has the real programs; undefined: these tests are not asked for. */
export const runtimesFolder = process.env["PHASEGATE_TEST_RUNTIMES"];

export interface Gemini {
  server: ModelServer;
  runtime: RuntimeChoice;
}

/** Gemini CLI on a scripted model server of its own. */
export async function startGemini(script: ModelScript): Promise<Gemini> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  // As the engine gives the agent host the variables that the settings name.
  process.env["GEMINI_API_KEY"] = "dummy";
  process.env["GOOGLE_GEMINI_BASE_URL"] = server.url;
  const runtime = {
    name: "acp",
    options: { agent: "gemini" },
    command: [path.join(runtimesFolder ?? "", "node_modules/.bin/gemini")],
    model: "gemini-2.5-pro",
    variables: ["GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"],
  };
  return { server, runtime };
}

/** All that the model was sent with its newest call. */
export const seenBy = (server: ModelServer): string => JSON.stringify(server.requests().at(-1)?.body);

export const arrangeGemini: Arrange = async (wishes) => {
  const script = Object.fromEntries(wishes.map((wish, index) => [`wish-${index}`, stepsOf(wish)]));
  const { server, runtime } = await startGemini(script);
  return {
    runtime,
    prompts: wishes.map((_, index) => `[[S:wish-${index}]] Do what is asked.`),
    model: { seen: () => seenBy(server), used: () => ({ ...ledgerOf(server), costUsd: 0 }) },
  };
};

function stepsOf(wish: Wish): Step[] {
  switch (wish.do) {
    case "say":
      return [{ say: wish.text }];
    case "write":
      // Said twice: after a denial the reason comes as a prompt of its own.
      return [
        { ops: [{ write: { path: wish.path, text: wish.text } }] },
        { say: wish.say },
        { say: wish.say },
      ];
    case "shell":
      return [
        { ops: [{ shell: { command: wish.command.join(" ") } }] },
        { say: wish.say },
        { say: wish.say },
      ];
    case "hang":
      return [{ hang: true }];
  }
}
