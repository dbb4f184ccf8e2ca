import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { demoFiles, honestPlans } from "../demo.fixture.ts";
import { fails, judge, makeStage, passes, type Stage } from "../gates.fixture.ts";
import { namesakeCases, shop } from "./namesakes.fixture.ts";

/** Only texts are judged here: one repository does for all. */
let stage: Stage;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(shop, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const contextOf = async (artifact: string) => stage.context({ duty: duty("system-plan"), artifact });

test.each(namesakeCases)("$name: $expect", async ({ artifact, expect: wanted }) => {
  const { findings = [] } = await judge("namesakes", await contextOf(artifact));
  expect(findings.map(({ message, rule }) => (wanted === "honest" ? message : rule))).toEqual(
    wanted === "honest" ? [] : wanted,
  );
});

test("a question says what exists where, and what to do", async () => {
  expect(await fails("namesakes", await contextOf("# Plan\n\nA new model `Orders`."))).toBe(
    "line 3 of the text calls `Orders` new, and there is the table `orders` (backend/src/db/migrations/001-orders.ts:1); use that one, or name backend/src/db/migrations/001-orders.ts in the plan and say why it does not do",
  );
});

test("a person may allow one namesake", async () => {
  const context = await contextOf("A new model `Orders`.");
  const { findings = [] } = await judge("namesakes", context);
  const allowed = new Set(findings.flatMap(({ allowance }) => allowance ?? []));
  expect(await passes("namesakes", { ...context, allowed })).toContain("a person allowed");
});

test("every plan of the demo is honest about what is new", async () => {
  const demoFolder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  const demo = await makeStage(await demoFiles("project"), demoFolder);
  for (const [name, artifact] of Object.entries(await honestPlans())) {
    const { findings = [] } = await judge("namesakes", await demo.context({ duty: duty("plan"), artifact }));
    expect({ name, found: findings.map(({ message }) => message) }).toEqual({ name, found: [] });
  }
  await rm(demoFolder, { recursive: true, force: true });
});

test("texts and files made to cost time are judged all the same", async () => {
  for (const piece of [
    "new table `a` ",
    "new ",
    "| a | new |\n",
    "add a model `x`, `y` and ",
    "GET /a/{b} new. ",
  ])
    expect(
      await judge("namesakes", await contextOf(piece.repeat(Math.floor(60_000 / piece.length)))),
    ).toMatchObject({
      gate: "namesakes",
    });
});
