import path from "node:path";
import { budgetOf } from "../core/budget.ts";
import { checkWorkflow } from "../core/check-workflow.ts";
import type { Definition, ForgeChoice } from "../core/definition.ts";
import { MistakesError, UserError } from "../core/error.ts";
import { cleaned, hiddenText, shown } from "../core/hidden-text.ts";
import { phaseNames, type PhaseName } from "../core/phase.ts";
import type { Profile } from "../core/profile.ts";
import type { Workflow } from "../core/workflow.ts";
import { profileFor } from "../profile/profile-for.ts";
import { readSpec } from "../profile/spec.ts";
import { loadTeam } from "../team/load.ts";
import type { Environment } from "./environment.ts";
import { type SourceFlags, wantedBy } from "./feature-source.ts";
import { count } from "./figures.ts";
import { gitHubHere } from "./github-here.ts";
import { homeOf, refuseHomeWithin } from "./home.ts";
import { engineIdentity, identityIn } from "./identity.ts";
import { branchFor, runId } from "./run-id.ts";
import { type BudgetFlags, budgetFrom } from "./budget-flags.ts";
import { refuseUnpriced } from "./priced.ts";
import { castingFrom, rolesIn } from "./runtime-choice.ts";
import { settingsOf } from "./settings.ts";
import { fileOf, filesOf, readClone, readRepository, type UserRepository } from "./user-repository.ts";

export interface RunFlags extends BudgetFlags, SourceFlags {
  repo?: string;
  workflow?: string;
  runtime?: string;
  base?: string;
  approve?: string[];
}

/** A run that can begin, and what the person should know of it. */
export interface Prepared {
  definition: Definition;
  home: string;
  notes: string[];
}

/** From flags to a definition. Everything that can be wrong is found here, before anything is made. */
export async function prepare(flags: RunFlags, environment: Environment): Promise<Prepared> {
  const home = homeOf(environment);
  const { repository, spec, forge, notes } = await beginningOf(flags, home, environment);
  const own = await identityIn(repository.root);
  const profile = await profileOf(repository);
  const { workflow, roles } = await teamOf(repository.root, flags.workflow ?? "feature", profile);
  const approvals = approvalsOf(workflow, flags.approve ?? []);
  const settings = await settingsOf(environment);
  const budget = budgetFrom(flags, budgetOf(settings.budget));
  const wish = { flag: flags.runtime, settings, roles: rolesIn(workflow, roles) };
  const { runtime, casting } = await castingFrom(wish, environment);
  await refuseUnpriced(casting, budget);
  const now = environment.now();
  const id = runId(now, environment.random);
  const definition: Definition = {
    format: 1,
    id,
    repository: repository.root,
    feature: seen(spec),
    workflow,
    roles,
    profile,
    runtime,
    casting,
    budget,
    forge,
    branch: branchFor(spec.title, id),
    baseBranch: repository.baseBranch,
    base: repository.base,
    identity: own ?? engineIdentity,
    approvals,
    createdAt: now.toISOString(),
  };
  return { definition, home, notes: [...notes, ...notesOn(repository, own !== null)] };
}

interface Beginning {
  repository: UserRepository;
  spec: Definition["feature"];
  forge: ForgeChoice | undefined;
  notes: string[];
}

/** What is delivered, from which commit, and where. */
async function beginningOf(flags: RunFlags, home: string, environment: Environment): Promise<Beginning> {
  const { cwd } = environment;
  const wanted = wantedBy(flags);
  const spec = "file" in wanted ? await readSpec(path.resolve(cwd, wanted.file)) : null;
  const directory = path.resolve(cwd, flags.repo ?? ".");
  if (spec && wanted.forge === "local") {
    const repository = await readRepository(directory, flags.base);
    await refuseHomeWithin(repository.root, home);
    return { repository, spec, forge: undefined, notes: [] };
  }
  const clone = await readClone(directory);
  await refuseHomeWithin(clone.root, home);
  const issue = "issue" in wanted ? wanted.issue : null;
  const { feature, forge, notes, ...base } = await gitHubHere(clone.root, issue, { flags, environment });
  const delivered = feature ?? spec;
  if (!delivered) throw new Error("neither a spec nor an issue");
  return { repository: { ...clone, ...base }, spec: delivered, forge, notes };
}

/** What agents read holds nothing that a person does not see; what was hidden is shown to a person first. */
function seen(spec: Definition["feature"]): Definition["feature"] {
  const text = `# ${spec.title}\n\n${spec.body}`;
  const found = hiddenText(text);
  if (found.length === 0) return spec;
  const { title, body } = { title: cleaned(spec.title), body: cleaned(spec.body) };
  return { ...spec, title, body, hidden: { text: shown(text), found } };
}

/** The profile of the project as it is at the commit that the run begins from. */
function profileOf({ root, base }: UserRepository): Promise<Profile> {
  return filesOf(root, base).then((files) => profileFor({ files, read: (file) => fileOf(root, base, file) }));
}

async function teamOf(
  root: string,
  name: string,
  profile: Profile,
): Promise<Pick<Definition, "workflow" | "roles">> {
  const team = await loadTeam({ projectDirectory: root });
  const loaded = team.workflow(name);
  const mistakes = checkWorkflow(
    loaded,
    team.roles,
    profile.parts.map((part) => part.name),
  );
  if (mistakes.length > 0) throw new MistakesError(mistakes);
  return { workflow: loaded.workflow, roles: team.roles };
}

/** Phases that a person must approve: those that the workflow says, and those asked for now. */
function approvalsOf(workflow: Workflow, asked: readonly string[]): PhaseName[] {
  const present = phaseNames.filter((name) => workflow.phases[name]);
  for (const name of asked) {
    if (present.some((phase) => phase === name)) continue;
    throw new UserError(
      "UNKNOWN_PHASE",
      `workflow ${workflow.name} has no phase ${name}`,
      `its phases: ${present.join(", ")}`,
    );
  }
  return present.filter((name) => asked.includes(name) || workflow.phases[name]?.approval === "required");
}

function notesOn({ root, uncommitted }: UserRepository, hasIdentity: boolean): string[] {
  const notes: string[] = [];
  if (uncommitted > 0) {
    notes.push(
      `${count(uncommitted, "file")} in ${root} with changes that are not committed; they are no part of the run`,
    );
  }
  if (!hasIdentity) {
    const { name, email } = engineIdentity;
    notes.push(`git knows no user.name and user.email here; commits are made as ${name} <${email}>`);
  }
  return notes;
}
