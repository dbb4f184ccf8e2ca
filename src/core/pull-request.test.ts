import { expect, test } from "vitest";
import { renderPullRequest, renderRequest, type RequestSources } from "./pull-request.ts";
import { definitionOf, evidence, finding, keyed, started } from "./run.fixture.ts";
import { type RunStatus, statusOf } from "./status.ts";

function statusWith(gates: { name: string; evidence: ReturnType<typeof evidence>[] }[]): RunStatus {
  const events = keyed([
    started,
    ...gates.map(({ name, evidence: seen }) => ({
      type: "gate.judged" as const,
      phase: "quality" as const,
      step: null,
      attempt: null,
      verdict: { gate: name, verdict: "passed" as const, reason: "green", evidence: seen },
    })),
  ]);
  return statusOf(definitionOf(), events, 0);
}

const table = (status: RunStatus): string[] => {
  const lines = renderPullRequest(status, 4, "report").split("\n");
  const start = lines.indexOf("|---|---|---|---|---|");
  return lines.slice(start + 1, lines.indexOf("", start));
};

test("a pull request closes its issue and begins with the report", () => {
  const text = renderPullRequest(statusWith([]), 4, "## Summary\n\nItems can be archived.");
  expect(text.startsWith("Closes #4.\n\n## Summary\n\nItems can be archived.\n\n## Evidence\n")).toBe(true);
  expect(text).toContain("Run `r1`, base `base-commit-`, head `base-commit-`.");
  expect(text).toContain("<summary>Gates and evidence</summary>");
});

test("without a report it begins with the evidence", () => {
  expect(renderPullRequest(statusWith([]), 4, "").startsWith("Closes #4.\n\n## Evidence\n")).toBe(true);
});

test("it shows what reviews found, whether it is open or closed", () => {
  const findings = [{ ...finding("a.ts"), id: "F1", by: "r", step: "quality/r", commits: [], closed: null }];
  const text = renderPullRequest({ ...statusWith([]), findings }, 4, "");
  expect(text).toContain("## Findings of the review\n\n| id | severity |");
  expect(text).toContain("| F1 | blocking | `a.ts:7` |  | breaks | open |  |\n\n## Evidence");
});

test("it shows the newest evidence of each check on the head", () => {
  const status = statusWith([
    { name: "checks", evidence: [evidence({ exitCode: 1 }), evidence({ command: "npm run lint | tee" })] },
    { name: "checks", evidence: [evidence({ durationMs: 2_000 })] },
  ]);
  expect(table(status)).toEqual([
    "| `npm test` | 0 | 2.0 s | `tree-0000000` | `0123456789ab` |",
    "| `npm run lint \\| tee` | 0 | 1.3 s | `tree-0000000` | `0123456789ab` |",
  ]);
});

test("evidence of another tree, and what is no check, is not shown as final", () => {
  expect(
    table(
      statusWith([
        { name: "checks", evidence: [evidence({ commit: "older", tree: "older" })] },
        { name: "scope", evidence: [evidence({ command: "scope" })] },
      ]),
    ),
  ).toEqual([]);
});

test("the trace of the requirements stands before the evidence", () => {
  const text = renderPullRequest(statusWith([]), 4, "report", "| R1 |");
  expect(text).toContain("report\n\n## Requirements traced\n\n| R1 |\n\n## Evidence\n");
});

test("it shows the newest word of each gate on the whole feature, and how to repeat all of it", () => {
  const text = renderPullRequest(
    statusWith([
      { name: "protected", evidence: [evidence({ tree: "older" })] },
      { name: "protected", evidence: [evidence({ tree: "newer" })] },
      { name: "reviewed", evidence: [] },
    ]),
    4,
    "",
  );
  expect(text).toContain(
    "| quality | protected | passed | `newer` | green |\n| quality | reviewed | passed |  | green |",
  );
  expect(text).toContain("`phasegate verify r1`");
});

test("what a gate said of one step is no word on the whole feature", () => {
  const status = statusWith([{ name: "scope", evidence: [] }]);
  const gates = status.gates.map((gate) => Object.assign(gate, { step: "implementation/builder" }));
  expect(renderPullRequest({ ...status, gates }, 4, "")).not.toContain("| quality | scope |");
});

test("it lists what was dropped to a follow-up", () => {
  const text = renderPullRequest({ ...statusWith([]), dropped: ["R3"] }, 4, "");
  expect(text).toContain("## Dropped to a follow-up\n\n- R3\n\n## Evidence");
});
