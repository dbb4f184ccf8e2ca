import type { AgentEnd } from "../../core/agent.ts";
import { fieldsOf, listOf, numberOf, textOf } from "../loose.ts";
import type { AcpAgent } from "./agent.ts";

type Failed = Extract<AgentEnd, { kind: "failed" }>;

/** An error of an agent: an HTTP status of its model's service as the code, or one of JSON-RPC. */
export interface AgentError {
  code: number | null;
  text: string;
}

/** ACP's own code for an agent that must be logged in first. */
export const authRequired = -32_000;

/** Errors come as they come: with the message of a service as JSON in the message. */
export function errorOf(error: unknown): AgentError {
  const { code, message, data } = fieldsOf(error);
  const details = textOf(data) || textOf(fieldsOf(data)["details"]) || textOf(fieldsOf(data)["message"]);
  const text = [innermost(textOf(message)), innermost(details)].filter((part) => part !== "").join(": ");
  return { code: numberOf(code), text: text || String(error) };
}

function innermost(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    const [first = {}] = [JSON.parse(text) as unknown].flatMap((value) =>
      Array.isArray(value) ? listOf(value) : [value],
    );
    const inner = textOf(fieldsOf(fieldsOf(first)["error"])["message"]) || textOf(fieldsOf(first)["message"]);
    return inner === "" || inner === text ? text : innermost(inner);
  } catch {
    return text;
  }
}

const noLogin = /api[ _]?key|unauthenticated|unauthorized|authenticat|log ?in|credential|permission.denied/i;
const spent =
  /credit balance|usage limit|spend(ing)? limit|billing (is )?(disabled|not|required)|daily (quota|limit)|exhausted your (daily|capacity)/i;
const noModel =
  /models?[ /]\S+ (is|was) not (found|available|supported)|(unknown|no such) model|model not found/i;
const noService =
  /fetch failed|network|socket|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|terminated|timed? ?out|overloaded|unavailable|rate limit|too many requests|incomplete json|stream/i;

/** Who failed, and what a person does about it. */
export function faultOf(error: AgentError, agent: AcpAgent): Failed {
  const status = statusOf(error);
  const what = `${agent.name} failed${status === null ? "" : ` with ${status}`}: ${error.text}`.slice(
    0,
    1_000,
  );
  switch (kindOf(error, status)) {
    case "spent":
      return failed("account", `${what}; look at the plan and the limits of the account, then resume`);
    case "login":
      return failed("account", `${what}; ${agent.howToLogIn}`);
    case "model":
      return failed("account", `${what}; name a model that the account has in the settings`);
    case "service":
      return { ...failed("service", what), ...waitIn(error.text) };
    case "other":
      return failed("agent", what);
  }
}

const statusOf = ({ code }: AgentError): number | null =>
  code !== null && code >= 400 && code < 600 ? code : null;

type Kind = "spent" | "login" | "model" | "service" | "other";

const kinds: Readonly<Record<number, Kind>> = {
  401: "login",
  402: "spent",
  403: "login",
  404: "model",
  408: "service",
  429: "service",
};

function kindOf({ code, text }: AgentError, status: number | null): Kind {
  if (spent.test(text)) return "spent";
  if (code === authRequired) return "login";
  if (noModel.test(text)) return "model";
  if (status !== null && status >= 500) return "service";
  const kind = status === null ? undefined : kinds[status];
  if (kind) return kind;
  if (noLogin.test(text)) return "login";
  return status === null && noService.test(text) ? "service" : "other";
}

const failed = (fault: Failed["fault"], reason: string): Failed => ({ kind: "failed", fault, reason });

function waitIn(text: string): { waitMs?: number } {
  const [, seconds] = /(?:retry|try again|reset)[^0-9]{0,20}([0-9]+(?:\.[0-9]+)?)\s*s\b/i.exec(text) ?? [];
  return seconds === undefined ? {} : { waitMs: Math.ceil(Number(seconds) * 1_000) };
}
