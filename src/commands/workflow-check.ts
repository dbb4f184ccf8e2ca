import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { checkWorkflow } from "../core/check-workflow.ts";
import { MistakesError, UserError } from "../core/error.ts";
import { parseWorkflow, type Workflow } from "../core/workflow.ts";
import { loadTeam, type Team } from "../team/load.ts";
import { printJson, type Environment } from "./environment.ts";
import { count } from "./figures.ts";
import { repositoryHere } from "./here.ts";
import { profileAt } from "./project-profile.ts";

/** Prove that a workflow can be carried out: a file, a workflow by name, or all that there are. */
export async function workflowCheck(
  what: string | undefined,
  options: { repo?: string; json?: boolean },
  environment: Environment,
): Promise<number> {
  const repository = await repositoryHere(environment, options.repo);
  const team = await loadTeam(repository === null ? {} : { projectDirectory: repository });
  const profile = repository === null ? null : await profileAt(repository);
  const parts = (profile?.parts ?? []).map((part) => part.name);
  const found = await workflowsFor(what, team, environment.cwd);
  // Of all workflows together, the built-in ones are held against the parts that they were made for.
  const partsFor = ({ file }: Found) => (what === undefined && !file.startsWith(".phasegate/") ? [] : parts);
  const mistakes = found.flatMap((loaded) => checkWorkflow(loaded, team.roles, partsFor(loaded)));
  if (mistakes.length > 0) throw new MistakesError(mistakes);
  const facts = found.map(({ workflow }) => factsOf(workflow));
  if (options.json) printJson(environment, facts);
  else environment.out.write(facts.map(sentence).join(""));
  return 0;
}

type Found = ReturnType<Team["workflow"]>;

async function workflowsFor(what: string | undefined, team: Team, cwd: string): Promise<Found[]> {
  if (what === undefined) return team.workflowNames.map((name) => team.workflow(name));
  if (team.workflowNames.includes(what)) return [team.workflow(what)];
  const file = path.resolve(cwd, what);
  if (await isFile(file))
    return [{ ...parseWorkflow({ file: what, text: await readFile(file, "utf8") }), file: what }];
  throw new UserError(
    "NO_SUCH_WORKFLOW",
    `there is no workflow or file ${what}`,
    `workflows: ${team.workflowNames.join(", ")}`,
  );
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
}

function factsOf(workflow: Workflow): { name: string; phases: number; steps: number } {
  const phases = Object.values(workflow.phases);
  const steps = phases.reduce((sum, phase) => sum + phase.steps.length + (phase.review ? 1 : 0), 0);
  return { name: workflow.name, phases: phases.length, steps };
}

const sentence = ({ name, phases, steps }: ReturnType<typeof factsOf>): string =>
  `${name}: ${count(phases, "phase")}, ${count(steps, "step")}, every artifact has a writer\n`;
