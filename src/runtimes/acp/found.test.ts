import { expect, test } from "vitest";
import { findAcp } from "./found.ts";

test("what is not there is found with its remedy", async () => {
  const nowhere = { PATH: "/nowhere", PHASEGATE_USER_HOME: "/nowhere" };
  expect(await findAcp("gemini", undefined, nowhere)).toEqual({
    runtime: "acp",
    command: ["gemini"],
    version: null,
    problem: "gemini is not installed: there is no program gemini",
    login: "no",
    remedy: "npm install -g @google/gemini-cli",
  });
  expect(await findAcp("another", undefined, nowhere)).toMatchObject({
    problem: "no program is named for this ACP agent",
    login: "unknown",
  });
});
