import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import { tempFolder } from "../workspace.fixture.ts";
import { policy } from "./policy.fixture.ts";
import { confine, type Confinement, type ConfinementRules } from "./confinement.ts";

export interface Said {
  code: number | null;
  out: string;
  err: string;
}

export interface Cell {
  root: string;
  tree: string;
  confinement: Confinement;
  /** Runs a shell script in the place; stdin is closed. */
  shell(script: string): Promise<Said>;
}

/** A place for the rules given, with a tree of the files given; closed when the test is over. */
export async function makeCell(files: Files, changes: Partial<ConfinementRules> = {}): Promise<Cell> {
  const { root, rules } = await makeRules(files, changes);
  const confinement = await confine(rules);
  onTestFinished(() => confinement.close());
  // What these tests try would do harm where nothing holds it.
  if (confinement.sandbox.kind === "none") throw new Error(confinement.sandbox.problem);
  const shell = (script: string): Promise<Said> => say(confinement, ["sh", "-c", script]);
  return { root, tree: rules.tree, confinement, shell };
}

async function makeRules(files: Files, changes: Partial<ConfinementRules>) {
  const root = await tempFolder();
  const [tree, sessions] = [path.join(root, "tree"), path.join(root, "sessions")];
  await mkdir(sessions, { recursive: true });
  await writeFiles(tree, files);
  const network = { hosts: [], ports: [] };
  const rules: ConfinementRules = { policy: policy(), tree, sessions, readable: [], network, ...changes };
  return { root, rules };
}

export async function say(confinement: Confinement, command: readonly string[]): Promise<Said> {
  const child = confinement.spawn(command, {
    env: { PATH: process.env["PATH"] ?? "", HOME: `${confinement.sessions}/home` },
  });
  child.stdin.end();
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

const isRoot = process.getuid?.() === 0;
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Who these tests are done as: this user, and where this user is root also one without rights. */
export const users: readonly { user: string; isSelf: boolean; make: typeof makeCell }[] = [
  { user: isRoot ? "root" : "this user", isSelf: true, make: makeCell },
  ...(isRoot ? [{ user: "a user without rights", isSelf: false, make: makeCellOfNobody }] : []),
];

async function makeCellOfNobody(files: Files, changes: Partial<ConfinementRules> = {}): Promise<Cell> {
  const { root, rules } = await makeRules(files, changes);
  copied ??= copyProgram();
  const program = await copied;
  execFileSync("chown", ["-R", "65534:65534", root]);
  const shell = async (script: string): Promise<Said> => {
    const child = spawn("setpriv", [...nobody.slice(1), process.execPath, path.join(program, "say.mjs")], {
      cwd: "/",
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(JSON.stringify({ rules, script }));
    return JSON.parse(await text(child.stdout)) as Said;
  };
  const confinement = await confine(rules);
  onTestFinished(() => confinement.close());
  return { root, tree: rules.tree, confinement, shell };
}

const sayProgram = `
import { text } from "node:stream/consumers";
import { confine } from "./dist/workspace/sandbox/confinement.js";
const { rules, script } = JSON.parse(await text(process.stdin));
const confinement = await confine(rules);
if (confinement.sandbox.kind === "none") throw new Error(confinement.sandbox.problem);
const child = confinement.spawn(["sh", "-c", script], { env: { PATH: process.env.PATH, HOME: confinement.sessions } });
child.stdin.end();
const ended = new Promise((resolve) => child.once("close", resolve));
const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
const code = await ended;
await confinement.close();
process.stdout.write(JSON.stringify({ out, err, code }));
`;

let copied: Promise<string> | null = null;

/** The built program where everybody can read it: the work tree may lie in a private folder. */
async function copyProgram(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "phasegate-program-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  for (const name of [
    "dist/core",
    "dist/workspace",
    "package.json",
    "node_modules/picomatch",
    "node_modules/zod",
  ])
    await cp(path.resolve(name), path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, "say.mjs"), sayProgram);
  execFileSync("chmod", ["-R", "a+rX", folder]);
  return folder;
}
