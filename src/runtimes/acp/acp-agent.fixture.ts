import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { RuntimeChoice } from "../../core/agent.ts";
import type { Usage } from "../../core/usage.ts";

/** How the small agent of tests is; it does what its prompts say, line by line, and asks before it writes. */
export interface Ways {
  needsLogin?: boolean;
  /** It has a way back to a closed session. */
  loads?: boolean;
  modes?: string[];
  /** A rejection is the end of its turn. */
  stopsOnReject?: boolean;
  /** It has a list of models, in the way of the protocol. */
  models?: string[];
}

/** An ACP agent of a few lines: real messages, real files, no model. */
export async function makeAgent(folder: string, ways: Ways = {}): Promise<RuntimeChoice> {
  const file = path.join(folder, "agent.mjs");
  await mkdir(folder, { recursive: true });
  await writeFile(file, program);
  const whole: Ways = { loads: true, ...ways };
  return {
    name: "acp",
    options: { agent: "small" },
    command: [process.execPath, file, JSON.stringify(whole)],
  };
}

interface Log {
  seen: string[];
  usage: Usage;
}

/** What the agent of these sessions was sent and used. */
export const logOf = (sessions: string): Log =>
  JSON.parse(readFileSync(path.join(sessions, "generic/data/log.json"), "utf8")) as Log;

const program = `
import { execSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const ways = JSON.parse(process.argv[2]);
const data = process.env.XDG_DATA_HOME;
mkdirSync(data, { recursive: true });
const logFile = data + "/log.json";
const log = existsSync(logFile) ? JSON.parse(readFileSync(logFile, "utf8")) : { seen: [],
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 } };
const save = (file, value) => writeFileSync(file, JSON.stringify(value));
const put = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
const waiting = new Map();
let nextId = 0, isLoggedIn = false, stop = () => undefined, session = null, mode = (ways.modes ?? [])[0], model = null;
const ask = (method, params) => new Promise((resolve) => { waiting.set(++nextId, resolve); put({ id: nextId, method, params }); });
const update = (value) => put({ method: "session/update", params: { sessionId: session.id, update: value } });
const say = (text) => { session.said.push(text); update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } }); };
const fileOf = (id) => data + "/" + id + ".json";
const begun = () => ({ ...(ways.modes ? { modes: { currentModeId: mode, availableModes: ways.modes.map((id) => ({ id, name: id })) } } : {}) });

async function tool(kind, id, call, deed) {
  const toolCall = { toolCallId: id, kind, status: "pending", ...call };
  update({ sessionUpdate: "tool_call", ...toolCall });
  const options = [["always", "allow_always"], ["yes", "allow_once"], ["no", "reject_once"]].map(([optionId, kind]) => ({ optionId, kind, name: optionId }));
  const { outcome } = await ask("session/request_permission", { sessionId: session.id, toolCall, options });
  if (outcome.optionId !== "yes") return false;
  let status = "completed", text = "";
  try { text = String(deed() ?? ""); } catch (error) { status = "failed"; text = error.message; }
  update({ sessionUpdate: "tool_call_update", toolCallId: id, status, content: [{ type: "content", content: { type: "text", text } }] });
  return true;
}

async function act(line, index) {
  const [word, ...rest] = line.split(" ");
  const id = "call-" + log.seen.length + "-" + index;
  if (word === "say") say(JSON.parse(rest.join(" ")));
  if (word === "garbage") { process.stdout.write("Warning: {not json\\n\\u0000\\n[1]\\n"); update({ sessionUpdate: "from_the_future", x: 1 }); }
  if (word === "crash") { process.stderr.write("out of cheese\\n"); process.exit(3); }
  if (word === "fail") throw JSON.parse(rest.join(" "));
  if (word === "mode") say(String(mode) + " " + String(model));
  if (word === "hang") return new Promise((resolve) => { stop = () => resolve("cancelled"); });
  const [path, text] = word === "write" ? JSON.parse(rest.join(" ")) : [];
  if (word === "write" && !(await tool("edit", id, { title: "Write " + path, rawInput: { file_path: process.cwd() + "/" + path } }, () => writeFileSync(path, text)))) return "no";
  const command = word === "shell" ? rest.join(" ") : "";
  if (word === "shell" && !(await tool("execute", id, { title: command, rawInput: { command } }, () => execSync(command)))) return "no";
  if (word === "fetch" && !(await tool("fetch", id, { title: "Fetch x" }, () => ""))) return "no";
}

async function prompt({ prompt: [{ text }] }) {
  session.asked.push(text);
  log.seen.push(JSON.stringify(session));
  const usage = { inputTokens: 10 + session.asked.length, outputTokens: 3, cachedReadTokens: 2, totalTokens: 15 + session.asked.length };
  log.usage.inputTokens += usage.inputTokens; log.usage.outputTokens += 3; log.usage.cacheReadTokens += 2;
  save(logFile, log);
  let stopReason = "end_turn", isCancelled = false;
  stop = () => { isCancelled = true; };
  // Told why, it says what it had still to say.
  const told = text.startsWith("The engine refused") ? session.asked.at(-2) : text;
  const lines = told.split("\\n").filter((line) => told === text || line.startsWith("say "));
  for (const [index, line] of lines.entries()) {
    const result = isCancelled ? "cancelled" : await act(line, index);
    if (result === "cancelled" || (result === "no" && ways.stopsOnReject)) { stopReason = "cancelled"; break; }
  }
  save(fileOf(session.id), session);
  return { stopReason, usage };
}

const handlers = {
  initialize: () => ({ protocolVersion: 1, agentCapabilities: { loadSession: ways.loads }, authMethods: ways.needsLogin ? [{ id: "browser", name: "x" }, { id: "api-key", name: "y" }] : [] }),
  authenticate: ({ methodId }) => { if (methodId !== "api-key" || ways.needsLogin === "never") throw { code: -32603, message: "no key" }; isLoggedIn = true; return {}; },
  "session/new": () => {
    if (ways.needsLogin && !isLoggedIn) throw { code: -32000, message: "Authentication required" };
    session = { id: "session-" + Math.random().toString(36).slice(2), asked: [], said: [] };
    return { sessionId: session.id, ...begun() };
  },
  "session/load": ({ sessionId }) => {
    if (!existsSync(fileOf(sessionId))) throw { code: -32002, message: "no such session" };
    session = JSON.parse(readFileSync(fileOf(sessionId), "utf8"));
    const old = session.said;
    setImmediate(() => { for (const text of old) update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } }); });
    return begun();
  },
  "session/set_mode": ({ modeId }) => { mode = modeId; return {}; },
  "session/set_model": ({ modelId }) => { if (!(ways.models ?? []).includes(modelId)) throw { code: -32602, message: "no model " + modelId }; model = modelId; return {}; },
  "session/prompt": prompt,
  "session/cancel": () => stop(),
};

let rest = "";
process.stdin.on("data", async (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const { id, method, params, result } = JSON.parse(line);
    if (method === undefined) waiting.get(id)?.(result);
    else Promise.resolve().then(() => handlers[method](params)).then((result) => id !== undefined && put({ id, result }), (error) => id !== undefined && put({ id, error: { code: error.code ?? -32603, message: error.message } }));
  }
});
process.stdin.on("end", () => process.exit(0));
`;
