import { hasAny, userHomeOf, type Variables } from "../environment.ts";
import { compareVersions, findCommand, type Found, isWithin, versionOf } from "../found.ts";
import { hasLogin } from "../login.ts";
import type { AcpAgent } from "./agent.ts";
import { agentNamed } from "./agents/known.ts";
import { loginFilesOf } from "./environment.ts";

/** An ACP agent on this machine, by the given command or its own on `PATH`; starts nothing but `--version`. */
export async function findAcp(
  name: string,
  given?: readonly string[],
  variables: Variables = process.env,
): Promise<Found> {
  const agent = agentNamed(name);
  const wanted = given ?? agent.command;
  const command = wanted.length === 0 ? null : await findCommand(wanted, variables["PATH"]);
  const version = command && agent.versions ? await versionOf(command, variables) : null;
  const problem = problemOf(agent, { wanted, command, version });
  const login = await loginOf(agent, variables);
  const remedy = problem === "" ? (login === "no" ? agent.howToLogIn : "") : agent.howToInstall;
  return { runtime: "acp", command: command ?? [...wanted], version, problem, login, remedy };
}

interface Program {
  wanted: readonly string[];
  command: string[] | null;
  version: string | null;
}

function problemOf({ name, versions }: AcpAgent, { wanted, command, version }: Program): string {
  if (wanted.length === 0) return "no program is named for this ACP agent";
  if (!command) return `${name} is not installed: there is no program ${wanted[0] ?? ""}`;
  if (!versions) return "";
  if (version === null) return `${command.join(" ")} does not say its version, so it is not ${name}`;
  if (isWithin(version, versions)) return "";
  const age = compareVersions(version, versions.from) < 0 ? "too old" : "too new";
  return `${name} ${version} is ${age}: from ${versions.from} to before ${versions.below} is supported`;
}

async function loginOf(agent: AcpAgent, variables: Variables): Promise<Found["login"]> {
  if (agent.keyVariables.length === 0) return "unknown";
  if (hasAny(variables, agent.keyVariables)) return "yes";
  const [login] = loginFilesOf(agent, userHomeOf(variables));
  return login && (await hasLogin(login.own)) ? "yes" : "no";
}
