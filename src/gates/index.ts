import type { GateName } from "../core/workflow.ts";
import { baseRecorded } from "./base-recorded/base-recorded.ts";
import { checks } from "./checks/checks.ts";
import { choice } from "./choice/choice.ts";
import { committed } from "./committed/committed.ts";
import { complete } from "./complete/complete.ts";
import { references } from "./references/references.ts";
import { namesakes } from "./namesakes/namesakes.ts";
import { coverage } from "./coverage/coverage.ts";
import { protectedGround } from "./protected/protected.ts";
import { secrets } from "./secrets/secrets.ts";
import { testsKept } from "./tests-kept/tests-kept.ts";
import { contract } from "./contract/contract.ts";
import type { Gate } from "./gate.ts";
import { noCode } from "./no-code/no-code.ts";
import { pushed } from "./pushed/pushed.ts";
import { reviewApproved } from "./review-approved/review-approved.ts";
import { review } from "./review/review.ts";
import { reviewed } from "./reviewed/reviewed.ts";
import { scope } from "./scope/scope.ts";

const gates: Record<GateName, Gate> = {
  complete,
  "no-code": noCode,
  review,
  choice,
  reviewed,
  "base-recorded": baseRecorded,
  references,
  namesakes,
  coverage,
  scope,
  protected: protectedGround,
  secrets,
  "tests-kept": testsKept,
  contract,
  committed,
  pushed,
  checks,
  "review-approved": reviewApproved,
};

export function gateNamed(name: GateName): Gate {
  return gates[name];
}
