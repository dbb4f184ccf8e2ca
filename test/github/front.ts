import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { whoAsks, whoPushes, repositoryNamed } from "./access.ts";
import { followBranches, movedRefs, type Push } from "./after-push.ts";
import { type Answer, asThing, Refusal, refused } from "./answer.ts";
import { operationFor } from "./description.ts";
import { type Fault, Faults, limited, type Seen } from "./faults.ts";
import { type GitAsked, gitPath, gitRefusal, gitReply, isPush } from "./git-http.ts";
import { graphqlAnswer, mutationsIn } from "./graphql.ts";
import { Limits } from "./limits.ts";
import { Rest } from "./rest.ts";
import { nobody, type Site, type Who } from "./site.ts";

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

/** What a request is, and how it is answered when nothing stands in its way. */
interface Prepared {
  seen: Seen;
  resource: "core" | "graphql" | null;
  make(): Promise<Answer | Raw>;
}

interface Raw {
  status: number;
  headers: Record<string, string>;
  raw: Buffer;
}

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
    const violation = (text: string) => void this.violations.push(text);
    this.rest = new Rest(site, violation, (login) => this.rates(login));
  }

  private rates(login: string): unknown {
    const resources = this.limits.shown(login);
    return { resources, rate: resources.core };
  }

  server(): Server {
    return createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.violations.push(`this GitHub failed: ${String(error instanceof Error ? error.stack : error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const prepared = this.prepared(request, body);
    if (request.headers[personHeader] === this.password)
      return send(response, await finished(prepared.make), {});
    await this.conduct(prepared, this.faultFor(prepared), response);
  }

  private faultFor({ seen, resource }: Prepared): Fault | Answer | null {
    const early = this.limits.tooSoon(seen);
    if (early) this.violations.push(early.wrong);
    if (early) return early.answer;
    const exhausted = resource ? this.limits.exhausted(seen.login, resource) : null;
    return exhausted ?? this.faults.take(seen);
  }

  private async conduct(
    prepared: Prepared,
    fault: Fault | Answer | null,
    response: ServerResponse,
  ): Promise<void> {
    const at = this.site.clock.now();
    const { seen } = prepared;
    const note = (status: number) => {
      const { method, path, operation, login } = seen;
      this.requests.push({ method, path, operation, status, login, at });
    };
    if (fault && "kind" in fault && fault.kind === "silent") return note(0);
    const before = fault ? this.instead(fault, seen) : null;
    const answer = before ?? (await this.made(prepared));
    if (fault && "kind" in fault && fault.kind === "lost") {
      note(0);
      response.destroy();
      return;
    }
    const shown = fault && "kind" in fault && fault.kind === "lost-behind-gateway" ? gateway : answer;
    note(shown.status);
    send(response, shown, this.headersFor(prepared, shown));
  }

  /** The answer that takes the place of the deed; null when the deed is done. */
  private instead(fault: Fault | Answer, { login, path }: Seen): Answer | null {
    if (!("kind" in fault)) return fault;
    if (fault.kind === "primary" || fault.kind === "secondary") {
      this.limits.silence(login, fault);
      return limited(fault, login);
    }
    if (fault.kind !== "status") return null;
    const words: Record<number, string> = { 404: "Not Found", 422: "Validation Failed", 500: "Server Error" };
    return {
      status: fault.status,
      body: refused(fault.status, words[fault.status] ?? `Unavailable: ${path}`),
    };
  }

  private async made(prepared: Prepared): Promise<Answer | Raw> {
    const answer = await finished(prepared.make);
    const failed = "body" in answer && asThing(answer.body).errors !== undefined;
    if (prepared.seen.write && answer.status < 300 && !failed)
      for (const listener of this.listeners) await listener(prepared.seen);
    return answer;
  }

  private headersFor({ seen, resource }: Prepared, { status }: Answer | Raw): Record<string, string> {
    if (resource === null) return {};
    if (status !== 304 && seen.operation !== "rate-limit/get") this.limits.count(seen.login, resource);
    const who = [...this.site.tokens.values()].find(({ login }) => login === seen.login);
    return {
      ...this.limits.headers(seen.login, resource),
      ...(who && !who.permissions && { "x-oauth-scopes": who.scopes.join(", ") }),
      "x-github-request-id": `${this.requests.length}`,
      "x-github-media-type": "github.v3; format=json",
    };
  }

  private prepared(request: IncomingMessage, body: Buffer): Prepared {
    const { pathname, search, searchParams } = new URL(request.url ?? "/", this.site.url);
    const { method = "GET", headers } = request;
    const git = gitPath.exec(pathname);
    if (git) {
      const [, owner = "", name = "", service = ""] = git;
      return this.preparedGit({ method, owner, name, service, search, headers, body }, pathname);
    }
    const path = apiPath(pathname, headers.host);
    if (path === null) return this.unknown(method, pathname);
    const text = body.length ? body.toString("utf8") : undefined;
    const { authorization } = headers;
    if (path === "/graphql") return this.preparedGraphql(method, authorization, text);
    const operation = operationFor(method, path)?.operation.id ?? null;
    const login = this.loginOf(authorization);
    return {
      seen: { method, path, login, operation, body: jsonOf(text), write: method !== "GET" },
      resource: "core",
      make: () => this.rest.answer({ method, path, query: searchParams, headers, text }),
    };
  }

  private unknown(method: string, path: string): Prepared {
    const make = async (): Promise<Answer> => {
      this.violations.push(`${method} ${path} is no address of the API`);
      return new Refusal(404, "Not Found").answer;
    };
    return {
      seen: { method, path, login: "", operation: null, body: undefined, write: false },
      resource: null,
      make,
    };
  }

  private loginOf(authorization: string | undefined): string {
    return this.whoOf(authorization)?.login ?? "";
  }

  private whoOf(authorization: string | undefined): Who | null {
    try {
      return whoAsks(this.site, authorization);
    } catch {
      return null;
    }
  }

  private preparedGraphql(
    method: string,
    authorization: string | undefined,
    text: string | undefined,
  ): Prepared {
    const body = asThing(jsonOf(text));
    const [mutation] = mutationsIn(body);
    const violation = (wrong: string) => void this.violations.push(wrong);
    const login = this.loginOf(authorization);
    return {
      seen: {
        method,
        path: "/graphql",
        login,
        operation: mutation ?? null,
        body,
        write: mutation !== undefined,
      },
      resource: "graphql",
      make: async () => {
        const who = whoAsks(this.site, authorization);
        return await graphqlAnswer({ site: this.site, who, body, violation });
      },
    };
  }

  private preparedGit(asked: GitAsked, path: string): Prepared {
    const who = whoPushes(this.site, asked.headers.authorization) ?? nobody;
    const write = asked.service === "git-receive-pack";
    return {
      seen: {
        method: asked.method,
        path,
        login: who.login,
        operation: asked.service,
        body: undefined,
        write,
      },
      resource: null,
      make: () => this.git(asked, who),
    };
  }

  private async git(asked: GitAsked, who: Who): Promise<Raw> {
    const no = gitRefusal(this.site, asked);
    const repository = repositoryNamed(this.site, asked.owner, asked.name);
    if (no || !repository) {
      const { status = 404, headers = {}, body = Buffer.alloc(0) } = no ?? {};
      return { status, headers, raw: body };
    }
    const before = isPush(asked) ? await repository.bare.refs() : new Map<string, string>();
    const reply = await gitReply(repository, asked, who.login);
    if (asked.service === "git-receive-pack") {
      this.pushes.push(...(await movedRefs(repository, before, who.login)));
      await followBranches(this.site, repository);
    }
    return { status: reply.status, headers: reply.headers, raw: reply.body };
  }
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

/** As an Enterprise server has it; as github.com has it for a client that comes by the socket. */
function apiPath(pathname: string, host = ""): string | null {
  if (host.startsWith("api.github.com")) return pathname;
  if (pathname === "/api/graphql") return "/graphql";
  return pathname.startsWith("/api/v3/") ? pathname.slice("/api/v3".length) : null;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, answer: Answer | Raw, headers: Record<string, string>): void {
  if ("raw" in answer) {
    response.writeHead(answer.status, answer.headers).end(answer.raw);
    return;
  }
  const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
  const type = text === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(answer.status, { ...type, ...headers, ...answer.headers }).end(text);
}
