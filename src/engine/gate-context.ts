import { ownerOf } from "../core/owner.ts";
import { requirementsOf } from "../core/requirements.ts";
import { type EngineContext, recordedChecks, type RunHands } from "./context.ts";

/** What every gate of a run may look at. */
export async function commonGateContext(context: EngineContext, hands: RunHands) {
  const { definition, repository, checks, forge } = hands;
  const state = await hands.journal.state();
  const artifacts = await hands.shelf.newest();
  const issue = `# ${definition.feature.title}\n\n${definition.feature.body}`;
  const listed = requirementsOf(artifacts["pm-spec"] ?? artifacts["plan"] ?? issue);
  return {
    profile: definition.profile,
    repository,
    checks,
    base: definition.base,
    artifacts,
    earlier: (await hands.shelf.earlier()).map(({ name, version, body }) => ({ name, version, text: body })),
    issue,
    requirements: listed.filter(({ id }) => !state.dropped.includes(id)),
    allowed: new Set(state.allowed),
    findings: state.findings,
    ownerOf: (path: string) => ownerOf(definition, path)?.role ?? null,
    evidenceOf: async (commit: string) => hands.evidence.of(await repository.treeOf(commit)),
    baseChecks: await recordedChecks(hands, await repository.treeOf(definition.base)),
    remote: forge.remote,
    branch: definition.branch,
    environment: context.environment,
    now: context.parts.now,
  };
}
