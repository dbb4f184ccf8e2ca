import { expect, test } from "vitest";
import type { Checks } from "./gate.ts";
import { evidenceOf, fails, judge, makeStage, noChecks, passes } from "./gates.fixture.ts";

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

test("a plan that no review speaks of is named", async () => {
  const review = block({ verdict: "approve", artifacts: { "system-plan": { verdict: "approve" } } });
  const artifacts = { "plan-review": review, "system-plan": "x", "test-plan": "y", "pm-spec": "z" };
  expect(await fails("reviewed", await withArtifacts(artifacts))).toBe("nobody has reviewed test-plan");
});

test("an approval that passes an open blocking finding over is none", async () => {
  const review = block({ verdict: "approve", findings: [] });
  const context = await withArtifacts({ "code-review": review });
  const open = {
    id: "F1",
    severity: "blocking" as const,
    path: "a.js",
    line: 7,
    message: "breaks",
    by: "code-reviewer",
    step: "quality/code-reviewer",
    commits: [],
    closed: null,
  };
  const closed = { ...open, closed: { by: "commit" as const, what: "c1", step: "quality/code-reviewer.2" } };
  expect(await fails("review-approved", { ...context, findings: [open] })).toBe(
    "a.js:7: breaks (F1, open since quality/code-reviewer)",
  );
  await passes("review-approved", { ...context, findings: [closed, { ...open, severity: "major" }] });
  const again = block({ verdict: "changes", findings: [{ ...open, id: undefined }] });
  const standing = { ...context, artifacts: { "code-review": again }, findings: [open] };
  expect(await fails("review-approved", standing)).toBe("a.js:7: breaks");
});

test("the base is recorded when every check of every part has evidence, whatever it says", async () => {
  const { context, base } = await makeStage();
  const one = evidenceOf({ commit: base });
  const recorded = await context({ baseChecks: [one, one, one] });
  expect(await passes("base-recorded", recorded)).toBe("3 checks of the base commit are recorded, all pass");
  const failing = { ...recorded, baseChecks: [{ ...one, exitCode: 1 }, one, one] };
  expect(await passes("base-recorded", failing)).toContain("1 of 3 fail already: backend lint");
  expect((await judge("base-recorded", failing)).evidence).toHaveLength(3);
});

test("checks of the base that have not been run are run on the base commit", async () => {
  const { context, base } = await makeStage();
  const asked: string[] = [];
  const checks: Checks = {
    ...noChecks,
    run(commit, part, kind) {
      asked.push(`${commit} ${part} ${kind}`);
      return Promise.resolve(evidenceOf({ commit, exitCode: kind === "lint" ? 1 : 0 }));
    },
  };
  const reason = await passes("base-recorded", await context({ checks, baseChecks: [evidenceOf()] }));
  expect(reason).toBe("3 checks of the base commit are recorded, 1 of 3 fail already: backend lint");
  expect(asked).toEqual([`${base} backend lint`, `${base} backend test`, `${base} frontend test`]);
});

test("checks of the base that cannot be run fail the gate with the reason", async () => {
  const { context } = await makeStage();
  const checks: Checks = {
    ...noChecks,
    run: () => Promise.reject(new Error("setup failed: npm ci ended with 1")),
  };
  expect(await fails("base-recorded", await context({ checks }))).toContain(
    "the checks of the base commit could not be run: setup failed: npm ci ended with 1",
  );
});
