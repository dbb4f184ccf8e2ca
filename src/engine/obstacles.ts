import type { Offer, Question } from "../core/choice.ts";
import { UserError } from "../core/error.ts";
import { ForgeClosed, ForgeUnavailable } from "../forge/forge.ts";
import { GitError } from "../workspace/git.ts";
import { adviceOf, explainPush, PushRefused } from "../workspace/push-refusal.ts";
import type { End } from "./finish.ts";
import { OwnChecksFailed } from "./own-checks.ts";
import { BranchRewritten } from "./sync.ts";

const retry: Offer = { move: "retry" };
const stop: Offer = { move: "stop" };

/** What to ask about an error that a person can judge; null for any other. */
export function personalMatter(error: unknown): Pick<Question, "subject" | "text" | "offers"> | null {
  if (error instanceof BranchRewritten)
    return { subject: "the branch", text: error.message, offers: [retry, stop] };
  if (error instanceof PushRefused)
    return { subject: "the branch", text: adviceOf(error), offers: [retry, stop] };
  if (!(error instanceof OwnChecksFailed)) return null;
  const allow: Offer = { move: "allow", allowances: error.allowances };
  return { subject: "the repository's own checks", text: error.message, offers: [retry, allow, stop] };
}

/** How a generation ends that the forge does not let go on; null when it is no matter of the forge. */
export function forgeEnd(error: unknown): End | null {
  if (error instanceof ForgeClosed) return { status: "stopped", cause: "person", reason: error.message };
  if (error instanceof ForgeUnavailable) return { status: "waiting", cause: "forge", reason: error.message };
  if (error instanceof GitError && explainPush(error) === "transient")
    return { status: "waiting", cause: "forge", reason: error.message };
  if (!(error instanceof UserError)) return null;
  return { status: "waiting", cause: "forge", reason: `${error.message}\n${error.hint}` };
}
