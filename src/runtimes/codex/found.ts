import { userHomeOf, type Variables } from "../environment.ts";
import { findCommand, type Found, isWithin, type VersionRange, versionOf } from "../found.ts";
import { hasLogin } from "../login.ts";
import { RuntimeUnusable } from "../runtime.ts";
import { gatewayOf, loginFileOf } from "./environment.ts";

/** The versions whose protocol, settings and approvals are known. */
export const codexVersions: VersionRange = { from: "0.165.0", below: "0.180.0" };

const install = "npm install -g @openai/codex@0.169.0";
export const loginRemedy = "run `codex login`, or set OPENAI_API_KEY";

/** Why a version cannot be used, with what to do; empty: it can. */
export function problemOf(version: string | null): string {
  const range = `${codexVersions.from} to before ${codexVersions.below}`;
  if (version === null) return `codex does not say its version, it must be ${range}; ${install}`;
  return isWithin(version, codexVersions)
    ? ""
    : `codex ${version} is not known here, it must be ${range}; ${install}`;
}

/** Absolute; throws RuntimeUnusable. */
export async function commandToFind(command: readonly string[] = ["codex"]): Promise<string[]> {
  const found = await findCommand(command);
  if (!found) throw new RuntimeUnusable(`there is no program ${command[0] ?? ""}; ${install}`);
  return found;
}

/** Codex on this machine, by the given command or the one on `PATH`; starts nothing but `--version`. */
export async function findCodex(
  command: readonly string[] = ["codex"],
  variables: Variables = process.env,
): Promise<Found> {
  const found = await findCommand(command, variables["PATH"]);
  const isLoggedIn =
    gatewayOf(variables) !== null || (await hasLogin(loginFileOf(userHomeOf(variables)).own));
  const login = isLoggedIn ? "yes" : "no";
  const known = { runtime: "codex", login } as const;
  if (!found)
    return {
      ...known,
      command: [...command],
      version: null,
      problem: `there is no program ${command[0] ?? ""}`,
      remedy: install,
    };
  const version = await versionOf(found);
  const [problem = "", remedy = ""] = problemOf(version).split("; ");
  const loginHint = login === "no" ? loginRemedy : "";
  return { ...known, command: found, version, problem, remedy: problem === "" ? loginHint : remedy };
}
