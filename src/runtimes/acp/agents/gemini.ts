import type { Variables } from "../../environment.ts";
import type { AcpAgent, AgentCall } from "../agent.ts";
import { geminiLedger } from "./gemini-ledger.ts";

const versions = { from: "0.50.0", below: "1.0.0" };
const keyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"];
const settingsFile = ".gemini/settings.json";
const systemFile = "system.md";

/** Gemini CLI. Measured with 0.61.0. */
export const gemini: AcpAgent = {
  name: "gemini",
  command: ["gemini"],
  versions,
  defaults: {
    models: {
      reasoning: { model: "gemini-2.5-pro", effort: "high" },
      coding: { model: "gemini-2.5-pro", effort: "medium" },
      coordination: { model: "gemini-3.8-flash" },
    },
    variables: [
      ...keyVariables,
      "GOOGLE_GEMINI_BASE_URL",
      "GOOGLE_GENAI_USE_VERTEXAI",
      "GOOGLE_CLOUD_PROJECT",
      "GOOGLE_CLOUD_LOCATION",
    ],
    hosts: ["generativelanguage.googleapis.com", "cloudcode-pa.googleapis.com", "oauth2.googleapis.com"],
  },
  keyVariables,
  loginFiles: [".gemini/oauth_creds.json", ".gemini/google_accounts.json"],
  // Without a name it asks a second model, which nobody counts, whom to ask.
  argumentsOf: ({ choice }) => ["--acp", "--model", choice.model ?? "gemini-2.5-pro"],
  environmentOf: ({ place, system }) => ({
    GEMINI_CLI_HOME: place.config,
    // It starts itself again as a child that outlives a signal to its parent.
    GEMINI_CLI_NO_RELAUNCH: "true",
    // The project's settings, hooks, extensions and .env take no part.
    GEMINI_CLI_TRUST_WORKSPACE: "false",
    GEMINI_SANDBOX: "false",
    GEMINI_TELEMETRY_ENABLED: "false",
    NO_BROWSER: "true",
    ...(system.trim() === "" ? {} : { GEMINI_SYSTEM_MD: `${place.config}/${systemFile}` }),
  }),
  filesOf: (call) => ({
    [settingsFile]: JSON.stringify(settingsOf(call), null, 2),
    [systemFile]: call.system,
    [".gemini/policies/ask.toml"]: rules,
  }),
  keeps: [".gemini/tmp", ".gemini/history", ".gemini/projects.json"],
  askingModes: ["default"],
  isModelNamed: true,
  isSystemGiven: true,
  forgetsUnanswered: true,
  ledger: geminiLedger,
  howToInstall: "npm install -g @google/gemini-cli",
  howToLogIn: "run `gemini` and log in, or set GEMINI_API_KEY",
};

const changing = ["write_file", "replace", "run_shell_command"];

/** Commands that it holds to be harmless are asked about, too, only under a rule that looks at their text. */
const rules = `[[rule]]
toolName = ${JSON.stringify(changing)}
argsPattern = "."
decision = "ask_user"
priority = 999
`;

function settingsOf(call: AgentCall): unknown {
  return {
    // Its own waits are not told through ACP, so few of them are left to it.
    general: {
      maxAttempts: 2,
      enableAutoUpdate: false,
      enableAutoUpdateNotification: false,
      sessionRetention: { enabled: false },
      checkpointing: { enabled: false },
      plan: { enabled: false },
      topicUpdateNarration: false,
    },
    ui: { autoThemeSwitching: false },
    ide: { enabled: false },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    // What is listed is allowed without a question, unless a confirmation is required.
    tools: {
      core: ["list_directory", "read_file", "grep_search", "glob", ...changing],
      confirmationRequired: changing,
      useRipgrep: false,
      shell: { enableInteractiveShell: false },
    },
    mcp: { allowed: [] },
    skills: { enabled: false },
    hooksConfig: { enabled: false },
    experimental: { enableAgents: false },
    context: { fileName: "no-memory-of-its-own", includeDirectoryTree: false, discoveryMaxDirs: 0 },
    // A check for loops is a call that nobody counts; our limits hold instead.
    model: { skipNextSpeakerCheck: true, disableLoopDetection: true },
    modelConfigs: { customOverrides: thinkingOf(call) },
    advanced: { ignoreLocalEnv: true, autoConfigureMemory: false },
    security: {
      auth: { selectedType: authOf(call.given) },
      folderTrust: { enabled: true },
      disableYoloMode: true,
      disableAlwaysAllow: true,
    },
  };
}

function authOf(given: Variables): string {
  const isSet = (name: string): boolean => (given[name] ?? "") !== "";
  if (isSet("GEMINI_API_KEY")) return "gemini-api-key";
  return isSet("GOOGLE_API_KEY") || isSet("GOOGLE_GENAI_USE_VERTEXAI") ? "vertex-ai" : "oauth-personal";
}

const budgets: Readonly<Record<string, number>> = { low: 1_024, medium: 8_192, high: 24_576 };

/** The older models think by a number of tokens, the newer ones by a level. */
function thinkingOf({ choice: { effort, model = "gemini-2.5-pro" } }: AgentCall): unknown[] {
  if (effort === undefined) return [];
  const isOld = model.startsWith("gemini-2");
  const thinkingConfig = isOld
    ? { thinkingBudget: budgets[effort] ?? budgets["medium"] }
    : { thinkingLevel: effort.toUpperCase() };
  return [{ match: { model }, modelConfig: { generateContentConfig: { thinkingConfig } } }];
}
