import type { KeyedEvent } from "../core/event.ts";
import type { PhaseName } from "../core/phase.ts";
import type { RunState } from "../core/run.ts";
import { gateNamed } from "../gates/index.ts";
import type { EngineContext, RunHands } from "./context.ts";
import { phaseContext } from "./phase-context.ts";

/** The branch was rewritten so that work of this run is no longer on it; nothing is overwritten. */
export class BranchRewritten extends Error {
  override readonly name: string = "BranchRewritten";
}

/** The branch is gone at the remote. Whether it is to be made again, only a person can say. */
export class BranchDeleted extends BranchRewritten {
  override readonly name = "BranchDeleted";
}

/** Before what the branch is looked at; begins the keys of its events. */
export interface Occasion {
  key: string;
  phase: PhaseName;
}

/**
 * Take commits that somebody else pushed to the run's branch into the run, and see at once how the checks of the
 * parts fare that they touch, so that nobody is blamed for them. Every verdict on the tree before is void from
 * now on. Throws BranchRewritten, BranchDeleted when it is gone and no person has said to make it again, and
 * CarriedOnElsewhere when they are of this very run.
 */
export async function adoptPushed(
  context: EngineContext,
  hands: RunHands,
  occasion: Occasion,
): Promise<KeyedEvent[]> {
  const { definition, repository, forge, journal } = hands;
  const state = await journal.state();
  const there = await repository.remoteBranch(forge.remote, definition.branch);
  if (there === null) {
    await makeAgain(hands, state);
    return [];
  }
  if (there === state.head) return [];
  // The engine's own branch is set before its push: what it points at was pushed by us, and is recorded soon.
  if (there === (await repository.branch(definition.branch))) return [];
  await hands.recorder.refuseElsewhere();
  await repository.bring(forge.remote, there);
  if (await repository.isAncestor(there, state.head)) return []; // our own push is still to come
  if (!(await repository.isAncestor(state.head, there))) await refuseLoss(hands, state, there);
  const changes = await repository.changes(state.head, there);
  const moved = journal.stamp([
    {
      key: `${occasion.key}/moved/${there}`,
      event: {
        type: "branch.moved",
        from: state.head,
        to: there,
        tree: await repository.treeOf(there),
        paths: changes.map(({ path }) => path),
        by: await repository.authorOf(there),
      },
    },
  ]);
  const seen = await seenOn(context, hands, { state, there, occasion });
  await journal.append([...moved, ...seen]);
  return [...moved, ...seen];
}

/** The branch was pushed when the run began, so somebody has deleted it. */
async function makeAgain({ definition, repository, forge }: RunHands, state: RunState): Promise<void> {
  const gone = `${definition.branch} was deleted where it is pushed to. Its commits are kept, and nothing was made again; to try again makes the branch again.`;
  if (!isToldToGoOn(state, gone)) throw new BranchDeleted(gone);
  await repository.push(forge.remote, definition.branch, state.head);
}

/** The newest choice is a person's to try again, about this very matter, and no step has begun since. */
function isToldToGoOn({ choices, steps }: RunState, matter: string): boolean {
  const last = choices.at(-1);
  if (!last?.isPerson || last.steps !== steps.length) return false;
  return last.choice.move === "retry" && last.reason.includes(matter);
}

/** A rebase keeps every step of the run; whatever does not is refused. */
async function refuseLoss(
  { definition, repository }: RunHands,
  state: RunState,
  there: string,
): Promise<void> {
  const kept = await repository.messages(definition.base, there);
  const lost = state.steps.filter(
    ({ id, product }) =>
      product !== null &&
      product.commit !== null &&
      !kept.some((text) => text.includes(`Phasegate-Step: ${id}\n`)),
  );
  if (lost.length === 0) return;
  throw new BranchRewritten(
    `${definition.branch} was rewritten and no longer holds what ${lost.map(({ id }) => id).join(", ")} did; put it back, or begin a new run`,
  );
}

async function seenOn(
  context: EngineContext,
  hands: RunHands,
  { state, there, occasion }: { state: RunState; there: string; occasion: Occasion },
): Promise<KeyedEvent[]> {
  const { phase, key } = occasion;
  const gate = await phaseContext(context, hands, { ...state, head: there }, phase);
  const changes = await hands.repository.changes(state.head, there);
  const verdict = await gateNamed("checks").check({ ...gate, before: state.head, changes, checksOf: "part" });
  return hands.journal.stamp([
    {
      key: `${key}/moved/${there}/checks`,
      event: {
        type: "gate.judged",
        phase,
        step: null,
        attempt: null,
        verdict: { ...verdict, gate: "pushed-by-others" },
      },
    },
  ]);
}
