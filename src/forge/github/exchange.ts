import { type ForgeCalls, ForgeUnavailable } from "../forge.ts";
import { type Asked, askOnce, fateUnknown, type Reply } from "./ask.ts";
import type { ClientParts } from "./client.ts";
import { failureOf } from "./failure.ts";
import { freePace, type Heard, isLimit, type Pace, paced, waitFor, writeGapMs } from "./limits.ts";
import { failedAgain, type Outage, untilNextTry } from "./outage.ts";
import { wordsIn } from "./reply-words.ts";
import { Turns } from "./turns.ts";

/** A request as it is sent. */
export interface Sending {
  method: string;
  url: string;
  body?: string | undefined;
  etag?: string | undefined;
  /** As errors name it: "POST /repos/acme/shop/issues". */
  what: string;
  isWrite: boolean;
  /** Doing it twice is the same as doing it once. */
  canRepeat: boolean;
  isGraphql?: boolean;
}

/** What one request may be refused for its hurry before the client gives up. */
const mostRefusals = 12;

/** A timer takes no more, in milliseconds. */
const mostWaitMs = 24 * 60 * 60_000;

/** Longer waits are said. */
const silentWaitMs = 5_000;

/** Sends requests when they are allowed, and again where that is safe. */
export class Exchange {
  readonly calls: ForgeCalls = { requests: 0, notModified: 0 };
  private readonly parts: ClientParts;
  private readonly gapMs: number;
  private readonly writes = new Turns();
  private pace: Pace = freePace;
  private toldUntil = 0;
  private secret = "";

  constructor(parts: ClientParts, isGitHubsOwn: boolean) {
    this.parts = parts;
    this.gapMs = isGitHubsOwn ? writeGapMs : 0;
  }

  /** The first reply that is neither a limit nor an outage. Throws ForgeUnavailable and FateUnknown. */
  send(sending: Sending): Promise<Reply> {
    return sending.isWrite ? this.writes.alone(() => this.insist(sending)) : this.insist(sending);
  }

  private async insist(sending: Sending): Promise<Reply> {
    let outage: Outage | null = null;
    for (let refusals = 0; refusals < mostRefusals;) {
      await this.admit(sending.isWrite);
      const asked = await this.ask(sending);
      const heard = "reply" in asked ? this.hear(asked.reply, sending) : null;
      if (heard && isLimit(heard)) {
        refusals++;
        continue;
      }
      const settled = settledBy(asked, heard);
      if ("status" in settled) return settled;
      outage = await this.afterFailure(sending, outage, settled);
    }
    throw new ForgeUnavailable(`GitHub keeps asking to wait with ${sending.what}`);
  }

  /** Wait until the next request is allowed; others may have been refused meanwhile. */
  private async admit(isWrite: boolean): Promise<void> {
    for (;;) {
      const now = this.parts.now().getTime();
      const ms = waitFor(this.pace, now, isWrite);
      if (ms === 0) return this.refuseWhenEnded();
      if (ms > silentWaitMs) this.say(now + ms);
      await this.wait(Math.min(ms, mostWaitMs));
    }
  }

  private say(until: number): void {
    if (until <= this.toldUntil) return;
    this.toldUntil = until;
    this.parts.tell(`GitHub asks to wait until ${clockTime(until)}`);
  }

  private async wait(ms: number): Promise<void> {
    this.refuseWhenEnded();
    try {
      await this.parts.wait(ms, this.parts.signal);
    } catch (error) {
      this.refuseWhenEnded();
      throw error;
    }
  }

  private refuseWhenEnded(): void {
    if (this.parts.signal.aborted) throw new ForgeUnavailable("waiting for GitHub was ended");
  }

  private async ask(sending: Sending): Promise<Asked> {
    const { fetch, signal, timeoutMs = 30_000 } = this.parts;
    const init = { method: sending.method, headers: await this.headers(sending), body: sending.body ?? null };
    this.calls.requests++;
    const asked = await askOnce({ fetch, signal, timeoutMs }, sending.url, init);
    if (sending.isWrite) this.pace = { ...this.pace, writeFrom: this.parts.now().getTime() + this.gapMs };
    if ("reply" in asked && asked.reply.status === 304) this.calls.notModified++;
    return asked;
  }

  /** The error that a refusing reply means; a server that repeats what it was sent gives no token away. */
  refusal(reply: Reply, what: string, status = reply.status): Error {
    const hush = (text: string): string =>
      this.secret === "" ? text : text.replaceAll(this.secret, "[token]");
    const { message, details } = wordsIn(hush(reply.text));
    const header = (name: string): string | null => {
      const text = reply.header(name);
      return text === null ? null : hush(text);
    };
    return failureOf({ status, header, message, details, what });
  }

  private async headers({ body, etag }: Sending): Promise<Record<string, string>> {
    const authorization = await this.parts.credentials.authorization();
    this.secret = authorization.split(" ").at(-1) ?? "";
    return {
      accept: "application/vnd.github+json",
      authorization,
      "user-agent": "phasegate",
      "x-github-api-version": "2022-11-28",
      ...(body !== undefined && { "content-type": "application/json; charset=utf-8" }),
      ...(etag !== undefined && { "if-none-match": etag }),
    };
  }

  private hear(reply: Reply, { isWrite, isGraphql }: Sending): Heard {
    const { status, header, text } = reply;
    const isWord = status >= 400 || isGraphql === true;
    const message = isWord ? wordsIn(text).message : "";
    const heard = { status, header, message, at: this.parts.now().getTime(), isWrite };
    this.pace = paced(this.pace, heard, this.gapMs);
    return heard;
  }

  /** Waits for the next try. Throws when there is to be none. */
  private async afterFailure(sending: Sending, before: Outage | null, failure: Failure): Promise<Outage> {
    if (failure.mayHaveArrived && !sending.canRepeat) throw fateUnknown(sending.what, failure.why);
    this.refuseWhenEnded();
    const now = this.parts.now().getTime();
    const outage = failedAgain(before, now);
    const ms = untilNextTry(outage, now);
    if (ms === null) throw new ForgeUnavailable(`GitHub does not answer ${sending.what} (${failure.why})`);
    if (ms > silentWaitMs && outage.tries === 4)
      this.parts.tell(`GitHub does not answer (${failure.why}); it is asked again for ten minutes`);
    await this.wait(ms);
    return outage;
  }
}

interface Failure {
  why: string;
  mayHaveArrived: boolean;
}

/** The reply, when there is one that counts; else why there is none. */
function settledBy(asked: Asked, heard: Heard | null): Reply | Failure {
  if (!("reply" in asked)) return asked;
  const isBroken = heard?.status === 200 && /something went wrong/i.test(heard.message); // in GraphQL
  if (asked.reply.status < 500 && !isBroken) return asked.reply;
  return { why: isBroken ? "GraphQL failed" : `status ${asked.reply.status}`, mayHaveArrived: true };
}

/** Of the person's day: "10:32". */
function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
