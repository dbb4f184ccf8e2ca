import { execFile } from "node:child_process";
import { isLaunching, launch } from "./launcher/launcher.ts";
import type { GitCall } from "./launcher/task.ts";
import { baseEnvironment } from "./process.ts";
import { traced } from "./trace.ts";

/** git said no; `stderr` is its word. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly stderr: string;
  readonly stdout: string;

  constructor(args: readonly string[], stderr: string, stdout: string) {
    super(`git ${args[0] ?? ""}: ${stderr.trim() || stdout.trim()}`);
    this.stderr = stderr;
    this.stdout = stdout;
  }
}

/** Nothing that a repository, a user's settings or an agent's tree says can make git run a program. */
const hardened = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "core.autocrlf=false",
  "core.quotePath=false",
  "core.symlinks=true",
  "core.fileMode=true",
  "core.pager=cat",
  "core.untrackedCache=false",
  "diff.external=",
  "submodule.recurse=false",
  "protocol.allow=never",
  "protocol.file.allow=always",
  "protocol.https.allow=always",
  "gc.auto=0",
  "maintenance.auto=false",
  "commit.gpgSign=false",
  "push.gpgSign=false",
  "advice.addEmbeddedRepo=false",
  "credential.helper=",
  "protocol.version=2",
].flatMap((setting) => ["-c", setting]);

const environment = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  LC_ALL: "C",
};

/** What git printed, whatever it thinks of it. */
export interface GitAnswer {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Run git on a repository of the engine's own; returns what it prints. Throws GitError. */
export async function git(args: readonly string[], call: GitCall): Promise<string> {
  const { stdout, stderr, exitCode } = await traced("git", () =>
    isLaunching() ? (launch({ kind: "git", args, call }) as Promise<GitAnswer>) : gitHere(args, call),
  );
  if (exitCode !== 0) throw new GitError(args, stderr, stdout);
  return stdout;
}

/** The same, started by this very process. */
export async function gitHere(args: readonly string[], call: GitCall): Promise<GitAnswer> {
  const options = {
    cwd: call.workTree ?? call.gitDir,
    env: {
      ...baseEnvironment({ HOME: "/nonexistent" }),
      ...environment,
      GIT_DIR: call.gitDir,
      ...(call.workTree ? { GIT_WORK_TREE: call.workTree } : {}),
      ...(call.index ? { GIT_INDEX_FILE: call.index } : {}),
      ...call.env,
    },
    maxBuffer: 1024 ** 3,
    encoding: call.bytes === true ? ("latin1" as const) : ("utf8" as const),
  };
  return new Promise((resolve) => {
    const child = execFile("git", [...hardened, ...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 128;
      resolve({
        stdout,
        stderr: exitCode === 128 && stderr === "" ? (error?.message ?? "") : stderr,
        exitCode,
      });
    });
    child.stdin?.on("error", () => undefined); // git need not read what it is told
    child.stdin?.end(call.input ?? "");
  });
}

/** Git's word that something is not there, as null; any other failure is thrown. */
export async function orNull(answer: Promise<string>): Promise<string | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
