import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { demoFiles, honestPlans, withCode } from "../demo.fixture.ts";
import { fails, judge, makeStage, passes, type Stage } from "../gates.fixture.ts";
import { codeOf } from "./code.ts";
import { codeCases, fence } from "./no-code.fixture.ts";

/** Only texts are judged here: one repository does for all. */
let stage: Stage;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(undefined, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const contextOf = async (artifact: string) => stage.context({ duty: duty("system-plan"), artifact });

test.each(codeCases.filter(({ expect: wanted }) => wanted === "honest"))("$name: no code", ({ artifact }) => {
  expect(codeOf(artifact)).toEqual([]);
});

test.each(codeCases.filter(({ expect: wanted }) => wanted !== "honest"))("$name: code", ({ artifact }) => {
  expect(codeOf(artifact)).not.toEqual([]);
});

test("a plan in words passes", async () => {
  expect(await passes("no-code", await contextOf("# Plan\n\nWords."))).toBe("system-plan holds no code");
});

test("a mistake names its line and what stands there", async () => {
  expect(await fails("no-code", await contextOf(`One\n\nTwo\n\n${fence("ts", "x")}`))).toBe(
    "line 7: a block of ts; describe it in words, a table or a diagram",
  );
  expect(await fails("no-code", await contextOf("One\n\nTwo\nand `a(b, c)` too"))).toBe(
    'line 4: a call ("a(b, c)"); describe it in words, a table or a diagram',
  );
});

test("at most ten mistakes are told", async () => {
  const reason = await fails("no-code", await contextOf(fence("ts", "x").repeat(30)));
  expect(reason.split("\n")).toHaveLength(10);
});

test("a person may allow one piece, and no other", async () => {
  const context = await contextOf("`a(b, c)`");
  const { findings = [] } = await judge("no-code", context);
  const allowed = new Set(findings.flatMap(({ allowance }) => allowance ?? []));
  expect(await passes("no-code", { ...context, allowed })).toContain("a person allowed");
  await fails("no-code", { ...context, artifact: "`a(b, d)`", allowed });
});

test("every plan of the demo holds none, but for the one that does on purpose", async () => {
  for (const [name, artifact] of Object.entries(await honestPlans())) {
    expect({ name, found: codeOf(artifact) }).toEqual({ name, found: [] });
  }
  expect(codeOf((await demoFiles("answers"))[withCode] ?? "").map(({ what }) => what)).toEqual([
    "a block of ts",
    "a block of ts",
  ]);
});

test("texts made to cost time are judged all the same", async () => {
  for (const piece of [
    "((((",
    "{{{{",
    "a.b(",
    "const x ",
    "`a` ",
    "| a ",
    "<a ",
    "   ",
    "x = ",
    "SELECT a ",
    '"a": ',
  ])
    codeOf(piece.repeat(Math.floor(40_000 / piece.length)));
  expect(codeOf("- ".repeat(700))).toEqual([]);
  expect(await fails("no-code", await contextOf("x".repeat(400_001)))).toContain("longer than");
});
