import type { JsonObject } from "./json.ts";
import { responseOf } from "./protocol.ts";
import { type Entry, nothingTold, type Told } from "./script.ts";
import type { ProtocolName } from "./tools.ts";

/** One model request, and what became of it. */
export interface LoggedRequest {
  id: string;
  /** Its place among all requests of the server, from 0. */
  index: number;
  protocol: ProtocolName;
  model: string;
  /** The client's name for the conversation, or the first user text where it has none. */
  session: string;
  /** Null when the conversation has no marker. */
  scenario: string | null;
  /** Which step of the scenario was asked for, from 0. */
  step: number;
  body: JsonObject;
  headers: { authorization: boolean; apiKey: boolean; userAgent: string };
  /** Not a turn of the agent: a title, a summary, a check of the quota. */
  auxiliary: boolean;
  /** HTTP status that was sent; null while none was. */
  status: number | null;
  /** Exactly what the client was told so far. */
  told: Told;
  /** Id of the message or response that was sent; null when none was begun. */
  messageId: string | null;
  /** The whole answer was handed to the client. */
  finished: boolean;
  /** The conversation from the marker on, in the words of no protocol. */
  since: readonly Entry[];
}

/** Whatever has a log: the server itself. */
export interface HasLog {
  requests(): readonly LoggedRequest[];
}

/**
 * Texts of all tool results that the model received in a scenario, each once, in the order of the calls: clients
 * send the results of parallel calls in the order in which they came.
 */
export function toolResultsSeen(server: HasLog, scenario: string): string[] {
  const texts = new Map<string, string>();
  const answers = new Map<string, string[]>();
  for (const { session, since } of requestsOf(server, scenario)) {
    since.forEach((entry, place) => {
      if (entry.from !== "tool") return;
      const call = entry.call ?? `${session} ${place}`;
      if (texts.has(call)) return;
      texts.set(call, entry.text);
      const answer = responseOf(call) ?? call;
      answers.set(answer, [...(answers.get(answer) ?? []), call]);
    });
  }
  return [...answers.values()].flatMap((calls) => calls.sort(byNumber)).map((call) => texts.get(call) ?? "");
}

const byNumber = (one: string, other: string): number => one.localeCompare(other, "en", { numeric: true });

/** The requests of a scenario that were turns of the agent. */
export const requestsOf = (server: HasLog, scenario: string): LoggedRequest[] =>
  server.requests().filter((request) => request.scenario === scenario && !request.auxiliary);

/** The sum of what all clients were told, requests beside the work included: what a ledger must come to. */
export const ledgerOf = (server: HasLog): Told =>
  server.requests().reduce(
    (sum, { told }) => ({
      inputTokens: sum.inputTokens + told.inputTokens,
      cacheReadTokens: sum.cacheReadTokens + told.cacheReadTokens,
      cacheWriteTokens: sum.cacheWriteTokens + told.cacheWriteTokens,
      outputTokens: sum.outputTokens + told.outputTokens,
    }),
    nothingTold,
  );
