import path from "node:path";
import { passedOn, type Variables } from "../environment.ts";
import type { LoginFile } from "../login.ts";
import type { Gateway } from "./config.ts";

/** Folders of one session, as the agent sees them. */
export interface Places {
  home: string;
  config: string;
  tmp: string;
}

/** `tmp` must not hold `config`: codex makes no programs in folders for what is thrown away. */
export const placesIn = (sessions: string): Places => ({
  home: path.posix.join(sessions, "home"),
  config: path.posix.join(sessions, "codex"),
  tmp: path.posix.join(sessions, "tmp"),
});

/** What codex is given of the host's environment: all but our own variables, and folders of its own. */
export function environmentOf(variables: Variables, places: Places): Record<string, string> {
  const passed = Object.entries(passedOn(variables)).filter(([name]) => !name.startsWith("XDG_"));
  return {
    ...Object.fromEntries(passed),
    HOME: places.home,
    CODEX_HOME: places.config,
    TMPDIR: places.tmp,
    RUST_LOG: "error",
  };
}

const ownService = "https://api.openai.com/v1";

/** By which address and key the model is reached; null: neither is given, and a login is needed. */
export function gatewayOf(variables: Variables): Gateway | null {
  const keyVariable =
    ["OPENAI_API_KEY", "CODEX_API_KEY"].find((name) => (variables[name] ?? "") !== "") ?? null;
  const url = variables["OPENAI_BASE_URL"] ?? "";
  if (url === "" && keyVariable === null) return null;
  return { url: url === "" ? ownService : url, keyVariable };
}

/** The user's own login. */
export const loginFileOf = (userHome: string): LoginFile => ({
  own: path.join(userHome, ".codex", "auth.json"),
  copy: path.join(placesIn("").config, "auth.json"),
});
