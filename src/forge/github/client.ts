import type { ForgeCalls } from "../forge.ts";
import type { Reply } from "./ask.ts";
import type { Credentials } from "./credentials.ts";
import { type Endpoints, endpointsOf } from "./endpoints.ts";
import { Exchange } from "./exchange.ts";
import { RememberedReplies } from "./remembered.ts";
import { itemsIn, nextIn, parsed, wordsIn } from "./reply-words.ts";
import { callOf, type ItemOf, type ParametersOf, type ReplyOf, type Route } from "./route.ts";

export interface ClientParts {
  /** In the form of `ForgeChoice.host`. */
  host: string;
  credentials: Pick<Credentials, "authorization">;
  fetch: typeof fetch;
  now(): Date;
  /** Resolves after `ms`; rejects once `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>;
  signal: AbortSignal;
  /** Says a word to the person who follows. */
  tell(text: string): void;
  /** How long one reply may take, in milliseconds; 30 seconds when absent. */
  timeoutMs?: number | undefined;
}

/**
 * Asks GitHub, and waits as long as GitHub wants it to. Throws Refused (a UserError with `status`) for what GitHub
 * refuses, ForgeClosed for what is deleted, locked or archived, ForgeUnavailable when it cannot be reached within ten
 * minutes, and FateUnknown when a POST or PATCH may have been carried out or not: look before you repeat it.
 */
export interface Client {
  readonly host: string;
  readonly calls: Readonly<ForgeCalls>;
  /** `request("POST /repos/{owner}/{repo}/issues", { owner, repo, title })`. */
  request<R extends Route>(route: R, parameters: ParametersOf<R>): Promise<ReplyOf<R>>;
  /** Every item of a list, page by page in the order of the list; whoever has enough stops asking. */
  items<R extends Route>(route: R, parameters: ParametersOf<R>): AsyncGenerator<ItemOf<R>>;
  /** `query` is a constant; a person's words go into `variables`. */
  graphql<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data>;
}

/** Throws UserError for a host that is none. */
export const openClient = (parts: ClientParts): Client => new FetchClient(parts);

/** GitHub gives no longer pages. */
const pageLength = 100;

/** A list that goes on after this many pages is no list of one conversation. */
const mostPages = 100;

const mostRedirects = 3;

class FetchClient implements Client {
  readonly host: string;
  private readonly endpoints: Endpoints;
  private readonly exchange: Exchange;
  private readonly remembered = new RememberedReplies();

  constructor(parts: ClientParts) {
    this.host = parts.host;
    this.endpoints = endpointsOf(parts.host);
    this.exchange = new Exchange(parts, this.endpoints.isGitHubsOwn);
  }

  get calls(): Readonly<ForgeCalls> {
    return this.exchange.calls;
  }

  async request<R extends Route>(route: R, parameters: ParametersOf<R>): Promise<ReplyOf<R>> {
    const { method, path, body } = callOf(route, asRecord(parameters));
    const url = `${this.endpoints.rest}${path}`;
    const what = `${method} ${path}`;
    if (method === "GET") return parsed(await this.read(url, what), what) as ReplyOf<R>;
    const canRepeat = method === "PUT" || method === "DELETE";
    const reply = await this.exchange.send({ method, url, body, what, isWrite: true, canRepeat });
    if (reply.status >= 300) throw this.exchange.refusal(reply, what);
    return parsed(reply, what) as ReplyOf<R>;
  }

  async *items<R extends Route>(route: R, parameters: ParametersOf<R>): AsyncGenerator<ItemOf<R>> {
    const { path } = callOf(route, { ...asRecord(parameters), per_page: pageLength });
    const what = `GET ${path}`;
    let url: string | null = `${this.endpoints.rest}${path}`;
    for (let page = 0; url !== null && page < mostPages; page++) {
      const reply: Reply = await this.read(url, what);
      yield* itemsIn(parsed(reply, what)) as ItemOf<R>[];
      url = nextIn(reply.header("link"), this.endpoints.rest);
    }
  }

  async graphql<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
    const isWrite = /^\s*mutation\b/.test(query);
    const what = `the GraphQL ${isWrite ? "mutation" : "query"} ${/\w+(?=[\s({])/.exec(query.replace(/^\s*\w+/, ""))?.[0] ?? ""}`;
    const reply = await this.exchange.send({
      method: "POST",
      url: this.endpoints.graphql,
      body: JSON.stringify({ query, variables }),
      what,
      isWrite,
      canRepeat: !isWrite,
      isGraphql: true,
    });
    if (reply.status >= 300) throw this.exchange.refusal(reply, what);
    const { message, types } = wordsIn(reply.text);
    if (message !== "") throw this.exchange.refusal(reply, what, statusOf(types));
    return (parsed(reply, what) as { data: Data }).data;
  }

  /** A read; what GitHub says is unchanged comes from memory. Follows a renamed repository on the same host. */
  private async read(address: string, what: string): Promise<Reply> {
    let url = address;
    for (let redirects = 0; ; redirects++) {
      const reply = await this.readOnce(url, what);
      const to = redirects < mostRedirects ? this.redirectIn(reply, url) : null;
      if (to === null && reply.status >= 300) throw this.exchange.refusal(reply, what);
      if (to === null) return reply;
      url = to;
    }
  }

  private async readOnce(url: string, what: string): Promise<Reply> {
    const known = this.remembered.get(url);
    const reply = await this.exchange.send({
      method: "GET",
      url,
      etag: known?.etag,
      what,
      isWrite: false,
      canRepeat: true,
    });
    if (reply.status === 304 && known)
      return {
        status: 200,
        header: (name) => reply.header(name) ?? (name === "link" ? known.link : null),
        text: known.text,
      };
    this.remember(url, reply);
    return reply;
  }

  /** The last page of a list, when it is full, could go on without a change of its own: it is read anew. */
  private remember(url: string, reply: Reply): void {
    const etag = reply.header("etag");
    const link = reply.header("link");
    if (reply.status !== 200 || etag === null) return this.remembered.forget(url);
    const isFull = url.includes("per_page=") && nextIn(link, this.endpoints.rest) === null;
    if (isFull && itemsIn(parsed(reply, url)).length >= pageLength) return this.remembered.forget(url);
    this.remembered.set(url, { etag, link, text: reply.text });
  }

  private redirectIn({ status, header }: Reply, from: string): string | null {
    const to = header("location") ?? "";
    if (![301, 302, 307, 308].includes(status) || !URL.canParse(to, from)) return null;
    const { href } = new URL(to, from);
    return href.startsWith(`${this.endpoints.rest}/`) ? href : null;
  }
}

const asRecord = (parameters: unknown): Readonly<Record<string, unknown>> =>
  parameters as Readonly<Record<string, unknown>>;

/** The status that REST would answer with. */
function statusOf(types: readonly string[]): number {
  if (types.includes("NOT_FOUND")) return 404;
  if (types.includes("FORBIDDEN") || types.includes("INSUFFICIENT_SCOPES")) return 403;
  return 422;
}
