import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import type { GateContext } from "../gate.ts";
import { fails, makeStage, passes } from "../gates.fixture.ts";
import { contextOf, reviewCases, reviewerContext } from "./review.fixture.ts";

describe("a review of code", () => {
  let folder: string;
  let common: GateContext;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "review-"));
    common = await reviewerContext(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  test.each(reviewCases.filter((each) => each.expect === "honest"))("is honest: $name", async (given) => {
    expect(await passes("review", contextOf(common, given))).toBe("the verdict can be read");
  });

  test.each(reviewCases.filter((each) => each.expect !== "honest"))("is sent back: $name", async (given) => {
    const reason = await fails("review", contextOf(common, given));
    expect(reason.split("\n")).toHaveLength(given.expect.length);
    for (const words of given.expect) expect(reason).toContain(words);
  });

  test("cases are many and have names of their own", () => {
    const names = new Set(reviewCases.map(({ name }) => name));
    expect(names.size).toBe(reviewCases.length);
  });
});

const block = (value: unknown): string => `## Verdict\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

const plans = duty("plan-review", {
  reads: ["issue", "pm-spec", "system-plan", "test-plan"],
  verdict: "plans",
});
const artifacts = { issue: "i", "pm-spec": "p", "system-plan": "s", "test-plan": "t" };

async function planReview(verdicts: Record<string, unknown>) {
  const artifact = block({ verdict: "approve", artifacts: verdicts });
  return (await makeStage()).context({ duty: plans, artifact, artifacts });
}

const approve = { verdict: "approve" };

test("a review that speaks of every plan can be used", async () => {
  const context = await planReview({ "system-plan": approve, "test-plan": approve });
  expect(await passes("review", context)).toBe("the verdict can be read");
});

test("a review that leaves a plan out is refused", async () => {
  expect(await fails("review", await planReview({ "system-plan": approve }))).toBe(
    "the verdict says nothing of test-plan",
  );
});

test.each(["design-plan", "pm-spec", "issue", "System-Plan", " test-plan"])(
  "a review of plans that speaks of %s is refused",
  async (name) => {
    const context = await planReview({ "system-plan": approve, "test-plan": approve, [name]: approve });
    expect(await fails("review", context)).toBe(
      `the verdict speaks of ${name}, which was not there to review`,
    );
  },
);

test("a review that names a plan twice is refused, whatever it says the second time", async () => {
  const context = await planReview({ "system-plan": approve, "test-plan": approve });
  const twice = context.artifact.replace(
    '"test-plan"',
    '"test-plan":{"verdict":"revise","feedback":["x"]},"test-plan"',
  );
  expect(await fails("review", { ...context, artifact: twice })).toBe(
    "the verdict says test-plan twice; say it once",
  );
});

test("a plan that does not exist in this workflow need not be judged", async () => {
  const context = await planReview({ "system-plan": approve });
  const reason = await passes("review", { ...context, artifacts: { "system-plan": "s" } });
  expect(reason).toBe("the verdict can be read");
});
