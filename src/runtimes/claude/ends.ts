import type { AgentEnd } from "../../core/agent.ts";
import { type Fields, listOf, numberOf, textOf } from "../loose.ts";
import { howToLogIn } from "./defaults.ts";

/** An error of the model's service, as Claude Code tells it. */
export interface ServiceError {
  /** Null: there was no answer at all. */
  status: number | null;
  /** Claude Code's own name for it, such as `rate_limit`. */
  name: string;
  text: string;
}

type Failed = Extract<AgentEnd, { kind: "failed" }>;

const loginErrors = new Set(["authentication_failed", "oauth_org_not_allowed", "cloud_credential_error"]);
const accountErrors = new Set(["billing_error", "account_on_hold", "verification_required"]);
const spent = /credit balance|usage limit|spend(ing)? limit|hit your .*limit|(?<!rate )limit reached/i;

/** Who failed, and what a person does about it. */
export function faultOf({ status, name, text }: ServiceError): Failed {
  const what = told({ status, name, text });
  if (status === 402 || accountErrors.has(name) || spent.test(text))
    return failed("account", `${what}; look at the plan and the limits of the account, then resume`);
  if (status === 401 || status === 403 || loginErrors.has(name))
    return failed("account", `${what}; ${howToLogIn}`);
  if (status === 404 || name === "model_not_found")
    return failed("account", `${what}; name a model that the account has in the settings`);
  const isOurs = status !== null && status >= 400 && status < 500 && status !== 429 && status !== 408;
  if (isOurs || name === "max_output_tokens") return failed("agent", what);
  return failed("service", what);
}

const failed = (fault: Failed["fault"], reason: string): Failed => ({ kind: "failed", fault, reason });

/** `429 rate_limit: what the service said`, as far as it is known. */
export function told({ status, name, text }: ServiceError): string {
  const label = [status === null ? "" : String(status), name === "unknown" ? "" : name].join(" ").trim();
  const said = text.replace(/\s+/g, " ").trim().slice(0, 500);
  return `the model's service failed: ${[label || "no answer", said].filter((part) => part !== "").join(": ")}`;
}

/** The end that a `result` means, when nobody brought the turn to another one. */
export function endOfResult(result: Fields, text: string, error: ServiceError | null): AgentEnd {
  const subtype = textOf(result["subtype"]);
  if (subtype === "success" && result["is_error"] !== true) return { kind: "completed", text };
  const status = numberOf(result["api_error_status"]);
  if (error ?? status) return faultOf(error ?? { status, name: "unknown", text: textOf(result["result"]) });
  if (subtype === "error_max_turns") return failed("limit", "the agent used all of its turns");
  const errors = listOf(result["errors"]).map(textOf).join("; ");
  const what = (errors || textOf(result["result"]) || subtype).slice(0, 1_000);
  if (spent.test(what) || /log ?in|api key/i.test(what)) return failed("account", `${what}; ${howToLogIn}`);
  return failed("agent", `Claude Code ended with ${what}`);
}
