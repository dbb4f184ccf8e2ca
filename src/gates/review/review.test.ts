import { expect, test } from "vitest";
import { duty } from "../../core/run.fixture.ts";
import { fails, makeStage, passes } from "../gates.fixture.ts";

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

test("a review of what was not there is refused", async () => {
  const context = await planReview({ "system-plan": approve, "test-plan": approve, "design-plan": approve });
  expect(await fails("review", context)).toBe(
    "the verdict speaks of design-plan, which was not there to review",
  );
});

test("a plan that does not exist in this workflow need not be judged", async () => {
  const context = await planReview({ "system-plan": approve });
  const reason = await passes("review", { ...context, artifacts: { "system-plan": "s" } });
  expect(reason).toBe("the verdict can be read");
});

test("a review of code that can be read passes, whatever it says", async () => {
  const finding = { severity: "blocking", path: "a.js", line: 1, message: "breaks" };
  const context = await (
    await makeStage()
  ).context({
    duty: duty("code-review", { verdict: "code" }),
    artifact: block({ verdict: "changes", findings: [finding] }),
  });
  await passes("review", context);
  expect(await fails("review", { ...context, artifact: "Fine." })).toContain("no ```json block");
});
