import { expect, test } from "vitest";
import { parseCodeVerdict, parsePlansVerdict } from "./verdict.ts";

const review = (value: unknown): string =>
  `## Findings\n\nNone.\n\n## Verdict\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;

const finding = { severity: "minor", path: "a.js", line: 3, message: "odd" };

test("a verdict on plans is read from the block below its heading", () => {
  const artifacts = { "system-plan": { verdict: "approve" }, "test-plan": { verdict: "approve" } };
  expect(parsePlansVerdict(review({ verdict: "approve", artifacts }))).toEqual({
    verdict: "approve",
    artifacts,
  });
});

test("a verdict on code is read from the block below its heading", () => {
  const value = { verdict: "approve", findings: [{ ...finding, requirement: "R1", suggestion: "tidy" }] };
  expect(parseCodeVerdict(review(value))).toEqual({ ...value, closed: [] });
});

test("a plan that is to be revised needs feedback", () => {
  const value = { verdict: "revise", artifacts: { "test-plan": { verdict: "revise", feedback: [] } } };
  expect(() => parsePlansVerdict(review(value))).toThrow("wants test-plan revised but gives no feedback");
});

test.each([
  ["approve", "revise"],
  ["revise", "approve"],
])("a verdict on plans that says %s while its artifacts say %s is refused", (verdict, own) => {
  const value = { verdict, artifacts: { "test-plan": { verdict: own, feedback: ["why"] } } };
  expect(() => parsePlansVerdict(review(value))).toThrow(`says ${verdict}, but its artifacts say ${own}`);
});

test.each([
  ["approve", "blocking", "changes"],
  ["changes", "major", "approve"],
])("a verdict on code that says %s with a %s finding is refused", (verdict, severity, wanted) => {
  const value = { verdict, findings: [{ ...finding, severity }] };
  expect(() => parseCodeVerdict(review(value))).toThrow(`says ${verdict}, but its findings say ${wanted}`);
});

test.each([
  ["no section at all", "All is well."],
  ["a section without a block", "## Verdict\n\nApproved.\n"],
  ["a block in another section", '## Findings\n\n```json\n{"verdict":"approve","findings":[]}\n```\n'],
])("a review with %s has no verdict", (_, text) => {
  expect(() => parseCodeVerdict(text)).toThrow('no ```json block under "## Verdict"');
});

test("a verdict that is not JSON says where it is wrong", () => {
  expect(() => parseCodeVerdict('## Verdict\n\n```json\n{"verdict": approve}\n```\n')).toThrow(
    /^the verdict is not JSON: Unexpected token/,
  );
});

test("every field that is wrong is named", () => {
  const value = { verdict: "maybe", findings: [{ ...finding, line: -1, severity: "huge" }] };
  expect(() => parseCodeVerdict(review(value))).toThrow(
    /verdict's verdict: .*\n.*findings.0.severity: .*\n.*findings.0.line/s,
  );
  expect(() => parsePlansVerdict(review([]))).toThrow("the verdict's form: ");
});
