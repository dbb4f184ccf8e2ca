import { type Answer, refused } from "./answer.ts";

/** A request as faults, limits and listeners see it. */
export interface Seen {
  method: string;
  /** Without the prefix of the API: /repos/acme/shop/issues, /graphql, /acme/shop.git/git-receive-pack. */
  path: string;
  login: string;
  /** The operation's id in GitHub's description; the name of a mutation; null for what is neither. */
  operation: string | null;
  body: unknown;
  write: boolean;
}

export type Kind =
  /** Refused before anything is done. */
  | { kind: "status"; status: 404 | 422 | 500 | 502 | 503 }
  /** Done, and the connection ends without a reply. */
  | { kind: "lost" }
  /** Done, and a gateway says 502. */
  | { kind: "lost-behind-gateway" }
  /** Not done, and never answered. */
  | { kind: "silent" }
  /** The limit of an hour; `resetAt` in milliseconds since 1970. */
  | { kind: "primary"; status: 403 | 429; resetAt: number }
  /** Too much at once; without `retryAfter` (seconds) the reply has no header that says how long. */
  | { kind: "secondary"; status: 403 | 429; retryAfter?: number };

export type Limit = Extract<Kind, { kind: "primary" | "secondary" }>;

export type Fault = Kind & {
  match: (request: Seen) => boolean;
  /** How many matching requests it hits; 1 when absent. */
  times?: number;
};

/** Faults wait in order; the first that fits a request is used. */
export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  take(request: Seen): Fault | null {
    const found = this.waiting.find(({ fault, left }) => left > 0 && fault.match(request));
    if (!found) return null;
    found.left--;
    return found.fault;
  }

  /** How many hits have not happened yet. */
  get left(): number {
    return this.waiting.reduce((sum, { left }) => sum + left, 0);
  }
}

const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** The reply to a limit. */
export function limited(fault: Limit, login: string): Answer {
  if (fault.kind === "primary") {
    const headers = {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(fault.resetAt / 1000)),
    };
    return {
      status: fault.status,
      headers,
      body: refused(fault.status, `API rate limit exceeded for user ${login}.`),
    };
  }
  const { status, retryAfter } = fault;
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { status, body: refused(status, secondary), ...(retryAfter !== undefined && { headers }) };
}

/** Until when a client must be silent after this reply, in milliseconds since 1970; documented: a minute when nothing is said. */
export function silentUntil(fault: Limit, now: number): number {
  if (fault.kind === "primary") return Math.ceil(fault.resetAt / 1000) * 1000;
  return now + (fault.retryAfter ?? 60) * 1000;
}
