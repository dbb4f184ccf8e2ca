import path from "node:path";
import { baseEnvironment } from "../../workspace/process.ts";
import type { AcpAgent, AgentCall, AgentPlace, Variables } from "./agent.ts";

/** Of the user's variables only those that the agent is to be given. */
export function givenVariables(names: readonly string[], variables: Variables): Record<string, string> {
  const entries = names.flatMap((name) => {
    const value = variables[name];
    return value === undefined || name.startsWith("PHASEGATE_") ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

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

export const hasKey = ({ keyVariables }: AcpAgent, given: Variables): boolean =>
  keyVariables.some((name) => (given[name] ?? "") !== "");

/** Ports of this machine that a variable names as an address. */
export function loopbackPorts(given: Variables): number[] {
  const ports = Object.values(given).flatMap((value = "") => {
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return [];
    const { hostname, port, protocol } = new URL(value);
    if (!["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return [];
    return [port === "" ? (protocol === "https:" ? 443 : 80) : Number(port)];
  });
  return [...new Set(ports)];
}
