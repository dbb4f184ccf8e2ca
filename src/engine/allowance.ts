import { homedir } from "node:os";
import path from "node:path";
import { left, tighter } from "../core/budget.ts";
import type { Limits } from "../core/limits.ts";
import { noUsage } from "../core/usage.ts";
import { baseEnvironment } from "../workspace/process.ts";
import type { AttemptScene } from "./scene.ts";

/** The turn's own limits, and no more money and tokens than the run and the role have left. */
export function limitsOf({ cast, state, turn }: AttemptScene): Limits {
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
