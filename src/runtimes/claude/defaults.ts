import type { RuntimeDefaults, VersionRange } from "../found.ts";

/**
 * Models by their aliases: the user's program knows which model an alias means today, and for this account or
 * cloud. What was used is counted and priced by the full name, as the answer gives it.
 */
export const defaults: RuntimeDefaults = {
  models: {
    reasoning: { model: "opus", effort: "high" },
    coding: { model: "sonnet", effort: "medium" },
    coordination: { model: "haiku" },
  },
  variables: [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
  ],
  hosts: ["api.anthropic.com", "platform.claude.com"],
  prices: { "claude-haiku-5-5": { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 } },
};

/** One of these is enough to be logged in. */
export const keyVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];

export const versions: VersionRange = { from: "2.1.300", below: "3.0.0" };

const reading = ["Read", "Grep", "Glob"];

/** The same for all roles of a tier, whatever their policies: tools stand first in what a cache compares. */
export const toolsOf = (tier: string): string[] =>
  tier === "reasoning" ? reading : [...reading, "Edit", "Write", "Bash"];

export const howToInstall = "npm install -g @anthropic-ai/claude-code";
export const howToInstallSdk = "npm install -g --omit=optional @anthropic-ai/claude-agent-sdk@0.3.330";
export const howToLogIn = "run `claude` and then /login, or set ANTHROPIC_API_KEY";
