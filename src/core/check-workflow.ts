import { occupy, type Report } from "./check-workflow-post.ts";
import { checkPhase } from "./check-workflow-rules.ts";
import type { Mistake } from "./error.ts";
import { phaseNames } from "./phase.ts";
import { engineArtifacts, type Role } from "./role.ts";
import type { Located } from "./source.ts";
import type { Workflow } from "./workflow.ts";

/** A workflow with the file that it came from. */
export interface LoadedWorkflow {
  workflow: Workflow;
  lineOf: Located["lineOf"];
  file: string;
}

/** Parts that a workflow may name as long as nothing is known of the project. */
const customaryParts = ["backend", "frontend"];

/** Prove before a run that the workflow can be carried out; returns every mistake found. */
export function checkWorkflow(
  { workflow, lineOf, file }: LoadedWorkflow,
  roles: Readonly<Record<string, Role>>,
  parts: readonly string[],
): Mistake[] {
  const mistakes: Mistake[] = [];
  const report: Report = (path, message, remedy) =>
    mistakes.push({ file, line: lineOf(path), message, remedy });
  const before = new Set<string>(engineArtifacts);
  let codeReviewed = false;
  for (const phase of phaseNames) {
    const spec = workflow.phases[phase];
    if (!spec) continue;
    const facts = { roles, report, phase, spec, before, parts: parts.length > 0 ? parts : customaryParts };
    const { posts, reviewer } = occupy(facts);
    codeReviewed ||= posts.some(({ duty }) => duty.verdict === "code");
    checkPhase({ ...facts, posts, reviewer, codeReviewed });
    for (const post of [...posts, reviewer]) if (post) before.add(post.writes);
  }
  if (phaseNames.every((phase) => !workflow.phases[phase]?.steps.length)) {
    report(
      ["phases"],
      "the workflow has no step",
      "give at least one phase a role under sequence, parallel or auto",
    );
  }
  return mistakes.sort((a, b) => a.line - b.line);
}
