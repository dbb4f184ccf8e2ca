import { expect, test } from "vitest";
import { gemini } from "./agents/gemini.ts";
import { errorOf, faultOf } from "./fault.ts";

const end = (error: unknown) => faultOf(errorOf(error), gemini);

test("what a service said is found in the message of a message", () => {
  const message = JSON.stringify({ error: { message: JSON.stringify([{ error: { message: "bad key" } }]) } });
  expect(errorOf({ code: 401, message })).toEqual({ code: 401, text: "bad key" });
  expect(errorOf({ code: -32_603, message: "Internal error", data: { details: "gone" } }).text).toBe(
    "Internal error: gone",
  );
  expect(errorOf({ code: 500, message: "{not json" }).text).toBe("{not json");
  expect(errorOf("lost")).toEqual({ code: null, text: "lost" });
});

test.each([
  [{ code: 401, message: "no" }, "account"],
  [{ code: 403, message: "no" }, "account"],
  [{ code: 402, message: "no" }, "account"],
  [{ code: 400, message: "API key not valid. Please pass a valid API key." }, "account"],
  [{ code: 500, message: "models/gemini-none is not found for API version v1beta" }, "account"],
  [{ code: 429, message: "You have exhausted your daily quota on this model." }, "account"],
  [{ code: -32_000, message: "Authentication required" }, "account"],
  [{ code: 429, message: "Rate limit exceeded. Try again later." }, "service"],
  [{ code: 529, message: "overloaded" }, "service"],
  [{ code: 500, message: "terminated" }, "service"],
  [{ code: -32_603, message: "fetch failed" }, "service"],
  [{ code: 400, message: "prompt is too long" }, "agent"],
  [{ code: -32_603, message: "Internal error" }, "agent"],
])("%j is a failure of kind %s", (error, fault) => {
  expect(end(error).fault).toBe(fault);
});

test("a person is told what to do, and the engine how long to wait", () => {
  expect(end({ code: 401, message: "no" }).reason).toBe(
    "gemini failed with 401: no; run `gemini` and log in, or set GEMINI_API_KEY",
  );
  expect(end({ code: 429, message: "Please retry in 7.53s." })).toMatchObject({ waitMs: 7_530 });
  expect(end({ code: 503, message: "Try again later." })).not.toHaveProperty("waitMs");
});
