import { expect, test } from "vitest";
import { faultOf } from "./ends.ts";

test.each([
  [401, "authentication_failed", "Invalid API key", "account"],
  [403, "authentication_failed", "no", "account"],
  [402, "unknown", "", "account"],
  [400, "billing_error", "Credit balance is too low", "account"],
  [400, "invalid_request", "You have reached your specified API usage limits.", "account"],
  [429, "rate_limit", "You've hit your session limit · resets 3pm", "account"],
  [429, "rate_limit", "Rate limit reached for requests per minute", "service"],
  [404, "model_not_found", "", "account"],
  [429, "rate_limit", "slow down", "service"],
  [408, "unknown", "timed out", "service"],
  [500, "server_error", "", "service"],
  [529, "overloaded", "", "service"],
  [null, "unknown", "Connection to the API was lost", "service"],
  [400, "invalid_request", "prompt is too long", "agent"],
  [413, "unknown", "request too large", "agent"],
  [null, "max_output_tokens", "", "agent"],
])("%s %s (%s) is the fault of the %s", (status, name, text, fault) => {
  expect(faultOf({ status, name, text }).fault).toBe(fault);
});

test("the reason says what happened, in one line, and what mends it", () => {
  const { reason } = faultOf({ status: 401, name: "authentication_failed", text: "Invalid\n  key" });
  expect(reason).toBe(
    "the model's service failed: 401 authentication_failed: Invalid key; run `claude` and then /login, or set ANTHROPIC_API_KEY",
  );
  expect(faultOf({ status: null, name: "unknown", text: "" }).reason).toBe(
    "the model's service failed: no answer",
  );
});
