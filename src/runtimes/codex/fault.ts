import type { AgentEnd } from "../../core/agent.ts";
import { fieldsOf, textOf } from "../loose.ts";

/** What codex says went wrong with a call of the model. */
export interface Trouble {
  /** What happened, in codex's words. */
  text: string;
  /** The name that codex has for it; empty when it has none. */
  kind: string;
  /** HTTP status of the answer; null when there was none. */
  status: number | null;
}

export function troubleOf(error: unknown): Trouble {
  const { message, additionalDetails, codexErrorInfo } = fieldsOf(error);
  const [kind, facts] = infoOf(codexErrorInfo);
  const details = textOf(additionalDetails);
  const text = details === "" ? textOf(message) : `${details} (${textOf(message)})`;
  const told = fieldsOf(facts)["httpStatusCode"];
  const status = typeof told === "number" ? told : statusIn(text);
  return { text: plain(text) || "codex gave no reason", kind, status };
}

function infoOf(info: unknown): readonly [string, unknown] {
  if (typeof info === "string") return [info, null];
  return Object.entries(fieldsOf(info))[0] ?? ["", null];
}

function statusIn(text: string): number | null {
  const [, digits] = /(?:unexpected|last) status:? (\d{3})\b/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The message of an error that the service sent as JSON. */
function plain(text: string): string {
  try {
    return textOf(fieldsOf(fieldsOf(JSON.parse(text) as unknown)["error"])["message"]) || text;
  } catch {
    return text;
  }
}

const accountStatuses = new Set([401, 402, 403]);

/** Only a person can mend it, so that there is no sense in trying again. */
export const isAccount = ({ kind, status, text }: Trouble): boolean =>
  ["unauthorized", "usageLimitExceeded", "modelNotFound"].includes(kind) ||
  (status !== null && accountStatuses.has(status)) ||
  (status === 404 && /model/i.test(text)) ||
  /insufficient_quota|billing|usage limit/i.test(text);

const serviceKinds = new Set([
  "rateLimitExceeded",
  "flexUnavailable",
  "serverOverloaded",
  "policyCapacityUnavailable",
  "httpConnectionFailed",
  "responseStreamConnectionFailed",
  "internalServerError",
  "responseStreamDisconnected",
  "responseTooManyFailedAttempts",
]);

const isService = ({ kind, status, text }: Trouble): boolean =>
  serviceKinds.has(kind) ||
  (status !== null && (status === 429 || status >= 500)) ||
  /stream disconnected|error sending request|high demand|timed? ?out|connection/i.test(text);

/** How a turn ends that codex has given up. */
export function endBy(trouble: Trouble): AgentEnd {
  const { text } = trouble;
  if (isAccount(trouble)) return { kind: "failed", fault: "account", reason: `${text}; ${remedy(trouble)}` };
  if (trouble.kind === "contextWindowExceeded") return { kind: "failed", fault: "session", reason: text };
  if (!isService(trouble)) return { kind: "failed", fault: "agent", reason: text };
  const waitMs = waitIn(text);
  return { kind: "failed", fault: "service", reason: text, ...(waitMs > 0 ? { waitMs } : {}) };
}

function remedy({ kind, status, text }: Trouble): string {
  if (kind === "modelNotFound" || status === 404)
    return "name another model in the settings, one that `codex` offers under /model";
  if (status === 402 || kind === "usageLimitExceeded" || /quota|billing|usage limit/i.test(text))
    return "wait until the limit is over, or raise it where the account is billed, and resume the run";
  return "run `codex login`, or set OPENAI_API_KEY to a key that is valid";
}

/** Milliseconds, where the service says when to try again; 0 where it does not. */
export function waitIn(text: string): number {
  const [, amount, unit] = /try again in (\d+(?:\.\d+)?) ?(ms|s|seconds?|m|minutes?)\b/i.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return 0;
  const each = unit.toLowerCase() === "ms" ? 1 : unit.startsWith("s") ? 1_000 : 60_000;
  return Math.ceil(Number(amount) * each);
}
