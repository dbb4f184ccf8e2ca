import { expect, test } from "vitest";
import { evidenceOf, fails, judge, makeStage, passes } from "./gates.fixture.ts";

const block = (value: unknown): string => `## Verdict\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

const withArtifacts = async (artifacts: Record<string, string>) => (await makeStage()).context({ artifacts });

test("plans that nobody has reviewed are not reviewed", async () => {
  expect(await fails("reviewed", await withArtifacts({ "system-plan": "## Data\n\nx" }))).toBe(
    "nobody has reviewed the plans",
  );
});

test("plans that a review approves are reviewed", async () => {
  const review = block({ verdict: "approve", artifacts: { "system-plan": { verdict: "approve" } } });
  expect(await passes("reviewed", await withArtifacts({ "plan-review": review }))).toBe(
    "plan-review approves system-plan",
  );
});

test("a plan that a review still wants revised is named", async () => {
  const artifacts = {
    "test-plan": { verdict: "revise", feedback: ["more"] },
    "ui-plan": { verdict: "approve" },
  };
  const review = block({ verdict: "revise", artifacts });
  expect(await fails("reviewed", await withArtifacts({ "plan-review": review }))).toBe(
    "plan-review still wants test-plan revised",
  );
});

test("code that nobody has reviewed is not approved", async () => {
  const plans = block({ verdict: "approve", artifacts: {} });
  expect(await fails("review-approved", await withArtifacts({ "plan-review": plans }))).toBe(
    "nobody has reviewed the code",
  );
});

test("a review without a blocking finding approves", async () => {
  const findings = [{ severity: "major", path: "a.js", line: 1, message: "odd" }];
  const review = block({ verdict: "approve", findings });
  expect(await passes("review-approved", await withArtifacts({ "code-review": review }))).toBe(
    "code-review approves; 1 findings that do not block",
  );
});

test("a blocking finding is told with its place", async () => {
  const findings = [{ severity: "blocking", path: "a.js", line: 7, message: "breaks" }];
  const review = block({ verdict: "changes", findings });
  expect(await fails("review-approved", await withArtifacts({ "code-review": review }))).toBe(
    "a.js:7: breaks",
  );
});

test("the base is recorded when every check of every part has evidence of that commit", async () => {
  const { context, base } = await makeStage();
  const one = evidenceOf({ commit: base });
  const recorded = await context({ baseChecks: [one, one, one] });
  expect(await passes("base-recorded", recorded)).toBe("3 checks of the base commit are recorded, all pass");
  const failing = { ...recorded, baseChecks: [one, one, { ...one, exitCode: 1 }] };
  expect(await passes("base-recorded", failing)).toContain("1 fail already");
  expect((await judge("base-recorded", failing)).evidence).toHaveLength(3);
});

test("a check that is missing, or of another commit, leaves the base unrecorded", async () => {
  const { context, base } = await makeStage();
  const one = evidenceOf({ commit: base });
  expect(await fails("base-recorded", await context({ baseChecks: [one, one] }))).toBe(
    "2 of 3 checks of the base commit are recorded",
  );
  await fails("base-recorded", await context({ baseChecks: [one, one, evidenceOf({ commit: "other" })] }));
});
