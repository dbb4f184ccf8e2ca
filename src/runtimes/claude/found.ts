import { hasAny, userHomeOf, type Variables } from "../environment.ts";
import { compareVersions, findCommand, type Found, isWithin, versionOf } from "../found.ts";
import { hasLogin } from "../login.ts";
import { howToInstall, howToLogIn, keyVariables, versions } from "./defaults.ts";
import { loginFileOf } from "./environment.ts";

/** Claude Code on this machine, by the given command or the one on `PATH`; starts nothing but `--version`. */
export async function findClaude(
  given: readonly string[] = ["claude"],
  variables: Variables = process.env,
): Promise<Found> {
  const command = await findCommand(given, variables["PATH"]);
  const version = command ? await versionOf(command, { ...variables, DISABLE_AUTOUPDATER: "1" }) : null;
  const problem = problemOf(given, command, version);
  const login = await loginOf(variables);
  const remedy = problem === "" ? (login === "no" ? howToLogIn : "") : remedyFor(version);
  return { runtime: "claude", command: command ?? [...given], version, problem, login, remedy };
}

function problemOf(given: readonly string[], command: string[] | null, version: string | null): string {
  if (!command) return `Claude Code is not installed: there is no program ${given[0] ?? ""}`;
  if (version === null) return `${command.join(" ")} does not say its version, so it is not Claude Code`;
  if (isWithin(version, versions)) return "";
  return `Claude Code ${version} is not supported: from ${versions.from} to before ${versions.below} is`;
}

const remedyFor = (version: string | null): string =>
  version !== null && compareVersions(version, versions.below) >= 0
    ? `${howToInstall}@2`
    : `${howToInstall}@latest`;

/** On macOS the login may be in the keychain, where only the program itself may look. */
async function loginOf(variables: Variables): Promise<Found["login"]> {
  const isLoggedIn =
    hasAny(variables, keyVariables) || (await hasLogin(loginFileOf(userHomeOf(variables)).own));
  if (isLoggedIn) return "yes";
  return process.platform === "darwin" ? "unknown" : "no";
}
