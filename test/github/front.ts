import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Push } from "./after-push.ts";
import { type Answer, asThing, Refusal, refused } from "./answer.ts";
import { Faults, type Kind, limited, type Seen } from "./faults.ts";
import { Limits } from "./limits.ts";
import { type Prepared, prepared, type Raw } from "./prepare.ts";
import { Rest } from "./rest.ts";
import type { Site } from "./site.ts";

/** One request of the product that was answered, or ended otherwise (status 0). */
export interface Logged {
  method: string;
  path: string;
  operation: string | null;
  status: number;
  login: string;
  /** Milliseconds since 1970, by the given clock. */
  at: number;
}

export type WriteListener = (request: Seen) => void | Promise<void>;

export const personHeader = "x-played-by-a-person";

/** The only address that the product sees. */
export class Front {
  readonly violations: string[] = [];
  readonly requests: Logged[] = [];
  readonly pushes: Push[] = [];
  readonly faults = new Faults();
  readonly listeners: WriteListener[] = [];
  private readonly site: Site;
  private readonly limits: Limits;
  private readonly rest: Rest;
  /** Whoever knows this word is a person in a test: no limit, no fault, no log. */
  private readonly password: string;

  constructor(site: Site, limit: number, password: string) {
    this.site = site;
    this.limits = new Limits(site.clock.now, limit);
    this.password = password;
    this.rest = new Rest(site, this.violation, (login) => this.rates(login));
  }

  private readonly violation = (text: string): void => void this.violations.push(text);

  private rates(login: string): unknown {
    const resources = this.limits.shown(login);
    return { resources, rate: resources.core };
  }

  server(): Server {
    return createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.violation(`this GitHub failed: ${String(error instanceof Error ? error.stack : error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: target = "/", headers } = request;
    const body = await bodyOf(request);
    const { site, rest, pushes, violation } = this;
    const one = prepared({ site, rest, pushes, violation }, { method, target, headers, body });
    if (headers[personHeader] === this.password) return send(response, await finished(one.make));
    const early = one.resource ? this.limits.tooSoon(one.seen, one.resource) : null;
    if (!early) return await this.conduct(one, this.hindrance(one), response);
    this.violation(early.wrong);
    await this.conduct({ ...one, make: async () => early.answer }, null, response);
  }

  /** The limit or the fault that meets this request. */
  private hindrance({ seen, resource }: Prepared): Kind | null {
    const exhausted = resource ? this.limits.exhausted(seen.login, resource) : null;
    return exhausted ?? this.faults.take(seen);
  }

  private async conduct(one: Prepared, fault: Kind | null, response: ServerResponse): Promise<void> {
    const at = this.site.clock.now();
    const { method, path, operation, login } = one.seen;
    const note = (status: number) => void this.requests.push({ method, path, operation, status, login, at });
    if (fault?.kind === "silent") return note(0);
    const answer = (fault && instead(fault, login)) ?? (await this.made(one));
    if (fault?.kind === "lost") {
      note(0);
      response.destroy();
      return;
    }
    const shown = fault?.kind === "lost-behind-gateway" ? gateway : answer;
    note(shown.status);
    send(response, { ...shown, headers: { ...this.headersFor(one, shown), ...shown.headers } }, () => {
      if (fault?.kind === "primary" || fault?.kind === "secondary")
        this.limits.silence(login, one.resource ?? "git", fault);
    });
  }

  private async made({ seen, make }: Prepared): Promise<Answer | Raw> {
    const answer = await finished(make);
    const failed = "body" in answer && asThing(answer.body).errors !== undefined;
    if (seen.write && answer.status < 300 && !failed)
      for (const listener of this.listeners) await listener(seen);
    return answer;
  }

  private headersFor({ seen, who, resource }: Prepared, { status }: Answer | Raw): Record<string, string> {
    if (resource === null) return {};
    if (status !== 304 && seen.operation !== "rate-limit/get") this.limits.count(seen.login, resource);
    return {
      ...this.limits.headers(seen.login, resource),
      ...(!who.permissions && who.login !== "" && { "x-oauth-scopes": who.scopes.join(", ") }),
      "x-github-request-id": String(this.requests.length),
      "x-github-media-type": "github.v3; format=json",
    };
  }
}

/** The answer that takes the place of the deed; null when the deed is done. */
function instead(fault: Kind, login: string): Answer | null {
  if (fault.kind === "primary" || fault.kind === "secondary") return limited(fault, login);
  if (fault.kind !== "status") return null;
  const words = {
    404: "Not Found",
    422: "Validation Failed",
    500: "Server Error",
    502: "Server Error",
    503: "Unavailable",
  };
  return { status: fault.status, body: refused(fault.status, words[fault.status]) };
}

const gateway: Answer = { status: 502, body: refused(502, "Server Error") };

async function finished(make: () => Promise<Answer | Raw>): Promise<Answer | Raw> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, answer: Answer | Raw, sent: () => void = () => undefined): void {
  const isRaw = "raw" in answer;
  const text = isRaw || answer.body === undefined ? undefined : JSON.stringify(answer.body);
  const type = text === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(answer.status, { ...type, ...answer.headers }).end(isRaw ? answer.raw : text, sent);
}
