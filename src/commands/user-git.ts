import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { UserError } from "../core/error.ts";

export interface GitAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Nothing in the user's repository may run a program when it is only read. */
const hardened = [
  "--no-optional-locks",
  "--no-pager",
  "-c",
  "core.hooksPath=/dev/null",
  "-c",
  "core.fsmonitor=false",
  "-c",
  "core.quotePath=false",
  "-c",
  "submodule.recurse=false",
];

/**
 * Read the user's repository without its hooks and helpers, and without the user's own git settings. `more` are
 * variables for git itself.
 */
export function readGit(
  directory: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<GitAnswer> {
  const settings = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return runGit(directory, [...hardened, ...args], { ...withoutGit(process.env), ...settings, ...more });
}

/** One of the user's own git settings as git itself would see it there; null when it is not set. */
export async function userSetting(directory: string, name: string): Promise<string | null> {
  const { exitCode, stdout } = await runGit(directory, ["config", "--get", name], withoutGit(process.env));
  return exitCode === 0 && stdout.trim() !== "" ? stdout.trim() : null;
}

/** Variables such as GIT_DIR, set inside a hook, would lead git to another repository. */
function withoutGit(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set(["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"]);
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !name.startsWith("GIT_") || kept.has(name)),
  );
}

function runGit(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, maxBuffer: 512 * 1024 * 1024 };
    execFile("git", [...args], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(notStarted(cwd, error));
      else resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

function notStarted(cwd: string, cause: Error): UserError {
  if (!existsSync(cwd)) return new UserError("NO_SUCH_FOLDER", `there is no folder ${cwd}`, "check the path");
  return new UserError(
    "GIT_DID_NOT_START",
    `git could not be started in ${cwd}: ${cause.message}`,
    "check that the folder exists and that git is installed: git --version",
    { cause },
  );
}
