import type { Credentials } from "./credentials.ts";
import type { ItemOf, ParametersOf, ReplyOf, Route } from "./route.ts";

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
}

export interface Calls {
  /** Every request that was sent, also those that failed. */
  requests: number;
  /** Of these, the reads that GitHub answered with "not modified", which count against no limit. */
  notModified: number;
}

/**
 * Asks GitHub, and waits as long as GitHub wants it to. Throws Refused (a UserError with `status`) for what GitHub
 * refuses, ForgeClosed for what is deleted, locked or archived, ForgeUnavailable when it cannot be reached within ten
 * minutes, and FateUnknown when a POST or PATCH may have been carried out or not: look before you repeat it.
 */
export interface Client {
  readonly host: string;
  readonly calls: Readonly<Calls>;
  /** `request("POST /repos/{owner}/{repo}/issues", { owner, repo, title })`. */
  request<R extends Route>(route: R, parameters: ParametersOf<R>): Promise<ReplyOf<R>>;
  /** Every item of a list, page by page in the order of the list; whoever has enough stops asking. */
  items<R extends Route>(route: R, parameters: ParametersOf<R>): AsyncGenerator<ItemOf<R>>;
  /** `query` is a constant; a person's words go into `variables`. */
  graphql<Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Data>;
}

export function openClient(_parts: ClientParts): Client {
  throw new Error("to come");
}
