import type { IncomingHttpHeaders } from "node:http";
import { repositoryNamed, whoAsks, whoPushes } from "./access.ts";
import { followBranches, movedRefs, type Push } from "./after-push.ts";
import { type Answer, asThing, Refusal } from "./answer.ts";
import { operationFor } from "./description.ts";
import type { Seen } from "./faults.ts";
import { type GitAsked, gitPath, gitRefusal, gitReply, isPush } from "./git-http.ts";
import { graphqlAnswer, mutationsIn } from "./graphql.ts";
import type { Rest } from "./rest.ts";
import { nobody, type Site, type Who } from "./site.ts";

/** What git's own server says, byte by byte. */
export interface Raw {
  status: number;
  headers: Record<string, string>;
  raw: Buffer;
}

/** What a request is, and how it is answered when nothing stands in its way. */
export interface Prepared {
  seen: Seen;
  who: Who;
  /** Which of GitHub's counters it counts on. */
  resource: "core" | "graphql" | null;
  make(): Promise<Answer | Raw>;
}

export interface Arrived {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Desk {
  site: Site;
  rest: Rest;
  pushes: Push[];
  violation(text: string): void;
}

export function prepared(desk: Desk, arrived: Arrived): Prepared {
  const { pathname, search } = new URL(arrived.target, desk.site.url);
  const found = gitPath.exec(pathname);
  if (found) {
    const [, owner = "", name = "", service = ""] = found;
    return forGit(desk, { ...arrived, owner, name, service, search }, pathname);
  }
  const path = apiPath(pathname, arrived.headers.host);
  if (path === null) return unknown(desk, arrived.method, pathname);
  return path === "/graphql" ? forGraphql(desk, arrived) : forRest(desk, arrived, path);
}

/** As an Enterprise server has it; as github.com has it for a client that comes by the socket. */
function apiPath(pathname: string, host = ""): string | null {
  if (host.startsWith("api.github.com")) return pathname;
  if (pathname === "/api/graphql") return "/graphql";
  return pathname.startsWith("/api/v3/") ? pathname.slice("/api/v3".length) : null;
}

function forRest({ site, rest }: Desk, { method, target, headers, body }: Arrived, path: string): Prepared {
  const text = textOf(body);
  const query = new URL(target, site.url).searchParams;
  const operation = operationFor(method, path)?.operation.id ?? null;
  const who = whoOf(site, headers.authorization);
  return {
    seen: { method, path, login: who.login, operation, body: jsonOf(text), write: method !== "GET" },
    who,
    resource: "core",
    make: () => rest.answer({ method, path, query, headers, text }),
  };
}

function forGraphql({ site, violation }: Desk, { method, headers, body }: Arrived): Prepared {
  const asked = asThing(jsonOf(textOf(body)));
  const [mutation] = mutationsIn(asked);
  const { login } = whoOf(site, headers.authorization);
  return {
    seen: {
      method,
      path: "/graphql",
      login,
      operation: mutation ?? null,
      body: asked,
      write: mutation !== undefined,
    },
    who: whoOf(site, headers.authorization),
    resource: "graphql",
    make: async () => {
      const who = whoAsks(site, headers.authorization);
      return await graphqlAnswer({ site, who, body: asked, violation });
    },
  };
}

function forGit(desk: Desk, asked: GitAsked, path: string): Prepared {
  const who = whoPushes(desk.site, asked.headers.authorization) ?? nobody;
  const { method, service } = asked;
  const write = service === "git-receive-pack";
  return {
    seen: { method, path, login: who.login, operation: service, body: undefined, write },
    who,
    resource: null,
    make: () => git(desk, asked, who),
  };
}

async function git({ site, pushes }: Desk, asked: GitAsked, who: Who): Promise<Raw> {
  const repository = repositoryNamed(site, asked.owner, asked.name);
  const no = gitRefusal(site, asked);
  if (no || !repository)
    return { status: no?.status ?? 404, headers: no?.headers ?? {}, raw: no?.body ?? Buffer.alloc(0) };
  const before = isPush(asked) ? await repository.bare.refs() : new Map<string, string>();
  const { status, headers, body } = await gitReply(repository, asked, who.login);
  if (asked.service === "git-receive-pack") {
    pushes.push(...(await movedRefs(repository, before, who.login)));
    await followBranches(site, repository);
  }
  return { status, headers, raw: body };
}

function unknown({ violation }: Desk, method: string, path: string): Prepared {
  const make = async (): Promise<Answer> => {
    violation(`${method} ${path} is no address of the API`);
    return new Refusal(404, "Not Found").answer;
  };
  const seen = { method, path, login: "", operation: null, body: undefined, write: false };
  return { seen, who: nobody, resource: null, make };
}

function whoOf(site: Site, authorization: string | undefined): Who {
  try {
    return whoAsks(site, authorization);
  } catch {
    return nobody; // it is refused when it is answered
  }
}

const textOf = (body: Buffer): string | undefined => (body.length ? body.toString("utf8") : undefined);

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
