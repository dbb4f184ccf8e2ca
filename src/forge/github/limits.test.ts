import { expect, test } from "vitest";
import { freePace, type Heard, isLimit, paced, type Pace, waitFor } from "./limits.ts";
import { failedAgain, type Outage, untilNextTry } from "./outage.ts";

const at = Date.UTC(2026, 0, 1);

const heard = (status: number, headers: Record<string, string> = {}, more: Partial<Heard> = {}): Heard => ({
  status,
  header: (name) => headers[name] ?? null,
  message: "",
  at,
  isWrite: false,
  ...more,
});

const pause = (pace: Pace): number => waitFor(pace, at, false) / 1000;

const secondary = { message: "You have exceeded a secondary rate limit." };

test("nothing is waited for before anything was asked", () => {
  expect(waitFor(freePace, at, true)).toBe(0);
});

test.each([403, 429])("a refusal (%s) that says how long is waited for as long", (status) => {
  const reply = heard(status, { "retry-after": "17" });
  expect(isLimit(reply)).toBe(true);
  expect(pause(paced(freePace, reply, 0))).toBe(17);
});

test.each([403, 429])(
  "a refusal (%s) for an hour's requests is waited for to the end of the hour",
  (status) => {
    const reply = heard(status, {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(at / 1000 + 1800),
    });
    expect(isLimit(reply)).toBe(true);
    expect(pause(paced(freePace, reply, 0))).toBe(1800);
  },
);

test("the last of the hour's requests, which was answered, is followed by silence as well", () => {
  const reply = heard(200, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(at / 1000 + 60) });
  expect(isLimit(reply)).toBe(false);
  expect(pause(paced(freePace, reply, 0))).toBe(60);
});

test("a clock of GitHub's that is behind ours ends its hour later", () => {
  const headers = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(at / 1000 + 60),
    date: new Date(at - 120_000).toUTCString(),
  };
  expect(pause(paced(freePace, heard(403, headers), 0))).toBe(180);
});

test("a refusal that says nothing of time is waited for a minute, then longer each time, but not forever", () => {
  let pace = freePace;
  const waited = Array.from({ length: 6 }, () => {
    pace = paced({ ...pace, until: 0 }, heard(403, {}, secondary), 0);
    return pause(pace);
  });
  expect(waited).toEqual([60, 120, 240, 480, 900, 900]);
  pace = paced({ ...pace, until: 0 }, heard(200), 0);
  expect(pause(paced(pace, heard(429), 0))).toBe(60);
});

test("a later reply does not shorten what an earlier one asked for", () => {
  const long = paced(freePace, heard(403, { "retry-after": "100" }), 0);
  expect(pause(paced(long, heard(403, { "retry-after": "5" }), 0))).toBe(100);
  expect(pause(paced(long, heard(200), 0))).toBe(100);
});

test("GraphQL refuses with 200, and another 403 is no limit", () => {
  expect(isLimit(heard(200, {}, { message: "API rate limit exceeded for user ID 1." }))).toBe(true);
  expect(isLimit(heard(403, {}, { message: "Resource not accessible by integration" }))).toBe(false);
  expect(isLimit(heard(403, { "x-ratelimit-remaining": "4999", "x-ratelimit-reset": "1" }))).toBe(false);
});

test("a word in the place of a number is no number", () => {
  expect(isLimit(heard(403, { "retry-after": "soon" }))).toBe(false);
  expect(pause(paced(freePace, heard(429, { "retry-after": "-5" }), 0))).toBe(60);
});

test("two writes have a gap between them, reads have none", () => {
  const pace = paced(freePace, heard(201, {}, { isWrite: true }), 1000);
  expect(waitFor(pace, at + 300, true)).toBe(700);
  expect(waitFor(pace, at + 300, false)).toBe(0);
});

test("tries lie further and further apart, and end after ten minutes", () => {
  const waits: number[] = [];
  let outage: Outage | null = null;
  let now = at;
  for (;;) {
    outage = failedAgain(outage, now);
    const ms = untilNextTry(outage, now);
    if (ms === null) break;
    waits.push(ms / 1000);
    now += ms;
  }
  expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(now - at).toBeLessThanOrEqual(600_000);
  expect(now - at).toBeGreaterThan(500_000);
});
