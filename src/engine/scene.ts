import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Cast } from "../core/casting.ts";
import { castOf, type Definition } from "../core/definition.ts";
import { compilePolicy, type Policy } from "../core/policy.ts";
import type { Duty, Role } from "../core/role.ts";
import type { RunState } from "../core/run.ts";
import type { Turn } from "../core/turn.ts";
import { type EngineContext, recordedChecks, type RunHands } from "./context.ts";

/** Everything about one attempt that its deeds need. */
export interface AttemptScene {
  context: EngineContext;
  hands: RunHands;
  turn: Turn;
  role: Role;
  duty: Duty;
  cast: Cast;
  policy: Policy;
  state: RunState;
  session: string;
  signal: AbortSignal;
}

/** What an attempt begins from: the run as it is recorded, and what its role may do. */
export async function setScene(
  context: EngineContext,
  hands: RunHands,
  turn: Turn,
  signal: AbortSignal,
): Promise<AttemptScene> {
  const { definition } = hands;
  const role = definition.roles[turn.role];
  const duty = role?.duties[turn.dutyOf];
  if (!role || !duty) throw new Error(`role ${turn.role} has no duty for ${turn.dutyOf}`);
  const state = await hands.journal.state();
  const policy = compilePolicy({
    role: turn.role,
    duty,
    tools: role.tools,
    profile: definition.profile,
    changed: changedPaths(state),
    failing: duty.edits.includes("failing") ? await failingPaths(hands, state) : [],
    ownTests: state.steps
      .filter((step) => step.role === turn.role)
      .flatMap((step) => step.product?.newTests ?? []),
  });
  const session = turn.resume ?? sessionId(definition.id, turn);
  const cast = castFor(definition, turn);
  return { context, hands, turn, role, duty, cast, policy, state, session, signal };
}

/** Who plays the turn: once a step has needed a stronger model, it keeps it. */
function castFor(definition: Definition, { role, rung }: Turn): Cast {
  const cast = castOf(definition, role);
  const isStronger = rung !== null && rung !== "same-session" && rung !== "fresh-session";
  return isStronger && cast.stronger ? { ...cast, runtime: cast.stronger } : cast;
}

const changedPaths = (state: RunState): string[] => [
  ...new Set(state.steps.flatMap((step) => step.product?.paths ?? [])),
];

/** Files that a failing check of the head names. */
async function failingPaths(hands: RunHands, state: RunState): Promise<string[]> {
  const tree = await hands.repository.treeOf(state.head);
  const evidence = await recordedChecks(hands, tree);
  const files = await hands.repository.files(state.head);
  const failing = evidence.filter(({ exitCode }) => exitCode !== 0);
  return [...new Set(failing.flatMap(({ outputTail }) => hands.checks.failingPaths(outputTail, files)))];
}

/** A UUID that is known before the session exists and is the same after a crash. */
const sessionId = (run: string, turn: Turn): string => uuidOf(`${run}/${turn.step}/${turn.attempt}`);

/** Always the same for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** When the agent ended: the same after a crash, so that the commit is the same. */
export async function endedAtSeconds({ hands, turn }: AttemptScene): Promise<number> {
  const file = path.join(hands.place.host(turn.step, turn.rejudges ?? turn.attempt), "events.jsonl");
  return Math.floor((await stat(file)).mtimeMs / 1000);
}
