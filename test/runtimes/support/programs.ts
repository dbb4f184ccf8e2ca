import path from "node:path";
import type { RuntimeChoice } from "../../../src/core/agent.ts";

/** The folder whose node_modules/.bin has the real programs. */
const installed = process.env["PHASEGATE_TEST_RUNTIMES"] ?? "";

export const runtimeNames = ["claude", "codex", "gemini"] as const;
export type RuntimeName = (typeof runtimeNames)[number];

export const commandOf = (name: RuntimeName): string[] => [path.join(installed, "node_modules/.bin", name)];

/** A Codex model that is given its tools one by one: the scripted model writes no programs that call tools. */
export const plainModel = "gpt-5.5";

export function choiceOf(name: RuntimeName): RuntimeChoice {
  const command = commandOf(name);
  switch (name) {
    case "claude":
      return { name, options: {}, command, model: "sonnet" };
    case "codex":
      return { name, options: {}, command, model: plainModel };
    case "gemini": {
      const variables = ["GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"];
      return { name: "acp", options: { agent: name }, command, model: "gemini-2.5-pro", variables };
    }
  }
}

/** The variables with which a program speaks with the model at `url` and nobody else. */
export function credentialsFor(name: RuntimeName, url: string): Record<string, string> {
  switch (name) {
    case "claude":
      return { ANTHROPIC_API_KEY: "dummy", ANTHROPIC_BASE_URL: url };
    case "codex":
      return { OPENAI_API_KEY: "dummy", OPENAI_BASE_URL: `${url}/v1` };
    case "gemini":
      return { GEMINI_API_KEY: "dummy", GOOGLE_GEMINI_BASE_URL: url };
  }
}
