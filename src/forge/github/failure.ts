import { UserError } from "../../core/error.ts";
import { redact } from "../../core/secrets.ts";
import { ForgeClosed, ForgeUnavailable } from "../forge.ts";

/** GitHub has refused a request; `status` is that of HTTP. */
export class Refused extends UserError {
  readonly status: number;

  constructor(status: number, code: string, message: string, hint: string) {
    super(code, message, hint);
    this.status = status;
  }
}

/** A write was sent, and nobody knows whether it was carried out: look before you repeat it. */
export class FateUnknown extends ForgeUnavailable {}

/** A reply that refuses. */
export interface Refusal {
  status: number;
  header(name: string): string | null;
  /** GitHub's own words, and what it says of single fields. */
  message: string;
  details: readonly string[];
  /** "POST /repos/acme/shop/issues". */
  what: string;
}

interface Reading {
  code: string;
  /** Why, after "GitHub refused POST ...: ". */
  why: string;
  hint: string;
}

/** What GitHub's refusal means: what happened, why, and what mends it. */
export function failureOf(refusal: Refusal): Refused | ForgeClosed {
  const closed = closedBy(refusal);
  if (closed !== null) return new ForgeClosed(`${closed} (GitHub: ${shown(refusal.message)})`);
  const { code, why, hint } = readingOf(refusal);
  return new Refused(refusal.status, code, `GitHub refused ${shown(refusal.what)}: ${why}`, hint);
}

/** What somebody has put an end to; null when the refusal is about something else. */
function closedBy({ status, message }: Refusal): string | null {
  if (status === 403 && /archived/i.test(message)) return "the repository was archived";
  if (status === 403 && /\block(?:ed)?\b/i.test(message)) return "the conversation was locked";
  if (status === 410 && !/disabled/i.test(message)) return "the issue was deleted";
  return null;
}

function readingOf(refusal: Refusal): Reading {
  const { status } = refusal;
  if (status >= 300 && status < 400) return moved(refusal);
  if (status === 401) return tokenRefused(refusal);
  if (status === 403) return forbidden(refusal);
  if (status === 404)
    return {
      code: "NOT_ON_FORGE",
      why: "there is no such thing, or the token may not see it",
      hint: "check the address; a classic token needs the scope repo, a fine-grained one access to this repository",
    };
  if (status === 410)
    return {
      code: "ISSUES_DISABLED",
      why: "issues are switched off in this repository",
      hint: "switch them on in the repository's settings, under Features",
    };
  if (status === 422) return invalid(refusal);
  if (status === 451)
    return {
      code: "FORGE_BLOCKED",
      why: "GitHub has blocked the repository for legal reasons",
      hint: "its page on GitHub says which",
    };
  return {
    code: "FORGE_REFUSED",
    why: `${status} ${wordsOf(refusal)}`,
    hint: "see https://www.githubstatus.com",
  };
}

function moved({ header }: Refusal): Reading {
  const to = shown(header("location") ?? "");
  return {
    code: "FORGE_MOVED",
    why: to === "" ? "what it asks for has moved" : `what it asks for has moved to ${to}`,
    hint: "the repository was renamed or transferred: name its new address (git remote set-url)",
  };
}

function tokenRefused(refusal: Refusal): Reading {
  return {
    code: "TOKEN_REFUSED",
    why: `the token is not valid here (${wordsOf(refusal)})`,
    hint: "it has expired, was revoked or belongs to another host: make a new one, or run `gh auth login`",
  };
}

function forbidden(refusal: Refusal): Reading {
  const { header } = refusal;
  const sso = header("x-github-sso");
  if (sso !== null)
    return {
      code: "TOKEN_NEEDS_SSO",
      why: "the organization wants the token to be authorized for single sign-on",
      hint: /https:\/\/\S+/.test(sso)
        ? `open ${shown(/https:\/\/[^\s;]+/.exec(sso)?.[0] ?? "")}`
        : "authorize it under Settings, Developer settings, Personal access tokens, Configure SSO",
    };
  return { code: "FORGE_FORBIDDEN", why: wordsOf(refusal), hint: rightHint(refusal) };
}

/** Names the right that is missing, as far as GitHub does. */
function rightHint({ header }: Refusal): string {
  const permissions = header("x-accepted-github-permissions");
  if (permissions) return `the token or App needs the permission ${shown(permissions)}`;
  const wanted = listOf(header("x-accepted-oauth-scopes"));
  const had = listOf(header("x-oauth-scopes"));
  const [first] = wanted;
  if (first !== undefined && !wanted.some((scope) => had.includes(scope)))
    return `the token has ${had.length === 0 ? "no scopes" : `the scopes ${shown(had.join(", "))}`}; it needs ${shown(wanted.join(" or "))}`;
  return "the account needs the right to write here: contents, issues and pull requests";
}

const listOf = (text: string | null): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function invalid(refusal: Refusal): Reading {
  const words = wordsOf(refusal);
  if (/too long/i.test(words))
    return { code: "BODY_TOO_LONG", why: words, hint: "GitHub takes bodies of up to 65536 characters" };
  if (/already exists/i.test(words))
    return { code: "ALREADY_EXISTS", why: words, hint: "close the other one, or take another branch" };
  return { code: "FORGE_INVALID", why: words, hint: "mend what GitHub names and run again" };
}

const wordsOf = ({ message, details }: Refusal): string =>
  shown([message, ...details].filter((part) => part !== "").join("; ")) || "GitHub does not say why";

/** Words of a server, as they may stand in an error: one line, not long, without secrets. */
export const shown = (text: string): string =>
  redact(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 300);
