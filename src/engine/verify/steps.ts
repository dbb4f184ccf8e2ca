import type { RunEvent } from "../../core/event.ts";
import type { Evidence, Verdict } from "../../core/evidence.ts";
import { compilePolicy, type Policy } from "../../core/policy.ts";
import type { Duty } from "../../core/role.ts";
import type { Repeated } from "../../core/verification.ts";
import type { GateName } from "../../core/workflow.ts";
import type { GateContext } from "../../gates/gate.ts";
import { gateNamed } from "../../gates/index.ts";
import { parentOf } from "../../workspace/history.ts";
import { commonGateContext } from "../gate-context.ts";
import type { Ground, Moment } from "./ground.ts";
import { compared, firstLine, messageOf, notRepeated, quoted, short } from "./rows.ts";

/** What these saw is seen elsewhere, or cannot be seen any more. */
const notAgain: Partial<Record<GateName, string>> = {
  checks: "the checks of the head are repeated instead",
  pushed: "the branch has moved on; where it is now is compared above",
  choice: "what could be chosen then is not recorded",
};

type Ended = Extract<RunEvent, { type: "attempt.ended" }>;

/** The gates of every accepted step, on its own range of commits and on its own text. */
export async function repeatSteps(ground: Ground): Promise<Repeated[]> {
  const rows: Repeated[] = [];
  for (const { event } of ground.events) {
    if (event.type !== "attempt.ended" || event.outcome.kind !== "accepted") continue;
    ground.signal.throwIfAborted();
    ground.tell(`looking at ${event.step}`);
    rows.push(...(await repeatStep(ground, event)));
  }
  return rows;
}

async function repeatStep(ground: Ground, ended: Ended): Promise<Repeated[]> {
  const { step, attempt } = ended;
  const at = ground.events.findIndex(({ event }) => isOf(event, ended));
  const verdicts = ground.events.flatMap(({ event }) =>
    event.type === "gate.judged" && event.step === step && event.attempt === attempt ? [event.verdict] : [],
  );
  if (verdicts.length === 0) return [];
  const rows: Repeated[] = [];
  const scene = await sceneOf(ground, ended, await ground.before(at)).catch(messageOf);
  for (const verdict of verdicts) rows.push(await repeatGate(ended, verdict, scene));
  return rows;
}

/** What an attempt recorded last: first its verdicts, then its end. */
const isOf = (event: RunEvent, { step, attempt }: Ended): boolean =>
  (event.type === "gate.judged" || event.type === "attempt.ended") &&
  event.step === step &&
  event.attempt === attempt;

interface StepScene {
  gate: GateContext;
  repeat: string;
}

async function repeatGate({ step }: Ended, recorded: Verdict, scene: StepScene | string): Promise<Repeated> {
  const what = `${recorded.gate} of ${step}`;
  const why = notAgain[recorded.gate as GateName];
  if (why !== undefined) return notRepeated(what, recorded.verdict, why);
  if (typeof scene === "string") return compared(what, recorded.verdict, scene, "");
  try {
    const { verdict, reason } = await gateNamed(recorded.gate as GateName).check(scene.gate);
    const now = verdict === recorded.verdict ? verdict : `${verdict}: ${firstLine(reason)}`;
    return compared(what, recorded.verdict, now, scene.repeat);
  } catch (error) {
    return compared(
      what,
      recorded.verdict,
      `could not be asked: ${firstLine(messageOf(error))}`,
      scene.repeat,
    );
  }
}

/** What the gates of the attempt saw, from fresh objects; throws with words for people. */
async function sceneOf(ground: Ground, { role, outcome, step }: Ended, moment: Moment): Promise<StepScene> {
  const { definition, hands, artifacts } = ground;
  const product = outcome.kind === "accepted" ? outcome.product : null;
  const duty = product && dutyFor(ground, role, product.artifact);
  if (!product || !duty)
    throw new Error(`${role} has no duty that writes ${product?.artifact ?? "anything"}`);
  const { repository } = hands;
  const candidate = product.commit ?? moment.state.head;
  if (!(await ground.has(candidate))) throw new Error(`commit ${short(candidate)} is nowhere to be found`);
  const before = product.commit === null ? candidate : await parentOf(repository, candidate);
  const text = artifacts.find((one) => one.name === product.artifact && one.version === product.version);
  const evidenceOf = async (commit: string) =>
    ground.store.recorded(definition.id, await repository.treeOf(commit));
  const gate: GateContext = {
    ...(await commonGateContext(moment.context, moment.hands)),
    evidenceOf,
    baseChecks: Object.values(await evidenceOf(definition.base)),
    role,
    duty,
    policy: await policyFor(ground, { role, duty }, moment),
    before,
    candidate,
    changes: await repository.changes(before, candidate),
    artifact: text?.body ?? "",
    offers: [],
    checksOf: "part",
  };
  const { repository: user } = definition;
  const repeat =
    product.commit === null
      ? `phasegate show ${definition.id} ${product.artifact}@${product.version}`
      : `git -C ${quoted(user)} diff ${short(before)} ${short(candidate)} # ${step}`;
  return { gate, repeat };
}

const dutyFor = ({ definition }: Ground, role: string, writes: string): Duty | undefined =>
  Object.values(definition.roles[role]?.duties ?? {}).find((duty) => duty.writes === writes);

/** What the role might change then: from what the run had recorded by then. */
async function policyFor(
  ground: Ground,
  { role, duty }: { role: string; duty: Duty },
  { state }: Moment,
): Promise<Policy> {
  const { definition } = ground;
  return compilePolicy({
    role,
    duty,
    tools: definition.roles[role]?.tools ?? "",
    profile: definition.profile,
    changed: [...new Set(state.steps.flatMap((step) => step.product?.paths ?? []))],
    failing: duty.edits.includes("failing") ? await failingPaths(ground, state.head) : [],
    ownTests: state.steps
      .filter((step) => step.role === role)
      .flatMap((step) => step.product?.newTests ?? []),
  });
}

/** Files that any recorded failure on the commit's tree names. */
async function failingPaths({ hands, store, definition, events }: Ground, commit: string): Promise<string[]> {
  const tree = await hands.repository.treeOf(commit);
  const files = await hands.repository.files(commit);
  const seen: Evidence[] = [
    ...Object.values(await store.recorded(definition.id, tree)),
    ...events.flatMap(({ event }) => (event.type === "gate.judged" ? event.verdict.evidence : [])),
  ];
  const failing = seen.filter((evidence) => evidence.tree === tree && evidence.exitCode !== 0);
  return [...new Set(failing.flatMap(({ outputTail }) => hands.checks.failingPaths(outputTail, files)))];
}
