import { type Fields, fieldsOf, listOf, textOf } from "../loose.ts";
import { RuntimeUnusable, SessionLost } from "../runtime.ts";
import type { AcpAgent } from "./agent.ts";
import { AgentGone, type AgentProcess } from "./agent-process.ts";
import { authRequired, errorOf, faultOf } from "./fault.ts";

/** What is needed to open a session with a program that has just been started. */
export interface Opening {
  agent: AcpAgent;
  program: AgentProcess;
  /** The tree, as the agent sees it. */
  cwd: string;
  /** None: the agent's own default. */
  model: string | undefined;
  /** How many parts of an old conversation the agent has told so far. */
  replayed(): number;
}

/** Begin with the agent; what it says of itself. Our files and terminals stay ours: it has its own tools. */
export async function greet({ agent, program }: Opening): Promise<Fields> {
  const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false }, terminal: false };
  const clientInfo = { name: "phasegate", version: "1" };
  try {
    const answer = await program.request("initialize", {
      protocolVersion: 1,
      clientCapabilities,
      clientInfo,
    });
    return fieldsOf(answer);
  } catch (error) {
    throw unusable(error, agent);
  }
}

/** A new session; its id. */
export async function openNew(opening: Opening, self: Fields): Promise<string> {
  const params = { cwd: opening.cwd, mcpServers: [] };
  const answer = fieldsOf(await authenticated(opening, self, "session/new", params));
  const id = textOf(answer["sessionId"]);
  if (id === "") throw new Error(`${opening.agent.name} named no session`);
  await choose(opening, id, answer);
  return id;
}

/** Go on with a session that was closed. Throws SessionLost. */
export async function openAgain(opening: Opening, self: Fields, id: string): Promise<void> {
  const method = waysBack(self)[0];
  if (method === undefined) throw new SessionLost(`${opening.agent.name} cannot go on with a session`);
  try {
    const params = { sessionId: id, cwd: opening.cwd, mcpServers: [] };
    const answer = fieldsOf(await authenticated(opening, self, method, params));
    await settle(opening, id, answer);
    await choose(opening, id, answer);
  } catch (error) {
    if (error instanceof AgentGone || error instanceof RuntimeUnusable) throw error;
    throw new SessionLost(`${opening.agent.name} cannot go on with the session: ${errorOf(error).text}`);
  }
}

/** Resuming tells nothing of the old conversation, loading all of it. */
function waysBack(self: Fields): string[] {
  const capabilities = fieldsOf(self["agentCapabilities"]);
  const resumes = fieldsOf(capabilities["sessionCapabilities"])["resume"] !== undefined;
  return [
    ...(resumes ? ["session/resume"] : []),
    ...(capabilities["loadSession"] === true ? ["session/load"] : []),
  ];
}

/** An agent that asks for a login is given the one method that needs no person: a key. */
async function authenticated(
  { agent, program }: Opening,
  self: Fields,
  method: string,
  params: unknown,
): Promise<unknown> {
  try {
    return await program.request(method, params);
  } catch (error) {
    if (errorOf(error).code !== authRequired) throw asFault(error, agent);
    const methodId = listOf(self["authMethods"])
      .map((way) => textOf(fieldsOf(way)["id"]))
      .find((id) => /key/i.test(id));
    if (methodId === undefined) throw unusable(error, agent);
    try {
      await program.request("authenticate", { methodId });
      return await program.request(method, params);
    } catch (second) {
      throw unusable(second, agent);
    }
  }
}

/** Only a person can mend a login. */
function asFault(error: unknown, agent: AcpAgent): unknown {
  if (error instanceof AgentGone) return unusable(error, agent);
  const { fault, reason } = faultOf(errorOf(error), agent);
  return fault === "account" ? new RuntimeUnusable(reason) : error;
}

function unusable(error: unknown, agent: AcpAgent): unknown {
  if (error instanceof AgentGone)
    return error.isNotFound
      ? new RuntimeUnusable(`${agent.name} is not there: ${error.message}; ${agent.howToInstall}`)
      : new AgentGone(`${agent.name} did not begin: ${error.message}`, {});
  return new RuntimeUnusable(faultOf({ ...errorOf(error), code: authRequired }, agent).reason);
}

/**
 * Some agents tell the old conversation after they have answered: a round trip in which nothing of it came is its
 * end, since they tell it without a pause.
 */
async function settle(opening: Opening, id: string, answer: Fields): Promise<void> {
  const mode = textOf(fieldsOf(answer["modes"])["currentModeId"]);
  if (mode === "") return;
  for (let before = -1; before !== opening.replayed();) {
    before = opening.replayed();
    await opening.program.request("session/set_mode", { sessionId: id, modeId: mode });
  }
}

/** The mode in which it asks first, and the model. */
async function choose(opening: Opening, id: string, answer: Fields): Promise<void> {
  await chooseMode(opening, id, answer);
  if (opening.model !== undefined && !opening.agent.isModelNamed) await chooseModel(opening, id, answer);
}

/** Modes in which an agent acts without a question. */
const acting = /auto|yolo|bypass|full|accept|dont.?ask/i;

/** The mode to set; null: it is in a good one, or has none. Throws when all of them act without a question. */
export function modeToSet({ askingModes, name }: AcpAgent, modes: Fields): string | null {
  const current = textOf(modes["currentModeId"]);
  const available = listOf(modes["availableModes"]).map((mode) => textOf(fieldsOf(mode)["id"]));
  const wanted = askingModes.find((mode) => available.includes(mode));
  if (wanted !== undefined) return wanted === current ? null : wanted;
  if (!acting.test(current)) return null;
  throw new RuntimeUnusable(
    `${name} has no mode in which it asks before it acts, only ${available.join(", ")}; name one that asks as its default in its own settings`,
  );
}

async function chooseMode({ agent, program }: Opening, id: string, answer: Fields): Promise<void> {
  const modeId = modeToSet(agent, fieldsOf(answer["modes"]));
  if (modeId !== null) await program.request("session/set_mode", { sessionId: id, modeId });
}

async function chooseModel({ agent, program, model }: Opening, id: string, answer: Fields): Promise<void> {
  const option = listOf(answer["configOptions"])
    .map(fieldsOf)
    .find((each) => each["category"] === "model");
  try {
    if (option)
      await program.request("session/set_config_option", {
        sessionId: id,
        configId: option["id"],
        value: model,
      });
    else await program.request("session/set_model", { sessionId: id, modelId: model });
  } catch (error) {
    if (error instanceof AgentGone) throw error;
    throw new RuntimeUnusable(
      `${agent.name} does not take the model ${model}: ${errorOf(error).text}; name another in the settings`,
    );
  }
}
