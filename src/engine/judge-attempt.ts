import type { Verdict } from "../core/evidence.ts";
import { ownerOf } from "../core/owner.ts";
import { requirementsOf } from "../core/requirements.ts";
import type { GateName, GateSpec } from "../core/workflow.ts";
import type { GateContext } from "../gates/gate.ts";
import { gateNamed } from "../gates/index.ts";
import type { TreeChange } from "../workspace/workspace.ts";
import { type AttemptScene, endedAtSeconds } from "./scene.ts";
import { recordedChecks } from "./context.ts";
import { failpoint } from "./failpoint.ts";

/** What the gates said of an attempt, and the commit that they looked at. */
export interface Judgement {
  verdicts: Verdict[];
  candidate: string;
  changes: TreeChange[];
  gate: GateContext;
  /** Whether the push is a gate of this step too; it can only be checked once it is done. */
  provePush: boolean;
}

/** Ask the gates in order, cheap ones first; the first that fails ends it. */
export async function judgeAttempt(scene: AttemptScene, text: string): Promise<Judgement> {
  const { hands, turn, state } = scene;
  const { repository, definition, place } = hands;
  const tree = await repository.snapshot(place.tree(turn.step, turn.treeOf), state.head);
  failpoint("attempt.snapshot");
  const candidate = await commitOf(scene, tree);
  failpoint("attempt.committed");
  const changes = candidate === state.head ? [] : await repository.changes(state.head, candidate);
  const each = gatesOf(scene);
  const gate: GateContext = {
    ...(await commonGateContext(scene)),
    role: turn.role,
    duty: scene.duty,
    policy: scene.policy,
    before: state.head,
    candidate,
    changes,
    artifact: text,
    checksOf: each.some((spec) => typeof spec === "object" && spec.checks === "all") ? "all" : "part",
  };
  const names = [...scene.duty.gates, ...each.map(nameOf)].filter((name) => name !== "pushed");
  const verdicts: Verdict[] = [];
  for (const name of names) {
    const verdict = await gateNamed(name).check(gate);
    verdicts.push(verdict);
    if (verdict.verdict === "failed") break;
  }
  failpoint("attempt.checked");
  return {
    verdicts,
    candidate,
    changes,
    gate,
    provePush: each.includes("pushed") && definition.branch !== "",
  };
}

export const nameOf = (spec: GateSpec) => (typeof spec === "string" ? spec : ("checks" as const));

/** A step's own list, or its phase's. Who may change nothing is still held to it, whatever the workflow says. */
function gatesOf({ hands, turn, duty }: AttemptScene): GateSpec[] {
  const phase = hands.definition.workflow.phases[turn.phase];
  const each = turn.overrides.each ?? phase?.each ?? [];
  if (duty.edits.length === 0) return ["scope", "secrets", ...each.filter((spec) => spec === "pushed")];
  const implementation = hands.definition.workflow.phases[turn.dutyOf]?.each ?? [];
  const all = each.length > 0 ? each : implementation;
  return [...always, ...all.filter((spec) => !always.some((name) => name === spec))];
}

/** No workflow can do without these where files may be changed. */
const always: readonly GateName[] = ["scope", "protected", "secrets", "tests-kept"];

/** What every gate of a run may look at. */
export async function commonGateContext({ context, hands }: Pick<AttemptScene, "context" | "hands">) {
  const { definition, repository, checks, forge } = hands;
  const baseTree = await repository.treeOf(definition.base);
  const artifacts = await hands.shelf.newest();
  const issue = `# ${definition.feature.title}\n\n${definition.feature.body}`;
  return {
    profile: definition.profile,
    repository,
    checks,
    base: definition.base,
    artifacts,
    issue,
    requirements: requirementsOf(artifacts["pm-spec"] ?? artifacts["plan"] ?? issue),
    allowed: new Set<string>(),
    findings: (await hands.journal.state()).findings,
    ownerOf: (path: string) => ownerOf(definition, path)?.role ?? null,
    evidenceOf: async (commit: string) => hands.evidence.of(await repository.treeOf(commit)),
    baseChecks: await recordedChecks(hands, baseTree),
    remote: forge.remote,
    branch: definition.branch,
    environment: context.environment,
    now: context.parts.now,
  };
}

/** The commit of the step's tree on the head; the head itself when nothing was changed. Made again it is the same. */
async function commitOf(scene: AttemptScene, tree: string): Promise<string> {
  const { hands, state } = scene;
  const { repository, definition } = hands;
  if (tree === (await repository.treeOf(state.head))) return state.head;
  return repository.commit({
    tree,
    parent: state.head,
    message: message(scene),
    name: definition.identity.name,
    email: definition.identity.email,
    atSeconds: await endedAtSeconds(scene),
  });
}

function message({ hands, turn }: AttemptScene): string {
  const { definition } = hands;
  const subject =
    turn.purpose === "fix"
      ? `${turn.role}: mend what was found`
      : `${turn.role}: ${definition.feature.title}`;
  return [
    subject.slice(0, 100),
    "",
    `Phasegate-Run: ${definition.id}`,
    `Phasegate-Step: ${turn.step}`,
    `Phasegate-Role: ${turn.role}`,
    `Phasegate-Attempt: ${turn.attempt}`,
    "",
  ].join("\n");
}
