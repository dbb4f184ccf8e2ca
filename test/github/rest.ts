import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isAppToken, requireReadable, requireScope, whoAsks } from "./access.ts";
import { type Answer, Refusal } from "./answer.ts";
import { type Match, operationFor, wrongInReply, wrongInRequest } from "./description.ts";
import { followBranches } from "./after-push.ts";
import { siteHandlers } from "./operations/apps.ts";
import { checkHandlers } from "./operations/checks.ts";
import { commentHandlers } from "./operations/comments.ts";
import type { Handlers } from "./operations/handlers.ts";
import { issueHandlers } from "./operations/issues.ts";
import { pullHandlers } from "./operations/pulls.ts";
import { repoHandlers } from "./operations/repos.ts";
import { nobody, type Site, type Who } from "./site.ts";

const handlers: Handlers = {
  ...issueHandlers,
  ...commentHandlers,
  ...pullHandlers,
  ...repoHandlers,
  ...checkHandlers,
};

export interface Asked {
  method: string;
  /** Without the prefix of the API. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Undefined when there is none. */
  text: string | undefined;
}

const versions = new Set(["2022-11-28", "2026-03-10"]);

/** Answers the REST API; what does not fit GitHub's description goes to `violation`. */
export class Rest {
  private readonly site: Site;
  private readonly violation: (text: string) => void;
  private readonly rates: (login: string) => unknown;

  constructor(site: Site, violation: (text: string) => void, rates: (login: string) => unknown) {
    this.site = site;
    this.violation = violation;
    this.rates = rates;
  }

  async answer(asked: Asked): Promise<Answer> {
    const match = operationFor(asked.method, asked.path);
    if (!match) {
      this.violation(`${asked.method} ${asked.path} is no operation that the product is known to use`);
      return new Refusal(404, "Not Found").answer;
    }
    const answer = await this.refusable(() => this.checked(asked, match));
    const wrong = wrongInReply(match, answer.status, answer.body);
    if (wrong === null) return conditional(asked, answer);
    this.violation(wrong);
    return new Refusal(500, wrong).answer;
  }

  private async refusable(make: () => Promise<Answer>): Promise<Answer> {
    try {
      return await make();
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  private async checked(asked: Asked, match: Match): Promise<Answer> {
    const who = isAppToken(asked.headers.authorization)
      ? nobody
      : whoAsks(this.site, asked.headers.authorization);
    requireHeaders(asked.headers);
    const body = parsed(asked.text);
    const [wrong] = wrongInRequest(match, asked.query, body);
    if (wrong !== undefined) {
      this.violation(wrong);
      throw new Refusal(422, `Invalid request.\n\n${wrong}`);
    }
    return await this.handled(asked, match, who, body);
  }

  private async handled(
    asked: Asked,
    { operation, params }: Match,
    who: Who,
    body: unknown,
  ): Promise<Answer> {
    const { site } = this;
    if (operation.id === "rate-limit/get") return { status: 200, body: this.rates(who.login) };
    const general = siteHandlers[operation.id];
    const { authorization } = asked.headers;
    if (general) return await general({ site, who, authorization, target: asked.path, body });
    const handler = handlers[operation.id];
    if (!handler) throw new Error(`nothing answers ${operation.id}`);
    const repository = requireReadable(site, who, params.owner ?? "", params.repo ?? "");
    if (asked.method !== "GET") requireScope(repository, who, operation.id);
    const answer = await handler({ site, repository, who, params, query: asked.query, body });
    if (operation.id.startsWith("git/") && asked.method !== "GET") await followBranches(site, repository);
    return answer;
  }
}

function requireHeaders(headers: IncomingHttpHeaders): void {
  if (!headers["user-agent"])
    throw new Refusal(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
    );
  const version = headers["x-github-api-version"];
  if (typeof version === "string" && !versions.has(version))
    throw new Refusal(400, `${version} is not a supported version`);
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

/** ETag on every read, 304 for who has it already. */
function conditional({ method, headers }: Asked, answer: Answer): Answer {
  if (method !== "GET" || answer.status !== 200) return answer;
  const hash = createHash("sha256")
    .update(JSON.stringify([answer.body, answer.headers?.link]))
    .digest("hex");
  const etag = `W/"${hash}"`;
  const known = (headers["if-none-match"] ?? "").split(/,\s*/);
  if (known.includes(etag)) return { status: 304, headers: { etag } };
  return {
    ...answer,
    headers: { ...answer.headers, etag, "cache-control": "private, max-age=60, s-maxage=60" },
  };
}
