import type { PhaseName } from "../core/phase.ts";
import { compilePolicy } from "../core/policy.ts";
import type { Duty } from "../core/role.ts";
import type { RunState } from "../core/run.ts";
import type { GateContext } from "../gates/gate.ts";
import type { EngineContext, RunHands } from "./context.ts";
import { commonGateContext } from "./gate-context.ts";

const nobody: Duty = { reads: [], writes: "none", edits: [], changes: "none", sections: [], gates: [] };

/** What the gates of a phase look at: the whole feature on the run's head, which is nobody's own work. */
export async function phaseContext(
  context: EngineContext,
  hands: RunHands,
  state: RunState,
  phase: PhaseName,
): Promise<GateContext> {
  const { definition, repository } = hands;
  const policy = compilePolicy({
    role: phase,
    duty: nobody,
    tools: "",
    profile: definition.profile,
    changed: [],
    failing: [],
    ownTests: [],
  });
  return {
    ...(await commonGateContext(context, hands)),
    role: phase,
    duty: nobody,
    policy,
    before: definition.base,
    candidate: state.head,
    changes: await repository.changes(definition.base, state.head),
    artifact: "",
    offers: [],
    checksOf: "all",
  };
}
