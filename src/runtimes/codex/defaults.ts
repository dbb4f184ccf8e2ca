import type { RuntimeDefaults } from "../found.ts";

/**
 * By the list of models of codex 0.169. Its own default, gpt-6.1-sol, is not among them while the price list does not
 * know it: a budget in money could not be kept.
 */
export const defaults: RuntimeDefaults = {
  models: {
    reasoning: { model: "gpt-6-sol", effort: "high" },
    coding: { model: "gpt-6-sol", effort: "medium" },
    coordination: { model: "gpt-6-luna", effort: "low" },
  },
  variables: ["OPENAI_API_KEY", "CODEX_API_KEY", "OPENAI_BASE_URL"],
  hosts: ["api.openai.com", "chatgpt.com", "auth.openai.com"],
};
