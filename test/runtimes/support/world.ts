import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import type { RunStatus } from "../../../src/index.ts";
import { baseEnvironment } from "../../../src/workspace/process.ts";
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "../../model-server/model-server.ts";
import { type CliAnswer, copyDatabase, program } from "../../support/cli.ts";
import {
  type Files,
  git,
  makeRepository,
  smallProject,
  smallSpec,
  writeFiles,
} from "../../support/project.ts";
import { commandOf, credentialsFor, plainModel, runtimeNames, type RuntimeName } from "./programs.ts";

/** A user who owns nothing on this machine; only root can become it. */
export const nobody = 65_534;

export interface RealWorldOptions {
  runtime: RuntimeName;
  server: Omit<ModelServerOptions, "cwd">;
  project?: Files;
  spec?: string;
  /** Further variables of the program. */
  variables?: Record<string, string>;
  /** Whose processes they are; this process's own when not given. */
  uid?: number;
  /** What else marks a process of this world, as its environment or command line has it. */
  marks?: readonly string[];
  /** Called before anything is started, to put more into the world. */
  furnish?: (world: Place) => Promise<void>;
}

interface Place {
  root: string;
  repository: string;
  home: string;
}

/** A repository, a state folder and a model for one test, and the built program to use them with a real runtime. */
export interface RealWorld extends Place {
  server: ModelServer;
  start(args: readonly string[]): Running;
  phasegate(args: readonly string[]): Promise<CliAnswer>;
  /** `run` of the world's spec with the world's runtime. */
  runArgs(workflow: string, ...more: string[]): string[];
  status(): Promise<RunStatus>;
  git(...args: string[]): Promise<string>;
  /** Everything that is alive and began in this world. */
  living(): Promise<Living[]>;
}

/** The built program at work. */
export interface Running {
  ended: Promise<CliAnswer>;
  kill(signal: NodeJS.Signals): void;
}

export interface Living {
  pid: number;
  command: string;
}

export async function makeRealWorld(options: RealWorldOptions): Promise<RealWorld> {
  const { runtime, uid, project = smallProject, spec = smallSpec } = options;
  const root = await mkdtemp(path.join(tmpdir(), "phasegate-real-"));
  const server = await startModelServer({ minimumCacheTokens: 1, ...options.server });
  const place = { root, repository: path.join(root, "project"), home: path.join(root, "home") };
  const living = () => livingWith([root, server.url, ...(options.marks ?? [])]);
  onTestFinished(async () => {
    await endAll(living); // a test that failed leaves nothing alive either
    await server.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  await makeRepository(place.repository, project);
  await copyDatabase(place.home);
  await mkdir(path.join(root, "user"));
  await writeFiles(root, { "spec.md": spec, "home/settings.yaml": stringify(settings) });
  await options.furnish?.(place);
  if (uid !== undefined) await execa("chown", ["-R", `${uid}:${uid}`, root]);
  const env = {
    ...baseEnvironment({ HOME: path.join(root, "user") }),
    PHASEGATE_HOME: place.home,
    ...credentialsFor(runtime, server.url),
    ...options.variables,
  };
  return { ...place, server, living, ...deedsOf(place, { runtime, env, uid }) };
}

interface Means {
  runtime: RuntimeName;
  env: Record<string, string>;
  uid: number | undefined;
}

function deedsOf({ root, repository }: Place, { runtime, env, uid }: Means) {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const start = (args: readonly string[]): Running => {
    const options = { cwd: root, env, extendEnv: false, reject: false, ...user } as const;
    const child = execa(process.execPath, [program, ...args], options);
    const ended = child.then(({ exitCode = 128, stdout, stderr }) => ({ exitCode, stdout, stderr }));
    return { ended, kill: (signal) => void child.kill(signal) };
  };
  const phasegate = (args: readonly string[]): Promise<CliAnswer> => start(args).ended;
  return {
    start,
    phasegate,
    runArgs: (workflow: string, ...more: string[]) =>
      ["run", "spec.md", "--repo", repository, "--workflow", workflow, "--runtime", runtime].concat(more),
    async status(): Promise<RunStatus> {
      const { stdout, stderr, exitCode } = await phasegate(["status", "--repo", repository, "--json"]);
      if (exitCode !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as RunStatus;
    },
    git: (...args: string[]) => git(repository, "-c", "safe.directory=*", ...args),
  };
}

const settings = {
  runtimes: {
    claude: { command: commandOf("claude") },
    codex: {
      command: commandOf("codex"),
      models: { reasoning: plainModel, coding: plainModel, coordination: plainModel },
    },
    gemini: { command: commandOf("gemini") },
  },
};

/** What of the tests' programs this user cannot use; empty when nothing. */
export async function unreadableTo(uid: number): Promise<string> {
  const needed = [program, ...runtimeNames.flatMap(commandOf)];
  const checks = needed.map(async (file) => {
    const { exitCode } = await execa("test", ["-r", file], { uid, gid: uid, reject: false });
    return exitCode === 0 ? [] : [file];
  });
  return (await Promise.all(checks)).flat().join(", ");
}

/** Processes that have one of the words in their environment or on their command line, this one apart. */
export async function livingWith(words: readonly string[]): Promise<Living[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    pids.map(async (pid): Promise<Living[]> => {
      const [environment, command] = await Promise.all([
        readFile(`/proc/${pid}/environ`, "latin1").catch(() => ""),
        readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => ""),
      ]);
      const said = `${environment}\0${command}`;
      return words.some((word) => said.includes(word))
        ? [{ pid: Number(pid), command: command.replaceAll("\0", " ").trim() }]
        : [];
    }),
  );
  return found.flat();
}

async function endAll(living: () => Promise<Living[]>): Promise<void> {
  for (const { pid } of await living()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it has ended by itself
    }
  }
}
