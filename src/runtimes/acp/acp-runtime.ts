import path from "node:path";
import type { Assignment } from "../../core/agent.ts";
import { confine, type Confinement, readableFor } from "../../workspace/sandbox/confinement.ts";
import { hasAny, loopbackPorts, userHomeOf } from "../environment.ts";
import { lendLogin } from "../login.ts";
import { fieldsOf } from "../loose.ts";
import { type Runtime, RuntimeUnusable, type Session, SessionLost } from "../runtime.ts";
import type { AcpAgent, AgentCall } from "./agent.ts";
import { AgentProcess } from "./agent-process.ts";
import { agentNamed } from "./agents/known.ts";
import { environmentOf, givenVariables, loginFilesOf, placeIn } from "./environment.ts";
import { keepSession, Ledger } from "./ledger.ts";
import { greet, openAgain, openNew, type Opening } from "./opening.ts";
import { makePlace, putFiles } from "./place.ts";
import { AcpSession } from "./session.ts";

/** Any agent that speaks the Agent Client Protocol; `options.agent` names the one whose ways are known. */
export const acpRuntime: Runtime = {
  name: "acp",
  capabilities: { reasonOnDeny: false, resume: true, fork: false },
  start: (assignment) => open(assignment, null),
  resume: (assignment, id) => open(assignment, id),
  fork: () => Promise.reject(new SessionLost("a session cannot be copied through ACP")),
};

async function open(assignment: Assignment, resumed: string | null): Promise<Session> {
  const agent = agentNamed(assignment.runtime.options["agent"]);
  const command = assignment.runtime.command ?? agent.command;
  if (command.length === 0) throw new RuntimeUnusable(`no program is named for ACP; ${agent.howToInstall}`);
  const call = await prepared(agent, assignment);
  const confinement = await confined(assignment, command, call);
  try {
    return await begun({ agent, assignment, command, call, confinement }, resumed);
  } catch (error) {
    await confinement.close();
    throw error;
  }
}

/** Folders, files and login of the agent, made anew. */
async function prepared(agent: AcpAgent, assignment: Assignment): Promise<AgentCall> {
  const { sessions, runtime, system } = assignment;
  const outside = placeIn(sessions, agent);
  await makePlace(agent, outside);
  const given = givenVariables(runtime.variables ?? [], process.env);
  const needsLogin = agent.keyVariables.length > 0 && !hasAny(given, agent.keyVariables);
  if (needsLogin && !(await lendLogin(assignment, loginFilesOf(agent, userHomeOf(process.env)))))
    throw new RuntimeUnusable(`${agent.name} is not logged in; ${agent.howToLogIn}`);
  return { choice: runtime, system, given, place: outside };
}

async function confined(
  { policy, tree, sessions, runtime }: Assignment,
  [program = "", ...args]: readonly string[],
  { given }: AgentCall,
): Promise<Confinement> {
  const network = { hosts: runtime.hosts ?? [], ports: loopbackPorts(Object.values(given)) };
  // A program such as node is given its script as an argument.
  const readable = [...(await readableFor(program)), ...args.filter((arg) => path.isAbsolute(arg))];
  return confine({ policy, tree, sessions, readable, network });
}

interface Beginning {
  agent: AcpAgent;
  assignment: Assignment;
  command: readonly string[];
  call: AgentCall;
  confinement: Confinement;
}

async function begun(beginning: Beginning, resumed: string | null): Promise<Session> {
  const { agent, assignment, command, confinement } = beginning;
  const outside = beginning.call.place;
  const call: AgentCall = { ...beginning.call, place: placeIn(confinement.sessions, agent) };
  await putFiles(outside.config, agent.filesOf(call));
  if (resumed !== null && agent.ledger) await keepSession(agent.ledger, resumed, outside.config);
  const env = environmentOf(agent, call);
  const child = confinement.spawn([...command, ...agent.argumentsOf(call)], { env });
  let session: AcpSession | null = null;
  let replayed = 0;
  const program = new AgentProcess(confinement, child, {
    update: (notification) => {
      if (isPartOfConversation(notification)) replayed += 1;
      session?.hear(notification);
    },
    permission: (request) =>
      session?.answer(request) ?? Promise.resolve({ outcome: { outcome: "cancelled" } }),
  });
  const { model } = assignment.runtime;
  const opening: Opening = { agent, program, cwd: confinement.tree, model, replayed: () => replayed };
  const self = await greet(opening);
  if (resumed !== null) await openAgain(opening, self, resumed);
  const id = resumed ?? (await openNew(opening, self));
  const ledger = agent.ledger && new Ledger(agent.ledger, id, outside.config);
  await ledger?.news(); // what was used before has been counted before
  const system = resumed === null && !agent.isSystemGiven ? assignment.system : "";
  session = new AcpSession({ id, agent, program, confinement, assignment, ledger, system });
  return session;
}

const isPartOfConversation = (notification: unknown): boolean =>
  /_chunk$|^tool_call/.test(String(fieldsOf(fieldsOf(notification)["update"])["sessionUpdate"]));
