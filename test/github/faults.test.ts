import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ask, client } from "./ask.fixture.ts";
import type { Kind, Seen } from "./faults.ts";
import { type GitHub, startGitHub } from "./server.ts";

let github: GitHub;
let octocat: Ask;
let time: number;

beforeEach(async () => {
  time = Date.parse("2026-01-01T00:00:00Z");
  github = await startGitHub({ now: () => time });
  octocat = client(github, github.token("octocat"));
});

afterEach(() => github.close());

const opensIssue = ({ operation }: Seen): boolean => operation === "issues/create";
const open = () => octocat("POST", "/issues", { title: "x" });
const there = async () => (await github.items()).length;
const fault = (kind: Kind, times = 1) => github.fault({ ...kind, match: opensIssue, times });

describe("a write that fails", () => {
  test.each([500, 502, 503, 404, 422] as const)(
    "with %d before it is done leaves nothing",
    async (status) => {
      fault({ kind: "status", status });
      expect((await open()).status).toBe(status);
      expect(await there()).toBe(0);
      expect((await open()).status).toBe(201);
      expect(github.faultsLeft()).toBe(0);
    },
  );

  test("without a reply was done", async () => {
    fault({ kind: "lost" });
    await expect(open()).rejects.toThrow("fetch failed");
    expect(await there()).toBe(1);
  });

  test("with a gateway's 502 was done", async () => {
    fault({ kind: "lost-behind-gateway" });
    expect((await open()).status).toBe(502);
    expect(await there()).toBe(1);
  });

  test("without an answer is not done, and ends with the server", async () => {
    fault({ kind: "silent" });
    const outcome = open().catch((error: Error) => error.message);
    while (github.requests.length === 0) await new Promise(setImmediate);
    await github.close();
    expect(await outcome).toBe("fetch failed");
    github = await startGitHub();
  });

  test("hits only what matches, and as often as it is told", async () => {
    fault({ kind: "status", status: 500 }, 2);
    expect((await octocat("GET", "/issues")).status).toBe(200);
    expect([(await open()).status, (await open()).status, (await open()).status]).toEqual([500, 500, 201]);
  });

  test("does not touch what people do", async () => {
    fault({ kind: "status", status: 500 });
    await github.api("octocat").openIssue("by hand");
    expect([await there(), github.requests.length, github.faultsLeft()]).toEqual([1, 0, 1]);
  });
});

describe("a limit", () => {
  test.each([403, 429] as const)("of the hour says with %d when it ends", async (status) => {
    fault({ kind: "primary", status, resetAt: time + 90_000 });
    const reply = await open();
    expect(reply.status).toBe(status);
    expect(reply.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(reply.headers.get("x-ratelimit-reset")).toBe(String(time / 1000 + 90));
  });

  test.each([403, 429] as const)(
    "of too much at once says with %d how long to wait, or nothing",
    async (status) => {
      fault({ kind: "secondary", status, retryAfter: 7 });
      const reply = await open();
      expect([reply.status, reply.headers.get("retry-after")]).toEqual([status, "7"]);
      time += 7000;
      fault({ kind: "secondary", status });
      expect((await open()).headers.get("retry-after")).toBeNull();
    },
  );

  test("that is waited for is no violation", async () => {
    fault({ kind: "secondary", status: 429, retryAfter: 7 });
    await open();
    time += 7000;
    expect((await open()).status).toBe(201);
    expect(github.violations).toEqual([]);
  });

  test.each<[string, Kind, number]>([
    ["primary", { kind: "primary", status: 403, resetAt: Date.parse("2026-01-01T00:01:30Z") }, 89_999],
    ["secondary", { kind: "secondary", status: 429, retryAfter: 7 }, 6999],
    ["secondary without a word", { kind: "secondary", status: 403 }, 59_999],
  ])("%s that is not waited for is a violation and refused again", async (_, kind, early) => {
    fault(kind);
    await open();
    time += early;
    expect((await octocat("GET", "")).status).toBeGreaterThanOrEqual(403);
    expect(github.violations).toEqual([expect.stringContaining("1 ms before a limit allows it")]);
    time += 1;
    expect((await open()).status).toBe(201);
  });
});

test("a listener hears of a write after it is done and before its reply is there", async () => {
  const heard: string[] = [];
  github.onWrite(async ({ operation }) => void heard.push(`${operation ?? ""}: ${await there()}`));
  await open().then(() => heard.push("reply"));
  await octocat("GET", "/issues");
  await octocat("POST", "/issues", { title: "" });
  expect(heard).toEqual(["issues/create: 1", "reply"]);
});

test("every request of the product is on record", async () => {
  await open();
  await octocat("GET", "/issues/7");
  expect(github.requests).toEqual([
    {
      method: "POST",
      path: "/repos/acme/shop/issues",
      operation: "issues/create",
      status: 201,
      login: "octocat",
      at: time,
    },
    {
      method: "GET",
      path: "/repos/acme/shop/issues/7",
      operation: "issues/get",
      status: 404,
      login: "octocat",
      at: time,
    },
  ]);
});
