import { type Verification, verificationOf } from "../../core/verification.ts";
import type { RunRecord } from "../../store/store.ts";
import type { EngineParts } from "../context.ts";
import { repeatArtifacts } from "./artifacts.ts";
import { repeatBranch } from "./branch.ts";
import { repeatChecks } from "./checks.ts";
import { onFreshGround, type VerifyCall } from "./ground.ts";
import { repeatPhases } from "./phases.ts";
import { repeatSteps } from "./steps.ts";

/**
 * Repeat all that a run recorded, in a place of its own: a fresh repository, a fresh checkout, dependencies installed
 * anew. The run, whether it is under way or not, is only read.
 */
export function verifyRun(
  run: { parts: EngineParts; record: RunRecord; executor: string },
  call: VerifyCall,
): Promise<Verification> {
  return onFreshGround(run, call, async (ground) => {
    const { definition, state } = ground;
    const rows = [
      ...(await repeatBranch(ground)),
      ...(await repeatChecks(ground)),
      ...(await repeatSteps(ground)),
      ...(await repeatPhases(ground)),
      ...(await repeatArtifacts(ground)),
    ];
    return verificationOf({ run: definition.id, branch: definition.branch, head: state.head }, rows);
  });
}
