import { expect, test } from "vitest";
import type { Fault } from "./agent.ts";
import { failureOf } from "./failure.ts";

const failed = (fault: Fault, waitMs?: number) =>
  failureOf({ kind: "failed", fault, reason: "why", waitMs }, "abc");

test("what an agent did or left out is its own, and begins again", () => {
  expect(failed("agent")).toEqual({ class: "agent", signature: "agent:agent:abc", reason: "why" });
  expect(failed("limit")).toEqual({ class: "agent", signature: "agent:limit:abc", reason: "why" });
});

test("a budget and an account wait for a person, and then go on where they were", () => {
  expect(failed("budget")).toMatchObject({ class: "budget", goesOn: true });
  expect(failed("account")).toMatchObject({ class: "human", goesOn: true });
});

test("F15: a service is tried again as it told, in the same session", () => {
  expect(failed("service", 3_000)).toEqual({
    class: "infrastructure",
    signature: "infrastructure:service:abc",
    reason: "why",
    goesOn: true,
    waitMs: 3_000,
  });
});

test("an agent that was killed goes on where it was and costs no attempt", () => {
  expect(failed("killed")).toMatchObject({ class: "infrastructure", goesOn: true });
});

test("a lost session begins again and costs no attempt", () => {
  const failure = failed("session");
  expect(failure.class).toBe("infrastructure");
  expect(failure.goesOn).toBeUndefined();
});
