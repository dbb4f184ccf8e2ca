import type { Assignment } from "../../core/agent.ts";
import { type Fields, fieldsOf, textOf } from "../loose.ts";
import { type Runtime, RuntimeUnusable, type Session, SessionLost } from "../runtime.ts";
import { connect, type Connection } from "./connection.ts";
import { Refused, type Listener } from "./rpc.ts";
import { CodexSession, type Opened } from "./session.ts";

/** The user's own `codex`, through its app-server: one process a session. */
export const codexRuntime: Runtime = {
  name: "codex",
  capabilities: { reasonOnDeny: true, resume: true, fork: true },
  start: (assignment) => open(assignment, "thread/start", {}),
  resume: (assignment, id) => open(assignment, "thread/resume", { threadId: id, excludeTurns: true }),
  fork: (assignment, from) => open(assignment, "thread/fork", { threadId: from, excludeTurns: true }),
};

async function open(assignment: Assignment, method: string, params: Fields): Promise<Session> {
  let session: CodexSession | null = null;
  const listener: Listener = {
    notified: (name, said) => session?.notified(name, said),
    asked: (name, said) => session?.asked(name, said) ?? Promise.reject(new Error("no thread is open")),
  };
  const connection = await connect(assignment, listener);
  try {
    session = new CodexSession(assignment, connection, await openThread(connection, method, params));
    return session;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openThread({ rpc, opening }: Connection, method: string, params: Fields): Promise<Opened> {
  try {
    const answer = await rpc.request(method, { ...opening, ...params });
    return { id: textOf(fieldsOf(answer["thread"])["id"]), model: textOf(answer["model"]) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isOurs = method === "thread/start" || /configuration/i.test(error.message);
    if (isOurs) throw new RuntimeUnusable(`codex cannot open a session: ${error.message}`);
    throw new SessionLost(error.message);
  }
}
