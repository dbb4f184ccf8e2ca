import { describe, expect, test } from "vitest";
import { endBy, isAccount, troubleOf, waitIn } from "./fault.ts";

/** As codex 0.169 tells them. */
const told = {
  key: {
    message: "Reconnecting... 1/3",
    codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: 401 } },
    additionalDetails:
      "unexpected status 401 Unauthorized: Incorrect API key provided, url: http://127.0.0.1/v1",
  },
  quota: {
    message: "Quota exceeded. Check your plan and billing details.",
    codexErrorInfo: "usageLimitExceeded",
    additionalDetails: null,
  },
  unpaid: {
    message: "unexpected status 402 Payment Required: You exceeded your current quota",
    codexErrorInfo: { httpConnectionFailed: { httpStatusCode: 402 } },
  },
  model: {
    message: "unexpected status 404 Not Found: model not found",
    codexErrorInfo: { httpConnectionFailed: { httpStatusCode: 404 } },
  },
  busy: {
    message: "exceeded retry limit, last status: 429 Too Many Requests",
    codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
  },
  demand: {
    message: "We’re currently experiencing high demand, which may cause temporary errors.",
    codexErrorInfo: "internalServerError",
  },
  cut: { message: "stream disconnected before completion: error sending request", codexErrorInfo: "other" },
  full: { message: "Codex ran out of room", codexErrorInfo: "contextWindowExceeded" },
  bad: { message: '{"error":{"message":"bad","type":"invalid_request_error"}}', codexErrorInfo: "other" },
};

describe("how a turn ends that codex gave up", () => {
  test.each([
    ["key", "codex login"],
    ["quota", "wait"],
    ["unpaid", "wait"],
    ["model", "another model"],
  ] as const)("%s: a person must mend it", (name, remedy) => {
    const trouble = troubleOf(told[name]);
    expect(isAccount(trouble)).toBe(true);
    expect(endBy(trouble)).toMatchObject({
      fault: "account",
      reason: expect.stringContaining(remedy) as unknown,
    });
  });

  test.each(["busy", "demand", "cut"] as const)("%s: the service can be asked again", (name) => {
    expect(isAccount(troubleOf(told[name]))).toBe(false);
    expect(endBy(troubleOf(told[name]))).toMatchObject({ kind: "failed", fault: "service" });
  });

  test("a conversation that is full needs a fresh session", () => {
    expect(endBy(troubleOf(told.full))).toMatchObject({ fault: "session" });
  });

  test("a request that the service does not understand is the agent's fault, in the service's words", () => {
    expect(endBy(troubleOf(told.bad))).toEqual({ kind: "failed", fault: "agent", reason: "bad" });
  });

  test.each([null, undefined, 1, "text", [], { message: 3, codexErrorInfo: 4 }])(
    "%j is no error to fail on",
    (error) => {
      expect(endBy(troubleOf(error))).toMatchObject({ kind: "failed" });
    },
  );

  test("the time to wait is known where the service tells it", () => {
    expect(waitIn("Rate limit reached. Please try again in 1.5s.")).toBe(1_500);
    expect(waitIn("try again in 20 ms")).toBe(20);
    expect(waitIn("try again in 2 minutes")).toBe(120_000);
    expect(waitIn("Try again later.")).toBe(0);
    const error = { message: "busy, try again in 3s", codexErrorInfo: "rateLimitExceeded" };
    expect(endBy(troubleOf(error))).toMatchObject({ fault: "service", waitMs: 3_000 });
  });
});
