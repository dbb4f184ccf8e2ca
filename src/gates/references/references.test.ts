import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { demoFiles, honestPlans, withCode } from "../demo.fixture.ts";
import { fails, judge, makeStage, passes, type Stage } from "../gates.fixture.ts";
import { referenceCases, shop } from "./references.fixture.ts";

/** Only texts are judged here: one repository does for all. */
let stage: Stage;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  stage = await makeStage(shop, folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const contextOf = async (artifact: string) => stage.context({ duty: duty("system-plan"), artifact });

const rulesOf = async (artifact: string): Promise<string[]> =>
  ((await judge("references", await contextOf(artifact))).findings ?? []).map(({ rule }) => rule);

test.each(referenceCases.filter(({ expect: wanted }) => wanted === "honest"))(
  "$name passes",
  async ({ artifact }) => {
    expect((await judge("references", await contextOf(artifact))).reason).toBe(
      "every place that system-plan names exists at the base commit",
    );
  },
);

test.each(referenceCases.filter(({ expect: wanted }) => wanted !== "honest"))(
  "$name is found",
  async ({ artifact, expect: wanted }) => {
    expect([...new Set(await rulesOf(artifact))]).toEqual(wanted);
  },
);

test("a mistake says where in the text it stands, what exists that is like it, and what mends it", async () => {
  expect(
    await fails("references", await contextOf("# Plan\n\nOne.\nAs in `backend/src/endpoints/order.ts:3`.")),
  ).toBe(
    "line 4 of the text names a place that does not exist: there is no backend/src/endpoints/order.ts at the base commit; did you mean backend/src/endpoints/orders.ts?; name a place that you opened and saw",
  );
});

test("what a person may allow is a file that is not there, and no line", async () => {
  const text = "The existing `backend/src/services/invoices.ts` and `backend/src/app.ts:99`.";
  const { findings = [] } = await judge("references", await contextOf(text));
  expect(findings.map(({ allowance }) => allowance === null)).toEqual([false, true]);
  const allowed = new Set(findings.flatMap(({ allowance }) => allowance ?? []));
  const rest = await judge("references", { ...(await contextOf(text)), allowed });
  expect(rest.findings).toHaveLength(1);
});

test("names that git or a pattern could trip over are only names", async () => {
  for (const text of [
    "`-n/a.ts:1`",
    "`$(rm)/a.ts:3`",
    "`a/../../b.ts:3`",
    "`__proto__/x.ts:1`",
    "`constructor.ts:1`",
  ]) {
    expect((await judge("references", await contextOf(text))).verdict).toBe("failed");
  }
  expect(
    await passes("references", await contextOf("`\u0000`, ``, `:`, `:3`, `(12)`, `#L3`, [x](%E0%A4%A)")),
  ).toContain("exists");
});

test("long texts without an end to their sentences are read in good time", async () => {
  const text = "see `backend/src/app.ts:3` and a.b/c:4 ".repeat(8_000);
  expect(await passes("references", await contextOf(text))).toContain("exists");
  const deep = `${"> ".repeat(4_000)}x`;
  expect(await fails("references", await contextOf(deep))).toContain("nested too deeply");
});

test("every plan of the demo names places that exist", async () => {
  const shopFolder = await mkdtemp(path.join(tmpdir(), "phasegate-"));
  const demo = await makeStage(await demoFiles("project"), shopFolder);
  const plans = { ...(await honestPlans()), [withCode]: (await demoFiles("answers"))[withCode] ?? "" };
  for (const [name, artifact] of Object.entries(plans)) {
    const context = await demo.context({ duty: duty("plan"), artifact });
    expect({ name, reason: await passes("references", context) }).toMatchObject({
      reason: "every place that plan names exists at the base commit",
    });
  }
  await rm(shopFolder, { recursive: true, force: true });
});
