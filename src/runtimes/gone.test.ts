import { expect, test } from "vitest";
import { endOfGone, wasKilled } from "./gone.ts";

test("a program that was killed can go on; one that ended by itself, or broke a limit, has failed", () => {
  const ends = [
    endOfGone("gone", { isKilled: true, broke: null }),
    endOfGone("gone", { isKilled: false, broke: null }),
    endOfGone("gone", { isKilled: true, broke: "ended: it had more than 512 processes" }),
  ];
  expect(ends).toEqual([
    { kind: "failed", fault: "killed", reason: "gone" },
    { kind: "failed", fault: "agent", reason: "gone" },
    { kind: "failed", fault: "agent", reason: "gone\nended: it had more than 512 processes" },
  ]);
});

test("a signal shows as itself, or as its number where a sandbox tells it", () => {
  expect([
    wasKilled(null, "SIGKILL"),
    wasKilled(137, null),
    wasKilled(143, null),
    wasKilled(1, null),
    wasKilled(0, null),
  ]).toEqual([true, true, true, false, false]);
});
