import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import type { RunStatus } from "../../src/index.ts";
import { sweep } from "../../src/workspace/process.ts";
import { openEmbedded } from "../../src/engine/database/open-database.ts";
import { type Files, makeRepository, smallProject, smallSpec, writeFiles } from "./project.ts";
import { scenario, type Script } from "./scenario.ts";

export const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface CliAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A place for one test: a repository, a state folder, a scenario and a spec. Removed afterwards. */
export interface World {
  root: string;
  repository: string;
  home: string;
  env: Record<string, string>;
  start(args: readonly string[], env?: Record<string, string>): ReturnType<typeof startProgram>;
  phasegate(args: readonly string[], env?: Record<string, string>): Promise<CliAnswer>;
  /** `run` of the world's spec and scenario. */
  runArgs(workflow: string, ...more: string[]): string[];
  status(run?: string): Promise<RunStatus>;
  agentLog(): Promise<string[]>;
}

export interface WorldOptions {
  script?: Script;
  project?: Files;
  /** Where the clean-up is left; the end of the test when not given. */
  atEnd?: (cleanUp: () => Promise<void>) => void;
  /** Whether the state folder has its database already, which saves seconds. */
  database?: boolean;
}

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const { script = {}, project = smallProject, database = true, atEnd = onTestFinished } = options;
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  atEnd(async () => {
    await sweep(`HOME=${path.join(root, "home", "sandbox-home")}`); // a test that failed leaves nothing alive either
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const repository = await makeRepository(path.join(root, "project"), project);
  await writeFiles(root, { "spec.md": smallSpec, "scenario.yaml": scenario(script) });
  const home = path.join(root, "home");
  if (database) await copyDatabase(home);
  const world = { root, repository, home, env: environmentOf(root, home) };
  return { ...world, ...deedsOf(world) };
}

const startProgram = (args: readonly string[], cwd: string, env: Record<string, string>) =>
  execa(process.execPath, [program, ...args], { cwd, env, extendEnv: false, reject: false });

function deedsOf({ root, repository, env }: Pick<World, "root" | "repository" | "env">) {
  const start: World["start"] = (args, more = {}) => startProgram(args, root, { ...env, ...more });
  const phasegate: World["phasegate"] = async (args, more) => {
    const { exitCode, stdout, stderr } = await start(args, more);
    return { exitCode: exitCode ?? 128, stdout, stderr };
  };
  return {
    start,
    phasegate,
    runArgs: (workflow: string, ...more: string[]) => [
      "run",
      "spec.md",
      "--repo",
      repository,
      "--workflow",
      workflow,
      "--runtime",
      "scripted:scenario.yaml",
      ...more,
    ],
    async status(run?: string): Promise<RunStatus> {
      const { stdout, stderr, exitCode } = await phasegate([
        "status",
        ...(run ? [run] : []),
        "--repo",
        repository,
        "--json",
      ]);
      if (exitCode !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as RunStatus;
    },
    async agentLog(): Promise<string[]> {
      const text = await readFile(path.join(root, "agent.log"), "utf8").catch(() => "");
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

const environmentOf = (root: string, home: string): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: path.join(root, "user"),
  PHASEGATE_HOME: home,
  ...(process.env["PHASEGATE_DATABASE_URL"]
    ? { PHASEGATE_DATABASE_URL: process.env["PHASEGATE_DATABASE_URL"] }
    : {}),
});

/** Making a database takes seconds, copying one does not: all tests copy the same one. */
export async function copyDatabase(home: string): Promise<void> {
  const template = path.join(tmpdir(), `phasegate-database-${process.ppid}`);
  if (!(await exists(template))) {
    const draft = await mkdtemp(`${template}-`);
    const database = await openEmbedded(draft);
    await database.close();
    await rename(draft, template).catch(() => rm(draft, { recursive: true }));
  }
  await mkdir(home, { recursive: true });
  await cp(path.join(template, "database"), path.join(home, "database"), { recursive: true });
}

const exists = async (file: string): Promise<boolean> => (await stat(file).catch(() => null)) !== null;
