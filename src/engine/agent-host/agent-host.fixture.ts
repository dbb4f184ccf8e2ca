import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import type { AgentEvent } from "../../core/agent.ts";
import { makeStage, withShell } from "../../runtimes/runtime.testsuite.ts";
import { carriers, sweep } from "../../workspace/process.ts";
import type { HostCall } from "./follow.ts";
import { type HostFacts, readHost } from "./files.ts";

export interface Attempt {
  folder: string;
  directory: string;
  /** A call that writes down what it hears. */
  call(changes?: Partial<HostCall>): HostCall & { heard: AgentEvent[] };
  /** Resolves when the agent has come so far. */
  reached(file: string): Promise<void>;
  /** Lets an agent that waits at the gate go on. */
  openGate(): Promise<void>;
  host(): Promise<HostFacts>;
  /** Processes of the agent that are alive. */
  living(): Promise<number[]>;
  /** The agent's own log: one line for each thing that it did. */
  log(): Promise<string[]>;
}

/** Waits at a gate, with a grandchild that has got away from its parent. */
export const atGate = {
  shell: {
    run: [
      "sh",
      "-c",
      "(setsid sleep 1000 >/dev/null 2>&1 &); mkfifo gate; touch ready; cat gate; echo through",
    ],
  },
};

export const hang = {
  shell: { run: ["sh", "-c", "(setsid sleep 1000 >/dev/null 2>&1 &); touch ready; sleep 1000"] },
};

/** An attempt whose agent does these things, played by the scripted runtime in a real host. */
export async function makeAttempt(actions: readonly object[], say = "Done."): Promise<Attempt> {
  const stage = await makeStage();
  const { folder, tree } = stage;
  const scenario = path.join(folder, "scenario.yaml");
  const steps = { "implementation/developer": [{ do: actions, say }] };
  await writeFile(scenario, stringify({ name: "test", log: "agent.log", steps }));
  const directory = path.join(folder, "steps/developer/attempt-1");
  const assignment = stage.assignment({ name: "scripted", options: { scenario } }, { policy: withShell });
  const mark = path.basename(folder);
  onTestFinished(() => sweep(`AGENT_OF=${mark}`));
  return {
    folder,
    directory,
    call: (changes = {}) => {
      const heard: AgentEvent[] = [];
      return {
        directory,
        assignment,
        environment: { PATH: process.env["PATH"] ?? "", HOME: path.join(folder, "home"), AGENT_OF: mark },
        signal: new AbortController().signal,
        onEvent: (event) => void heard.push(event),
        ...changes,
        heard,
      };
    },
    reached: async (file) => {
      while (!existsSync(path.join(tree, file))) await new Promise(setImmediate);
    },
    openGate: () => writeFile(path.join(tree, "gate"), "go\n"),
    host: async () => {
      const facts = await readHost(directory);
      if (facts === null) throw new Error("there is no host");
      return facts;
    },
    living: () => carriers(`AGENT_OF=${mark}`),
    log: async () =>
      (await readFile(path.join(folder, "agent.log"), "utf8").catch(() => "")).split("\n").slice(0, -1),
  };
}

/** An engine in a process of its own that follows the attempt, and can be killed. */
export function otherEngine({ call }: Attempt) {
  const { directory, assignment, environment } = call();
  const follow = fileURLToPath(new URL("../../../dist/engine/agent-host/follow.js", import.meta.url));
  const program = `
    const { runHosted } = await import(${JSON.stringify(follow)});
    const call = ${JSON.stringify({ directory, assignment, environment })};
    const end = await runHosted({ ...call, signal: new AbortController().signal, onEvent: () => undefined });
    console.log(JSON.stringify(end));`;
  return execa(process.execPath, ["--input-type=module", "-e", program], { reject: false });
}
