import type { Evidence, Verdict } from "../core/evidence.ts";
import { gateNameOf } from "../core/validity.ts";
import type { GateName, GateSpec } from "../core/workflow.ts";
import type { GateContext } from "../gates/gate.ts";
import { gateNamed } from "../gates/index.ts";
import type { TreeChange } from "../workspace/workspace.ts";
import { type AttemptScene, endedAtSeconds } from "./scene.ts";
import { recordedChecks } from "./context.ts";
import { failpoint } from "./failpoint.ts";
import { commonGateContext } from "./gate-context.ts";

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
  const began = headOfTree(scene);
  const tree = await repository.snapshot(place.tree(turn.step, turn.treeOf), began);
  failpoint("attempt.snapshot");
  const candidate = await commitOf(scene, tree, began);
  failpoint("attempt.committed");
  const changes = candidate === state.head ? [] : await repository.changes(state.head, candidate);
  const each = gatesOf(scene);
  const common = await commonGateContext(scene.context, hands);
  const gate: GateContext = {
    ...common,
    baseChecks: await baseline(scene, common.baseChecks),
    role: turn.role,
    duty: scene.duty,
    policy: scene.policy,
    before: state.head,
    candidate,
    changes,
    artifact: text,
    offers: turn.offers,
    checksOf: each.some((spec) => typeof spec === "object" && spec.checks === "all") ? "all" : "part",
  };
  const names = [...scene.duty.gates, ...each.map(gateNameOf)].filter((name) => name !== "pushed");
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

/** What checks are held against: the base, and what somebody pushed right before the step, which is not its fault. */
async function baseline({ hands, state }: AttemptScene, base: readonly Evidence[]): Promise<Evidence[]> {
  const isPushed = state.moves.at(-1)?.to === state.head;
  const pushed = isPushed ? await recordedChecks(hands, await hands.repository.treeOf(state.head)) : [];
  return [...pushed, ...base];
}

/** A step's own list, or its phase's. Who may change nothing is still held to it, whatever the workflow says. */
function gatesOf({ hands, turn, duty }: AttemptScene): GateSpec[] {
  const phase = hands.definition.workflow.phases[turn.phase];
  const each = turn.overrides.each ?? phase?.each ?? [];
  if (duty.edits.length === 0) return ["scope", "secrets", ...each.filter((spec) => spec === "pushed")];
  const implementation =
    (turn.dutyOf === "recovery" ? null : hands.definition.workflow.phases[turn.dutyOf])?.each ?? [];
  const all = each.length > 0 ? each : implementation;
  return [...always, ...all.filter((spec) => !always.some((name) => name === spec))];
}

/** No workflow can do without these where files may be changed. */
const always: readonly GateName[] = ["scope", "protected", "secrets", "tests-kept"];

/** What the agent did and what somebody pushed meanwhile contradict each other. */
export class Contradiction extends Error {
  override readonly name = "Contradiction";
}

/** The commit that the attempt's tree was made from. */
function headOfTree({ turn, state }: AttemptScene): string {
  const attempts = state.steps.find(({ id }) => id === turn.step)?.attempts ?? [];
  return attempts.find(({ attempt }) => attempt === turn.treeOf)?.head ?? state.head;
}

/**
 * The commit of the step's tree on the head; the head itself when nothing was changed. Made again it is the same.
 * When the head has moved since the tree was made, the step's changes are put on the new one. Throws Contradiction.
 */
async function commitOf(scene: AttemptScene, tree: string, began: string): Promise<string> {
  const { hands, state } = scene;
  const { repository } = hands;
  if (tree === (await repository.treeOf(began))) return state.head;
  const own = await commitOn(scene, tree, began);
  if (began === state.head) return own;
  const merged = await repository.merge(state.head, own);
  if ("conflicts" in merged)
    throw new Contradiction(
      `somebody pushed to the branch, and the step contradicts it in ${merged.conflicts.join(", ")}; it begins again on what is there now`,
    );
  return commitOn(scene, merged.tree, state.head);
}

async function commitOn(scene: AttemptScene, tree: string, parent: string): Promise<string> {
  const { definition, repository } = scene.hands;
  return repository.commit({
    tree,
    parent,
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
    `Phasegate-Attempt: ${turn.rejudges ?? turn.attempt}`,
    "",
  ].join("\n");
}
