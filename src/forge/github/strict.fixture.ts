import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished } from "vitest";
import { type GitHub, type GitHubOptions, startGitHub } from "../../../test/github/server.ts";
import type { ForgeChoice } from "../../core/definition.ts";
import { fixture } from "../forge.testsuite.ts";
import { tokenCredentials } from "./credentials.ts";
import { type GitHubForge, type GitHubForgeParts, openGitHubForge } from "./github-forge.ts";

const run = promisify(execFile);

/** A repository whose branch for a run is one commit ahead of its base. */
export async function makeClone(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "clone-"));
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: folder, env });
  await git("init", "--quiet", `--initial-branch=${fixture.base}`);
  await git("commit", "--quiet", "--allow-empty", "--message=Begin");
  await git("checkout", "--quiet", "-b", fixture.head);
  await git("commit", "--quiet", "--allow-empty", "--message=Work");
  return folder;
}

/** Time passes only by waiting. */
export interface Clock {
  now(): Date;
  wait(ms: number): Promise<void>;
  /** What was waited, in milliseconds. */
  waits: number[];
}

export function makeClock(start = Date.UTC(2026, 0, 1)): Clock {
  let at = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => new Date(at),
    wait: async (ms) => {
      waits.push(ms);
      at += ms;
    },
  };
}

export interface World {
  github: GitHub;
  clock: Clock;
  told: string[];
  choice: ForgeChoice;
  /** A process that begins anew, with octocat's token unless another is named. */
  open(parts?: Partial<GitHubForgeParts> & { login?: string }): GitHubForge;
  forge: GitHubForge;
}

/** A strict GitHub; that nothing was asked which it would not take is expected in the end. */
export async function makeWorld(options: GitHubOptions = {}, clock = makeClock()): Promise<World> {
  const from = await makeClone();
  const github = await startGitHub({ from, now: () => clock.now().getTime(), ...options });
  onTestFinished(async () => {
    await github.close();
    await rm(from, { recursive: true, force: true });
    expect(github.violations).toEqual([]);
  });
  const told: string[] = [];
  const choice: ForgeChoice = {
    kind: "github",
    host: github.url,
    owner: "acme",
    repo: "shop",
    push: { owner: "acme", repo: "shop" },
    issue: null,
  };
  const open: World["open"] = ({ login = "octocat", ...parts } = {}) =>
    openGitHubForge({
      choice,
      credentials: tokenCredentials(github.token(login)),
      fetch,
      now: clock.now,
      wait: clock.wait,
      signal: new AbortController().signal,
      tell: (text) => told.push(text),
      ...parts,
    });
  return { github, clock, told, choice, open, forge: open() };
}
