import { access, constants, mkdir, statfs } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "./environment.ts";
import { homeOf, refuseHomeWithin } from "./home.ts";
import { engineIdentity, identityIn } from "./identity.ts";
import { noSettings, type Settings } from "../core/settings.ts";
import { probeSandbox } from "../workspace/sandbox/probe.ts";
import { gitHubFindings } from "./doctor-github.ts";
import { runtimeFindings, sandboxFinding } from "./doctor-runtimes.ts";
import type { Finding } from "./finding.ts";
import { settingsFile, settingsOf } from "./settings.ts";
import { readGit } from "./user-git.ts";
import { repositoryAt } from "./user-repository.ts";

const gibibyte = 1024 ** 3;

export async function findingsOn(environment: Environment, repo: string | undefined): Promise<Finding[]> {
  const directory = path.resolve(environment.cwd, repo ?? ".");
  const state = await stateFolder(environment, directory);
  const { finding: ofSettings, settings } = await readSettings(environment);
  return [
    node(process.versions.node),
    await git(environment.cwd),
    await identity(directory),
    state,
    state.state === "bad" ? skippedDatabase : await database(environment),
    ofSettings,
    ...(await runtimeFindings(settings, environment)),
    sandboxFinding(await probeSandbox()),
    ...(await gitHubFindings(directory, environment)),
  ];
}

/** Does this Node run the engine? */
export function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return enough
    ? { name: "node", state: "ok", found: version, remedy: "" }
    : { name: "node", state: "bad", found: `${version}, too old`, remedy: "install Node 20.19 or newer" };
}

async function git(cwd: string): Promise<Finding> {
  const answer = await readGit(cwd, ["--version"]).catch(() => null);
  const version = /(\d+)\.(\d+)\S*/.exec(answer?.stdout ?? "");
  if (!version) return { name: "git", state: "bad", found: "not found", remedy: "install git 2.30 or newer" };
  const [found, major, minor] = [version[0], Number(version[1]), Number(version[2])];
  return major > 2 || (major === 2 && minor >= 30)
    ? { name: "git", state: "ok", found, remedy: "" }
    : { name: "git", state: "bad", found: `${found}, too old`, remedy: "install git 2.30 or newer" };
}

async function identity(directory: string): Promise<Finding> {
  const own = await identityIn(directory).catch(() => null);
  if (own) return { name: "identity", state: "ok", found: `${own.name} <${own.email}>`, remedy: "" };
  return {
    name: "identity",
    state: "note",
    found: `git knows no name; commits are made as ${engineIdentity.name} <${engineIdentity.email}>`,
    remedy: 'git config --global user.name "Your Name" and user.email',
  };
}

async function stateFolder(environment: Environment, directory: string): Promise<Finding> {
  const home = homeOf(environment);
  const bad = (found: string, remedy: string): Finding => ({
    name: "state folder",
    state: "bad",
    found,
    remedy,
  });
  try {
    const repository = await repositoryAt(directory).catch(() => null);
    if (repository !== null) await refuseHomeWithin(repository, home);
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK);
    const { bavail, bsize } = await statfs(home);
    const free = (bavail * bsize) / gibibyte;
    const found = `${home}, ${free.toFixed(1)} GiB free`;
    return free < 1
      ? bad(found, "free at least 1 GiB, or set PHASEGATE_HOME to another disk")
      : { ...bad(found, ""), state: "ok" };
  } catch (error) {
    return bad(messageOf(error), "set PHASEGATE_HOME to a folder that you can write, outside any repository");
  }
}

const skippedDatabase: Finding = {
  name: "database",
  state: "bad",
  found: "not tried: it lives in the state folder",
  remedy: "mend the state folder first",
};

async function database(environment: Environment): Promise<Finding> {
  const server = Boolean(environment.variables["PHASEGATE_DATABASE_URL"]);
  const kind = server ? "the server in PHASEGATE_DATABASE_URL" : "embedded";
  try {
    const engine = await environment.openEngine(homeOf(environment));
    const runs = await engine.list().finally(() => engine.close());
    return { name: "database", state: "ok", found: `${kind}, ${runs.length} runs`, remedy: "" };
  } catch (error) {
    const remedy = server
      ? "check the address in PHASEGATE_DATABASE_URL and that the server runs"
      : "move the state folder away, or set PHASEGATE_HOME to another one";
    return { name: "database", state: "bad", found: `${kind}: ${messageOf(error)}`, remedy };
  }
}

async function readSettings(environment: Environment): Promise<{ finding: Finding; settings: Settings }> {
  const name = "settings";
  const file = settingsFile(environment);
  try {
    const settings = await settingsOf(environment);
    const found = settings === noSettings ? `none; they would be in ${file}` : file;
    return { finding: { name, state: "ok", found, remedy: "" }, settings };
  } catch (error) {
    const remedy = "correct the lines named";
    return { finding: { name, state: "bad", found: messageOf(error), remedy }, settings: noSettings };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
