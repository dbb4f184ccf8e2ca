import path from "node:path";
import type { SDKUserMessage } from "@anthropic-ai/claude-agent-sdk";
import type { Assignment } from "../../core/agent.ts";
import { type Confinement, confine, readableFor } from "../../workspace/sandbox/confinement.ts";
import { hasAny, userHomeOf } from "../environment.ts";
import { makeFolder } from "../folders.ts";
import { findCommand } from "../found.ts";
import { lendLogin } from "../login.ts";
import { Queue } from "../queue.ts";
import { type Runtime, RuntimeUnusable, type Session, SessionLost } from "../runtime.ts";
import { defaults, howToInstall, keyVariables, toolsOf } from "./defaults.ts";
import { environmentOf, foldersIn, loginFileOf, modelPorts } from "./environment.ts";
import { findClaude } from "./found.ts";
import { Gate } from "./gate.ts";
import { type Beginning, gateOptions, optionsFor } from "./options.ts";
import { Program } from "./program.ts";
import { loadSdk } from "./sdk.ts";
import { ClaudeSession } from "./session.ts";
import { findSession, transcriptsIn } from "./transcripts.ts";

/** How long the program may take until it can be spoken to. */
const patienceMs = 60_000;

/** Claude Code, the user's own program, through the Claude Agent SDK. */
export const claudeRuntime: Runtime = {
  name: "claude",
  capabilities: { reasonOnDeny: true, resume: true, fork: true },
  start: (assignment) => open(assignment, { kind: "new", id: assignment.session.id }),
  resume: (assignment, id) => open(assignment, { kind: "resume", id }),
  fork: (assignment, from) => open(assignment, { kind: "fork", id: assignment.session.id, from }),
};

async function open(assignment: Assignment, beginning: Beginning): Promise<Session> {
  const command = await commandOf(assignment);
  const { sessions } = assignment;
  for (const folder of Object.values(foldersIn(sessions))) await makeFolder(folder);
  if (!hasAny(process.env, keyVariables)) await lendLogin(assignment, [loginFileOf(userHomeOf(process.env))]);
  const confinement = await confine({
    policy: assignment.policy,
    tree: assignment.tree,
    sessions,
    readable: (await Promise.all(command.filter(path.isAbsolute).map((each) => readableFor(each)))).flat(),
    network: {
      hosts: assignment.runtime.hosts ?? defaults.hosts,
      ports: modelPorts(process.env),
    },
  });
  try {
    const known = beginning.kind === "fork" ? beginning.from : beginning.id;
    if (beginning.kind !== "new")
      await findSession({ sessions, from: originOf(assignment), id: known, tree: confinement.tree });
    return await begin({ assignment, beginning, command, confinement });
  } catch (error) {
    await confinement.close();
    throw error;
  }
}

const originOf = ({ session, sessions }: Assignment): string =>
  session.kind === "fork" ? session.sessions : sessions;

async function commandOf({ runtime }: Assignment): Promise<string[]> {
  const given = runtime.command ?? ["claude"];
  const command = await findCommand(given);
  if (command) return command;
  throw new RuntimeUnusable(
    `Claude Code is not installed: there is no program ${given[0] ?? ""}; ${howToInstall}`,
  );
}

interface Beginnings {
  assignment: Assignment;
  beginning: Beginning;
  command: readonly string[];
  confinement: Confinement;
}

async function begin({ assignment, beginning, command, confinement }: Beginnings): Promise<Session> {
  const sdk = await loadSdk();
  const { policy, tree, sessions } = assignment;
  const ground = { policy, tree, readable: [transcriptsIn(sessions)] };
  const gate = new Gate(ground, confinement, (asked, event) => session.tell(asked, event));
  const program = new Program(command, confinement);
  const prompts = new Queue<SDKUserMessage>();
  const query = sdk.query({
    prompt: prompts,
    options: {
      ...optionsFor(assignment, beginning),
      ...gateOptions(gate),
      cwd: confinement.tree,
      env: environmentOf(process.env, confinement.sessions),
      pathToClaudeCodeExecutable: "claude", // names no file: `spawnClaudeCodeProcess` starts the program
      spawnClaudeCodeProcess: program.start,
    },
  });
  const session = new ClaudeSession({
    id: beginning.id,
    tools: toolsOf(assignment.tier),
    query,
    prompts,
    program,
    confinement,
  });
  await inTime(query.initializationResult()).catch(async (error: unknown) => {
    await session.close();
    throw await explained(error, command, program.lastWords);
  });
  return session;
}

/** A program that is not what it should be may say nothing at all, for ever. */
async function inTime(beginning: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was silent for ${patienceMs / 1000} s`)), patienceMs);
  });
  await Promise.race([beginning, late]).finally(() => clearTimeout(timer));
}

/** Why the program did not begin; when it is the program itself that does not fit, only a person can mend it. */
async function explained(error: unknown, command: readonly string[], lastWords: string): Promise<Error> {
  const why = error instanceof Error ? error.message : String(error);
  if (/no conversation found/i.test(`${why} ${lastWords}`)) return new SessionLost(why);
  const { problem, remedy } = await findClaude(command);
  if (problem !== "") return new RuntimeUnusable(`${problem}; ${remedy}`);
  return new Error([`Claude Code did not begin: ${why}`, lastWords].filter((part) => part !== "").join("\n"));
}
