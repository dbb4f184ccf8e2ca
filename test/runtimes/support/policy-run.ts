import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentEvent } from "../../../src/core/agent.ts";
import { noLimits } from "../../../src/core/limits.ts";
import { hostFiles, writeAssignment } from "../../../src/engine/agent-host/files.ts";
import type { Casting, PolicyWorld } from "./policy-world.ts";
import { choiceOf, credentialsFor, type RuntimeName } from "./programs.ts";
import { livingWith } from "./world.ts";

const hostProgram = fileURLToPath(new URL("../../../dist/engine/agent-host/host.js", import.meta.url));

/**
 * One turn of the role in the real agent host, started by an engine that holds a secret in its environment. Returns
 * the events that the host wrote down.
 */
export async function playTurn(
  runtime: RuntimeName,
  world: PolicyWorld,
  { role, uid }: Casting,
): Promise<AgentEvent[]> {
  const runs = path.join(world.root, "state/runs/r1");
  const directory = path.join(runs, "attempt");
  await mkdir(directory, { recursive: true });
  await writeAssignment(directory, {
    run: "r1",
    step: "it",
    attempt: 1,
    role: role.name,
    tier: role.tier,
    tree: world.stage.tree,
    system: "You are careful.",
    prompt: "[[S:it]] Do what is asked.",
    session: { kind: "new", id: "5c2cf4e2-7a2b-4f4e-9f43-0d6f6c3f9f00" },
    sessions: path.join(runs, "sessions/it"),
    policy: world.policy,
    limits: noLimits,
    runtime: choiceOf(runtime),
  });
  if (uid !== undefined) execFileSync("chown", ["-R", `${uid}:${uid}`, runs]);
  const { code, said } = await hostOf(directory, { world, uid, environment: environmentOf(runtime, world) });
  const text = await readFile(hostFiles(directory).events, "utf8").catch(() => "");
  if (code !== 0) throw new Error(`the host ended with ${code}: ${said}\n${text}`);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AgentEvent);
}

interface HostCall {
  world: PolicyWorld;
  uid: number | undefined;
  environment: Readonly<Record<string, string>>;
}

async function hostOf(directory: string, { world, uid, environment }: HostCall) {
  const user = uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  const allowed = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  // The shell is the engine: it lives as long as its host, and holds what the host is not given.
  const engine = ["sh", "-c", '"$@"; exit $?', "engine", "env", "-i", ...allowed];
  const args = [...user, ...engine, process.execPath, hostProgram, directory];
  const child = spawn("env", args, {
    cwd: directory,
    env: {
      PATH: environment["PATH"],
      GITHUB_TOKEN: world.secrets["environment of the engine"],
      POLICY_ENGINE: world.id,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (bytes) => (said += String(bytes)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

function environmentOf(runtime: RuntimeName, { root, server, id }: PolicyWorld): Record<string, string> {
  return {
    PATH: [path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    HOME: path.join(root, "state/sandbox-home"),
    PHASEGATE_USER_HOME: path.join(root, "home"),
    PHASEGATE_AGENT: id,
    ...credentialsFor(runtime, server.url),
  };
}

/** Command lines of all that is alive and began in this world. */
export const livingOf = async ({ id }: PolicyWorld): Promise<string[]> =>
  (await livingWith([id])).map(({ command }) => command);
