import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import type { AgentEvent } from "../../../src/core/agent.ts";
import { Spending } from "../../../src/core/spending.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { type HostFacts, readHost } from "../../../src/engine/agent-host/files.ts";
import { ledgerOf, requestsOf, type Step, type Told } from "../../model-server/model-server.ts";
import { buildReport } from "../../support/scenario.ts";
import type { RuntimeName } from "./programs.ts";
import { makeRealWorld, type RealWorld, type Running } from "./world.ts";

export const session = "build-report";

/** Where an agent is when somebody is killed: the answer that it then works on, and how one sees it. */
export interface Moment {
  step(world: { mark: string }): Step;
  /** What the agent does with its next answer, once it goes on. */
  next: Step;
  isReached(world: KillWorld): Promise<boolean>;
  /** Lets an agent that was not killed go on. */
  release(world: KillWorld): Promise<void>;
}

export interface KillWorld extends RealWorld {
  runtime: RuntimeName;
  running: Running;
  /** From now on the model answers at once; what it was asked before waits for `release`. */
  goOn(): void;
}

const during = { write: { path: "backend/during.js", text: "// during\n" } };
const writeAfter = { write: { path: "backend/after.js", text: "// after\n" } };

const answering = ({ server }: KillWorld) => requestsOf(server, session).find(({ step }) => step === 1);

export const moments: Readonly<Record<string, Moment>> = {
  "waiting for the model": {
    step: () => ({ ops: [during], hang: { times: 1 } }),
    next: { ops: [writeAfter] },
    isReached: async (world) => answering(world) !== undefined,
    release: async () => undefined,
  },
  "inside a shell command": {
    step: ({ mark }) => ({
      ops: [
        {
          shell: {
            command: `mkfifo backend/gate; ${mark} & touch backend/inside; cat backend/gate; kill $!; rm -f backend/gate backend/inside; echo through`,
          },
        },
      ],
    }),
    next: { ops: [{ shell: { command: "rm -f backend/gate backend/inside" } }, writeAfter] },
    isReached: async (world) => existsSync(path.join(await treeOf(world), "backend/inside")),
    release: async (world) => writeFile(path.join(await treeOf(world), "backend/gate"), "go\n"),
  },
  "mid-stream": {
    step: () => ({
      say: "I am writing a file, and say so at some length.",
      ops: [during],
      hang: { midway: true, times: 1 },
    }),
    next: { ops: [writeAfter] },
    isReached: async (world) => answering(world)?.status === 200,
    release: async () => undefined,
  },
};

/** A run of one builder, begun and brought to the moment. */
export async function bringTo(runtime: RuntimeName, moment: Moment): Promise<KillWorld> {
  const mark = `sleep 1${process.hrtime.bigint() % 1_000_000_000n}`;
  // Codex goes on while a command still runs; it is not to get away from the moment.
  const steps: Step[] = [
    { ops: [{ write: { path: "backend/before.js", text: "// before\n" } }] },
    moment.step({ mark }),
    { ...moment.next, hang: true },
    { say: buildReport },
  ];
  const world = await makeRealWorld({
    runtime,
    marks: [mark.replace(" ", "\0")],
    server: {
      script: { [session]: steps },
      scenarioIn: (text) => /Write the artifact `([\w-]+)`/.exec(text)?.[1] ?? null,
    },
  });
  const running = world.start(world.runArgs("direct", "--json"));
  const goOn = (): void => void steps.splice(2, 1, moment.next);
  const there: KillWorld = { ...world, runtime, running, goOn };
  let ended = "";
  void running.ended.then(({ stdout, stderr }) => (ended = `${stdout}\n${stderr}`));
  await until(async () => ended !== "" || (await moment.isReached(there)));
  expect(ended, "the run goes on until somebody is killed").toBe("");
  await until(async () => isSame(await heardIn(there), ledgerOf(there.server)));
  return there;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(20);
}

const isSame = (usage: Usage, told: Told): boolean =>
  usage.inputTokens === told.inputTokens &&
  usage.outputTokens === told.outputTokens &&
  usage.cacheReadTokens === told.cacheReadTokens &&
  usage.cacheWriteTokens === told.cacheWriteTokens;

async function stepFolder({ home }: KillWorld): Promise<string> {
  const runs = await readdir(path.join(home, "runs")).catch(() => []);
  return path.join(home, "runs", runs[0] ?? "none", "steps/implementation--builder");
}

const treeOf = async (world: KillWorld): Promise<string> => path.join(await stepFolder(world), "tree-1");

/** Whoever hosts the agent's first attempt. */
export async function hostOf(world: KillWorld): Promise<HostFacts> {
  const host = await readHost(path.join(await stepFolder(world), "attempt-1"));
  if (host === null) throw new Error("there is no host");
  return host;
}

/** What the host of the first attempt has written down of the agent's usage. */
async function heardIn(world: KillWorld): Promise<Usage> {
  const file = path.join(await stepFolder(world), "attempt-1/events.jsonl");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").slice(0, -1);
  const spending = new Spending();
  for (const line of lines) spending.see(JSON.parse(line) as AgentEvent);
  return spending.total;
}

const programs: Readonly<Record<RuntimeName, RegExp>> = {
  claude: /^\S*\/claude(\.exe)? /,
  codex: /^(\S*node )?\S*\/codex(\.js)? /,
  gemini: /^(\S*node )(\S+ )*?\S*\/gemini(\.js)? /,
};

/** The processes of the runtime's own program, without what holds and hosts them. */
export async function agentOf({ runtime, living }: KillWorld): Promise<number[]> {
  const all = await living();
  return all.filter(({ command }) => programs[runtime].test(`${command} `)).map(({ pid }) => pid);
}

export function kill(pid: number): void {
  process.kill(pid, "SIGKILL");
}
