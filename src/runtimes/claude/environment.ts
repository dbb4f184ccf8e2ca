import path from "node:path";
import { keyVariables } from "./defaults.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

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
  const passed = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || name.startsWith("PHASEGATE_") ? [] : [[name, value] as const],
  );
  return {
    ...Object.fromEntries(passed),
    ...quiet,
    HOME: home,
    CLAUDE_CONFIG_DIR: config,
    CLAUDE_CODE_TMPDIR: temporary,
  };
}

export const hasKey = (given: Variables): boolean => keyVariables.some((name) => (given[name] ?? "") !== "");

/** Ports of this machine that the variables name as an address of the model. */
export function loopbackPorts(given: Variables): number[] {
  const ports = Object.entries(given).flatMap(([name, value]) => {
    if (!name.endsWith("_BASE_URL") || !URL.canParse(value ?? "")) return [];
    const { hostname, port, protocol } = new URL(value ?? "");
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return [];
    return [port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)];
  });
  return [...new Set(ports)];
}
