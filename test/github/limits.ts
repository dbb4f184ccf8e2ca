import type { Answer } from "./answer.ts";
import { limited, type Limit, type Seen, silentUntil } from "./faults.ts";

interface Window {
  used: number;
  /** Seconds since 1970. */
  reset: number;
}

/** The hourly counters, and who must be silent until when. */
export class Limits {
  private readonly windows = new Map<string, Window>();
  private readonly silences = new Map<string, { until: number; kind: Limit }>();
  private readonly now: () => number;
  private readonly limit: number;

  constructor(now: () => number, limit: number) {
    this.now = now;
    this.limit = limit;
  }

  private window(login: string, resource: string): Window {
    const key = `${resource} ${login}`;
    const seconds = Math.floor(this.now() / 1000);
    const known = this.windows.get(key);
    const window = known && known.reset > seconds ? known : { used: 0, reset: seconds + 3600 };
    this.windows.set(key, window);
    return window;
  }

  count(login: string, resource: string): void {
    this.window(login, resource).used++;
  }

  headers(login: string, resource: string): Record<string, string> {
    const { used, reset } = this.window(login, resource);
    return {
      "x-ratelimit-limit": String(this.limit),
      "x-ratelimit-remaining": String(Math.max(this.limit - used, 0)),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-resource": resource,
    };
  }

  shown(login: string): Record<string, Record<string, unknown>> {
    const of = (resource: string) => {
      const { used, reset } = this.window(login, resource);
      return { limit: this.limit, remaining: Math.max(this.limit - used, 0), used, reset, resource };
    };
    return { core: of("core"), search: of("search"), graphql: of("graphql") };
  }

  /** The hour's requests are used up. */
  exhausted(login: string, resource: string): Limit | null {
    const { used, reset } = this.window(login, resource);
    return used < this.limit ? null : { kind: "primary", status: 403, resetAt: reset * 1000 };
  }

  /** Called when the reply to a limit is sent: from now on this person is to wait; by the hour's limit, there alone. */
  silence(login: string, resource: string, kind: Limit): void {
    const where = kind.kind === "primary" ? resource : "everywhere";
    this.silences.set(`${where} ${login}`, { until: silentUntil(kind, this.now()), kind });
  }

  private silenceOf(
    { login, operation }: Seen,
    resource: string,
  ): { until: number; kind: Limit } | undefined {
    const of = (where: string) => this.silences.get(`${where} ${login}`);
    const open = [of("everywhere"), operation === "rate-limit/get" ? undefined : of(resource)];
    return open.find((silence) => silence !== undefined && silence.until > this.now());
  }

  /** What is answered to one who does not wait, and what is wrong with it. */
  tooSoon(request: Seen, resource: string): { answer: Answer; wrong: string } | null {
    const silence = this.silenceOf(request, resource);
    if (!silence) return null;
    const early = silence.until - this.now();
    const wrong = `${request.method} ${request.path} came ${early} ms before a limit allows it`;
    return { answer: limited(silence.kind, request.login), wrong };
  }
}
