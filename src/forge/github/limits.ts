/** What GitHub allows this client: times are in milliseconds since 1970. */
export interface Pace {
  /** Nothing is asked before. */
  until: number;
  /** Nothing is written before. */
  writeFrom: number;
  /** Refusals without a word on how long, one after another. */
  unexplained: number;
}

export const freePace: Pace = { until: 0, writeFrom: 0, unexplained: 0 };

/** A reply as limits see it. */
export interface Heard {
  status: number;
  header(name: string): string | null;
  /** GitHub's own words; empty when all is well. */
  message: string;
  /** When it came. */
  at: number;
  isWrite: boolean;
}

/** GitHub's guidance: "wait at least one second between each request" that writes. */
export const writeGapMs = 1_000;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What is asked to wait when nothing says how long doubles up to this. */
const mostUnexplainedMs = 15 * minuteMs;

/** How long until the next request may be sent, in milliseconds. */
export const waitFor = (pace: Pace, now: number, isWrite: boolean): number =>
  Math.max(0, pace.until - now, isWrite ? pace.writeFrom - now : 0);

/** The request was refused for its number or its hurry, not for what it asks: it may be sent again later. */
export function isLimit(heard: Heard): boolean {
  const isSaid = /secondary rate limit|abuse detection|api rate limit/i.test(heard.message);
  if (heard.status === 429) return true;
  if (heard.status !== 403) return heard.status === 200 && isSaid; // GraphQL refuses with 200
  return isSaid || secondsOf(heard, "retry-after") !== null || isUsedUp(heard);
}

/** What a reply changes. `gapMs` lies between two writes. */
export function paced(pace: Pace, heard: Heard, gapMs: number): Pace {
  const writeFrom = heard.isWrite ? heard.at + gapMs : pace.writeFrom;
  if (!isLimit(heard)) return { until: Math.max(pace.until, usedUpUntil(heard)), writeFrom, unexplained: 0 };
  const told = toldUntil(heard);
  if (told !== null) return { until: Math.max(pace.until, told), writeFrom, unexplained: pace.unexplained };
  const ms = Math.min(minuteMs * 2 ** pace.unexplained, mostUnexplainedMs);
  return { until: Math.max(pace.until, heard.at + ms), writeFrom, unexplained: pace.unexplained + 1 };
}

/** Until when a refusal asks to wait; null when it does not say. */
function toldUntil(heard: Heard): number | null {
  const seconds = secondsOf(heard, "retry-after");
  if (seconds !== null) return heard.at + seconds * 1000;
  return isUsedUp(heard) ? usedUpUntil(heard) : null;
}

const isUsedUp = (heard: Heard): boolean =>
  secondsOf(heard, "x-ratelimit-remaining") === 0 && secondsOf(heard, "x-ratelimit-reset") !== null;

/** When the hour's requests are used up: its end, by the slower of the two clocks. */
function usedUpUntil(heard: Heard): number {
  if (!isUsedUp(heard)) return 0;
  return (secondsOf(heard, "x-ratelimit-reset") ?? 0) * 1000 + behind(heard);
}

/** How far GitHub's clock is behind ours; a difference of more than an hour is no clock that is a little wrong. */
function behind({ header, at }: Heard): number {
  const date = Date.parse(header("date") ?? "");
  const ms = at - date;
  return ms > 1000 && ms < hourMs ? ms : 0;
}

function secondsOf({ header }: Heard, name: string): number | null {
  const text = header(name)?.trim() ?? "";
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}
