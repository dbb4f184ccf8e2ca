import { expect, test } from "vitest";
import { exitCodeOf } from "./exit-code.ts";

test.for([
  ["ready", null, 0],
  ["waiting", "approval", 3],
  ["waiting", "account", 3],
  ["stopped", "gate", 4],
  ["stopped", "person", 4],
  ["stopped", "budget", 5],
  ["cancelled", null, 4],
  ["failed", null, 1],
] as const)("a run that is %s by %s exits with %s", ([status, cause, code]) => {
  expect(exitCodeOf({ status, cause })).toBe(code);
});
