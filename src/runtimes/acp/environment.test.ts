import { expect, test } from "vitest";
import { givenVariables } from "./environment.ts";

test("of the user's variables only those that are named are given, and none of ours", () => {
  const all = { A: "1", B: "2", PHASEGATE_HOME: "/x" };
  expect(givenVariables(["A", "C", "PHASEGATE_HOME"], all)).toEqual({ A: "1" });
});
