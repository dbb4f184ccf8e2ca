import type { Reply } from "./ask.ts";
import { Refused } from "./failure.ts";

/** What a refusal says; all empty for a reply without words. */
export interface Words {
  message: string;
  details: string[];
  /** What GraphQL calls its errors: NOT_FOUND, FORBIDDEN. */
  types: string[];
}

/** GitHub's own words in a reply, whatever it looks like. */
export function wordsIn(text: string): Words {
  const body = jsonIn(text);
  const errors = asList(fieldOf(body, "errors"));
  const messages = errors.map(detailOf).filter((detail) => detail !== "");
  const message = asText(fieldOf(body, "message"));
  return {
    message: message === "" ? messages.join("; ") : message,
    details: message === "" ? [] : messages,
    types: errors.map((error) => asText(fieldOf(error, "type"))).filter((type) => type !== ""),
  };
}

/** `{ resource: "Issue", field: "title", code: "missing_field" }` and its like. */
function detailOf(error: unknown): string {
  if (typeof error === "string") return error;
  const message = asText(fieldOf(error, "message"));
  if (message !== "") return message;
  return ["resource", "field", "code"]
    .map((name) => asText(fieldOf(error, name)))
    .join(" ")
    .trim();
}

/** Throws Refused for what is no JSON: then it is no GitHub that answers. */
export function parsed(reply: Reply, what: string): unknown {
  if (reply.text === "") return undefined;
  const body = jsonIn(reply.text);
  if (body !== undefined) return body;
  throw new Refused(
    reply.status,
    "FORGE_REPLY",
    `the reply to ${what} is no JSON`,
    "see whether the host is a GitHub, and whether a proxy answers in its place",
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The items of a list, also of one that stands in an object with its length. */
export function itemsIn(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null) return [];
  return asList(Object.values(body).find((value) => Array.isArray(value)));
}

/** Where a list goes on; null at its end, and for an address that is not of this API. */
export function nextIn(link: string | null, rest: string): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1] ?? "";
  return next.startsWith(`${rest}/`) ? next : null;
}
