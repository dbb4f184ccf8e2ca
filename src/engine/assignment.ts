import { homedir } from "node:os";
import path from "node:path";
import type { Assignment } from "../core/agent.ts";
import { left, tighter } from "../core/budget.ts";
import type { Limits } from "../core/limits.ts";
import { noUsage } from "../core/usage.ts";
import { baseEnvironment } from "../workspace/process.ts";
import { promptOf } from "./reading.ts";
import type { AttemptScene } from "./scene.ts";

/** All that an agent is told for one attempt. */
export async function assignmentOf(scene: AttemptScene): Promise<Assignment> {
  const { hands, turn, role, policy, session, cast } = scene;
  const { system, prompt } = await promptOf(scene);
  return {
    run: hands.definition.id,
    step: turn.step,
    attempt: turn.ordinal,
    role: turn.role,
    tier: role.tier,
    tree: hands.place.tree(turn.step, turn.treeOf),
    system,
    prompt,
    session: { kind: turn.resume === null ? "new" : "resume", id: session },
    sessions: hands.place.sessions(turn.role),
    policy,
    limits: limitsOf(scene),
    runtime: cast.runtime,
  };
}

/** The turn's own limits, and no more money and tokens than the run and the role have left. */
function limitsOf({ cast, state, turn }: AttemptScene): Limits {
  const ofRun = left(state.budget, state.spent);
  const ofRole = left(cast.budget, state.spentBy[turn.role] ?? noUsage);
  return { ...cast.limits, ...tighter(ofRun, ofRole) };
}

/** The agent host's whole environment: what is harmless, and the variables that the runtime is known to need. */
export function environmentOf({ context, cast }: AttemptScene): Record<string, string> {
  const own = (cast.runtime.variables ?? []).flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...baseEnvironment({ HOME: path.join(context.parts.home, "sandbox-home") }),
    ...Object.fromEntries(own),
    ...(cast.runtime.command ? { PHASEGATE_USER_HOME: homedir() } : {}),
  };
}
