import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { demoFiles } from "../demo.fixture.ts";
import { completeCases, sections } from "./complete.fixture.ts";
import { fails, judge, makeStage, passes, type Stage } from "../gates.fixture.ts";

/** Only texts are judged here: one repository does for all. */
let stage: Stage;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(undefined, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const plan = duty("system-plan", { sections: ["Data", "Open Questions"] });

const contextOf = async (artifact: string) => stage.context({ duty: plan, artifact });

test("an artifact with every section, each with something in it, is complete", async () => {
  const text = "# Plan\n\n## Data\n\nA table.\n\n## Open questions\n\nNone.\n";
  expect(await passes("complete", await contextOf(text))).toBe("system-plan has Data, Open Questions");
});

test("sections may come in any order, under headings of any case and mark-up", async () => {
  expect(
    await passes(
      "complete",
      await contextOf("## **OPEN** questions\n\n- none\n\n## `Data` ##\n\n| a |\n|---|\n"),
    ),
  ).toContain("system-plan has");
});

test("a heading of another level is no section", async () => {
  expect(await fails("complete", await contextOf("### Data\n\nx\n\n## Open questions\n\nx\n"))).toBe(
    'system-plan has no section "## Data"',
  );
});

test("a section that is missing and a section that is empty are both named", async () => {
  expect(await fails("complete", await contextOf("## Data\n\n<!-- -->\n\n  \n"))).toContain(
    'system-plan has no section "## Open Questions"',
  );
  expect(await fails("complete", await contextOf("## Data\n\n## Open questions\n\nx\n"))).toBe(
    'the section "## Data" of system-plan is empty; say "None." if there is nothing',
  );
});

test("what stands below a sub-heading belongs to the section", async () => {
  expect(
    await passes("complete", await contextOf("## Data\n\n### Tables\n\nx\n\n## Open questions\n\nx\n")),
  ).toContain("system-plan has");
});

test("a heading inside a code block is no section", async () => {
  expect(
    await fails("complete", await contextOf("```\n## Data\nx\n```\n\n## Open questions\n\nx\n")),
  ).toContain("no section");
});

test("an empty answer lacks everything", async () => {
  expect((await fails("complete", await contextOf(""))).split("\n")).toHaveLength(2);
});

test("the evidence names the commit, its tree and what was seen", async () => {
  const context = await contextOf("");
  const { evidence, reason } = await judge("complete", context);
  expect(evidence).toMatchObject([
    {
      commit: context.candidate,
      tree: await context.repository.treeOf(context.candidate),
      command: "sections of system-plan",
      exitCode: 1,
      outputTail: reason,
      at: "2026-01-01T00:00:00.000Z",
      environment: "test",
    },
  ]);
});

test.each(completeCases)("$name: $expect", async ({ artifact, expect: wanted }) => {
  const context = await stage.context({ duty: duty("system-plan", { sections }), artifact });
  const { verdict } = await judge("complete", context);
  expect(verdict).toBe(wanted === "honest" ? "passed" : "failed");
});

test("what says nothing is quoted, with what to do", async () => {
  expect(await fails("complete", await contextOf("## Data\n\nTBD\n\n## Open questions\n\nx\n"))).toBe(
    'the section "## Data" of system-plan says nothing ("TBD"); write it, or say "None." if there is nothing',
  );
});

test("no section of an answer of the demo says nothing", async () => {
  for (const [name, artifact] of Object.entries(await demoFiles("answers"))) {
    const titles = [...artifact.matchAll(/^## (.*)$/gm)].map((match) => match[1] ?? "");
    const context = await stage.context({ duty: duty(name, { sections: titles }), artifact });
    expect(await passes("complete", context)).toContain("has");
  }
});
