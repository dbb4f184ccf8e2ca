import { z } from "zod";
import type { TestOutcome } from "../../../core/evidence.ts";
import { type Parsed, type ParsedTest, unloaded } from "./parsed.ts";

const assertion = z.looseObject({
  ancestorTitles: z.array(z.string()).default([]),
  title: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
  invocations: z.number().nullish(),
});

const report = z.looseObject({
  testResults: z.array(
    z.looseObject({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(assertion),
    }),
  ),
});

const outcomes: Readonly<Record<string, TestOutcome>> = {
  passed: "passed",
  failed: "failed",
  todo: "todo",
  pending: "skipped",
  skipped: "skipped",
  disabled: "skipped",
};

/** The form that jest writes with --json and vitest with --reporter=json. */
export function parseJestJson(text: string): Parsed {
  const { testResults } = report.parse(JSON.parse(text));
  return { tests: testResults.flatMap((file) => testsOf(file)) };
}

function testsOf({ name: file, status, assertionResults }: z.infer<typeof report>["testResults"][number]) {
  const tests = assertionResults.map((each): ParsedTest => ({
    file,
    name: [...each.ancestorTitles, each.title],
    outcome: outcomeOf(each),
  }));
  const isExplained = status !== "failed" || tests.some(({ outcome }) => outcome === "failed");
  return isExplained ? tests : [...tests, { file, name: [unloaded], outcome: "failed" as const }];
}

/** A test that passed after it had failed was run again by its runner. An unknown word is no pass. */
function outcomeOf({ status, failureMessages, invocations }: z.infer<typeof assertion>): TestOutcome {
  const outcome = Object.hasOwn(outcomes, status) ? (outcomes[status] ?? "skipped") : "skipped";
  const hasFailed = (failureMessages ?? []).length > 0 || (invocations ?? 1) > 1;
  return outcome === "passed" && hasFailed ? "flaky" : outcome;
}
