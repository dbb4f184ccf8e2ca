import path from "node:path";
import { loopbackPorts, passedOn, type Variables } from "../environment.ts";
import type { LoginFile } from "../login.ts";

/** Everything that would call home, remember, update or sign. */
const quiet = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_TELEMETRY: "1",
  DISABLE_ERROR_REPORTING: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_UPDATES: "1",
  DISABLE_BUG_COMMAND: "1",
  DISABLE_COST_WARNINGS: "1",
  DISABLE_INSTALLATION_CHECKS: "1",
  CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
  CLAUDE_CODE_DISABLE_CLAUDE_MDS: "1",
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
  CLAUDE_CODE_DISABLE_BUNDLED_SKILLS: "1",
  CLAUDE_CODE_DISABLE_CRON: "1",
  CLAUDE_CODE_DISABLE_FILE_CHECKPOINTING: "1",
  CLAUDE_CODE_DISABLE_GIT_INSTRUCTIONS: "1",
  CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "1",
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: "1",
  CLAUDE_CODE_DISABLE_WORKFLOWS: "1",
  CLAUDE_CODE_STARTUP_FAILURE_RESULTS: "1",
  ENABLE_TOOL_SEARCH: "false",
};

/** Where the program keeps what it needs, below the agent's own folder. */
export const foldersIn = (sessions: string) => ({
  home: path.join(sessions, "home"),
  config: path.join(sessions, "claude"),
  temporary: path.join(sessions, "tmp"),
});

/** What the agent's program sees: the given variables but none of our own, and its own places and manners. */
export function environmentOf(given: Variables, sessions: string): Record<string, string> {
  const { home, config, temporary } = foldersIn(sessions);
  return {
    ...passedOn(given),
    ...quiet,
    HOME: home,
    CLAUDE_CONFIG_DIR: config,
    CLAUDE_CODE_TMPDIR: temporary,
  };
}

/** Ports of this machine that the variables name as an address of the model. */
export const modelPorts = (given: Variables): number[] =>
  loopbackPorts(Object.keys(given).flatMap((name) => (name.endsWith("_BASE_URL") ? [given[name]] : [])));

/** The user's own login, on systems without a keychain. */
export const loginFileOf = (userHome: string): LoginFile => ({
  own: path.join(userHome, ".claude", ".credentials.json"),
  copy: path.join(foldersIn("").config, ".credentials.json"),
});
