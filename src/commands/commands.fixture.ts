import { homedir } from "node:os";
import type { Environment, Screen } from "./environment.ts";

/** A world for a command under test: no terminal, no engine, and only the variables that are given. */
export function environmentAt(facts: {
  home: string;
  cwd?: string;
  userHome?: string;
  variables?: Record<string, string>;
}): Environment & { printed(): string; complained(): string } {
  const out = recorder();
  const error = recorder();
  return {
    cwd: facts.cwd ?? facts.home,
    variables: { PATH: process.env["PATH"] ?? "", ...facts.variables, PHASEGATE_HOME: facts.home },
    platform: process.platform,
    userHome: facts.userHome ?? homedir(),
    userName: "me",
    out: out.screen,
    error: error.screen,
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    random: () => 0.5,
    fetch: globalThis.fetch,
    openEngine: () => Promise.reject(new Error("this command opens no engine")),
    onInterrupt: () => () => {},
    printed: out.text,
    complained: error.text,
  };
}

function recorder(): { screen: Screen; text(): string } {
  let text = "";
  return {
    screen: { write: (more) => void (text += more), isTTY: false, columns: 80 },
    text: () => text,
  };
}
