import path from "node:path";
import { baseEnvironment } from "../../workspace/process.ts";
import { passedOn, type Variables } from "../environment.ts";
import type { LoginFile } from "../login.ts";
import type { AcpAgent, AgentCall, AgentPlace } from "./agent.ts";

/** Of the user's variables only those that the agent is to be given. */
export const givenVariables = (names: readonly string[], variables: Variables): Record<string, string> =>
  passedOn(Object.fromEntries(names.map((name) => [name, variables[name]])));

/** The agent's folders below the folder of the role's sessions. */
export const placeIn = (sessions: string, { name }: AcpAgent): AgentPlace => ({
  home: path.join(sessions, "home"),
  config: path.join(sessions, name),
});

/** Everything that the agent's program sees. */
export const environmentOf = (agent: AcpAgent, call: AgentCall): Record<string, string> => ({
  ...baseEnvironment({ HOME: call.place.home }),
  ...call.given,
  ...agent.environmentOf(call),
});

/** The user's own login; the first file is the login itself. */
export const loginFilesOf = (agent: AcpAgent, userHome: string): LoginFile[] =>
  agent.loginFiles.map((file) => ({
    own: path.join(userHome, file),
    copy: path.join(placeIn("", agent).config, file),
  }));
