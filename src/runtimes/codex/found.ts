import { userHomeOf, type Variables } from "../environment.ts";
import { findCommand, type Found, isWithin, type VersionRange, versionOf } from "../found.ts";
import { hasLogin } from "../login.ts";
import { RuntimeUnusable } from "../runtime.ts";
import { gatewayOf, loginFileOf } from "./environment.ts";

/** The versions whose protocol, settings and approvals are known. */
const versions: VersionRange = { from: "0.165.0", below: "0.180.0" };

export const howToInstall = "npm install -g @openai/codex@0.169.0";
export const howToLogIn = "run `codex login`, or set OPENAI_API_KEY";

/** Why a version cannot be used; empty: it can. */
export function problemOf(version: string | null): string {
  const range = `it must be ${versions.from} to before ${versions.below}`;
  if (version === null) return `codex does not say its version, ${range}`;
  return isWithin(version, versions) ? "" : `codex ${version} is not known here, ${range}`;
}

/** Absolute; throws RuntimeUnusable. */
export async function commandToFind(command: readonly string[] = ["codex"]): Promise<string[]> {
  const found = await findCommand(command);
  if (!found) throw new RuntimeUnusable(`there is no program ${command[0] ?? ""}; ${howToInstall}`);
  return found;
}

/** Codex on this machine, by the given command or the one on `PATH`; starts nothing but `--version`. */
export async function findCodex(
  command: readonly string[] = ["codex"],
  variables: Variables = process.env,
): Promise<Found> {
  const found = await findCommand(command, variables["PATH"]);
  const version = found && (await versionOf(found));
  const problem = found ? problemOf(version) : `there is no program ${command[0] ?? ""}`;
  const isLoggedIn =
    gatewayOf(variables) !== null || (await hasLogin(loginFileOf(userHomeOf(variables)).own));
  const remedy = problem === "" ? (isLoggedIn ? "" : howToLogIn) : howToInstall;
  const login = isLoggedIn ? "yes" : "no";
  return { runtime: "codex", command: found ?? [...command], version, problem, login, remedy };
}
