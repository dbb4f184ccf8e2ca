import type { RuntimeDefaults } from "../found.ts";

/** By the list of models of codex 0.169. */
export const defaults: RuntimeDefaults = {
  models: {
    reasoning: { model: "gpt-6.1-sol", effort: "high" },
    coding: { model: "gpt-6.1-sol", effort: "medium" },
    coordination: { model: "gpt-6-luna", effort: "low" },
  },
  variables: ["OPENAI_API_KEY", "CODEX_API_KEY", "OPENAI_BASE_URL"],
  hosts: ["api.openai.com", "chatgpt.com", "auth.openai.com"],
};
