import path from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedWorkflow } from "../core/check-workflow.ts";
import { type Mistake, MistakesError, UserError } from "../core/error.ts";
import { parseRole, type Role } from "../core/role.ts";
import type { Source } from "../core/source.ts";
import { parseWorkflow } from "../core/workflow.ts";
import { type Folder, namesIn, readSource } from "./read-file.ts";

/** The roles and workflows that a project can use: the built-in ones, and its own. */
export interface Team {
  roles: Record<string, Role>;
  /** In the alphabet's order. */
  workflowNames: string[];
  /** Throws UserError when there is no such workflow. */
  workflow(name: string): LoadedWorkflow;
}

/** The same place for `src/team` and `dist/team`: next to the package's own `package.json`. */
const builtIn = fileURLToPath(new URL("../../team/", import.meta.url));

/**
 * Read the built-in team, then the project's own files in `.phasegate`, which replace those of the same name or
 * add to them. Throws one MistakesError with every mistake of every file.
 */
export async function loadTeam(options: {
  teamDirectory?: string;
  projectDirectory?: string;
}): Promise<Team> {
  const mistakes: Mistake[] = [];
  const bases = [{ path: options.teamDirectory ?? builtIn, shown: "team" }];
  if (options.projectDirectory !== undefined) {
    bases.push({ path: path.join(options.projectDirectory, ".phasegate"), shown: ".phasegate" });
  }
  const roles = new Map<string, Role>();
  const workflows = new Map<string, LoadedWorkflow>();
  for (const base of bases) {
    if ((await collect(mistakes, () => namesIn(base))) === null) continue;
    for (const role of await readAll(mistakes, within(base, "roles"), ".md", parseRole))
      roles.set(role.name, role);
    for (const loaded of await readAll(mistakes, within(base, "workflows"), ".yaml", loadWorkflow)) {
      workflows.set(loaded.workflow.name, loaded);
    }
  }
  if (mistakes.length > 0) throw new MistakesError(mistakes);
  if (roles.size === 0) {
    throw new UserError(
      "NO_TEAM",
      `there is no role in ${bases[0]?.path}`,
      "install phasegate again; its own team is missing",
    );
  }
  return teamOf(roles, workflows);
}

function teamOf(roles: ReadonlyMap<string, Role>, workflows: ReadonlyMap<string, LoadedWorkflow>): Team {
  const workflowNames = [...workflows.keys()].sort();
  return {
    roles: Object.fromEntries(roles),
    workflowNames,
    workflow: (name) => {
      const known = workflows.get(name);
      if (known) return known;
      throw new UserError(
        "UNKNOWN_WORKFLOW",
        `there is no workflow ${name}`,
        `workflows: ${workflowNames.join(", ")}`,
      );
    },
  };
}

const within = (base: Folder, name: string): Folder => ({
  path: path.join(base.path, name),
  shown: `${base.shown}/${name}`,
});

/** Every file of the folder with this ending that can be read and parsed; what cannot goes to `mistakes`. */
async function readAll<T>(
  mistakes: Mistake[],
  folder: Folder,
  ending: string,
  parse: (source: Source) => T,
): Promise<T[]> {
  const found: T[] = [];
  for (const name of (await collect(mistakes, () => namesIn(folder))) ?? []) {
    if (name.endsWith(".yml")) mistakes.push(wrongEnding(folder, name));
    if (!name.endsWith(ending)) continue;
    const parsed = await collect(mistakes, async () => parse(await readSource(folder, name)));
    if (parsed !== null) found.push(parsed);
  }
  return found;
}

/** Reading over it in silence would leave a person wondering why the file has no effect. */
const wrongEnding = (folder: Folder, name: string): Mistake => ({
  file: `${folder.shown}/${name}`,
  line: 1,
  message: "is not read, because of its ending",
  remedy: "rename it to end in .yaml",
});

async function collect<T>(mistakes: Mistake[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MistakesError)) throw error;
    mistakes.push(...error.mistakes);
    return null;
  }
}

function loadWorkflow(source: Source): LoadedWorkflow {
  const { workflow, lineOf } = parseWorkflow(source);
  const expected = path.basename(source.file, ".yaml");
  if (workflow.name === expected) return { workflow, lineOf, file: source.file };
  const message = `the workflow is named ${workflow.name}, its file ${expected}.yaml`;
  throw new MistakesError([
    { file: source.file, line: lineOf(["name"]), message, remedy: "give both the same name" },
  ]);
}
