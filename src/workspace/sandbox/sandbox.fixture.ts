import { mkdir } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import type { Policy } from "../../core/policy.ts";
import { tempFolder } from "../workspace.fixture.ts";
import { confine, type Confinement, type ConfinementRules } from "./confinement.ts";

export const policy = (changes: Partial<Policy> = {}): Policy => ({
  role: "backend-developer",
  write: ["server/**"],
  never: ["**/package.json", ".github/**"],
  tests: ["**/*.test.*"],
  mayEditTests: false,
  ownTests: [],
  shell: true,
  ...changes,
});

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
  const root = await tempFolder();
  const [tree, sessions] = [path.join(root, "tree"), path.join(root, "sessions")];
  await mkdir(sessions, { recursive: true });
  await writeFiles(tree, files);
  const network = { hosts: [], ports: [] };
  const confinement = await confine({ policy: policy(), tree, sessions, readable: [], network, ...changes });
  onTestFinished(() => confinement.close());
  // What these tests try would do harm where nothing holds it.
  if (confinement.sandbox.kind === "none") throw new Error(confinement.sandbox.problem);
  const shell = (script: string): Promise<Said> => say(confinement, ["sh", "-c", script]);
  return { root, tree, confinement, shell };
}

export async function say(confinement: Confinement, command: readonly string[]): Promise<Said> {
  const child = confinement.spawn(command, {
    env: { PATH: process.env["PATH"] ?? "", HOME: `${confinement.sessions}/home` },
  });
  child.stdin.end();
  const said: Said = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += String(chunk)));
  child.stderr.on("data", (chunk) => (said.err += String(chunk)));
  said.code = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  return said;
}
