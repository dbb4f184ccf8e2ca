import { expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { accepted, definitionOf, evidence, keyed, refused, started, walk } from "./run.fixture.ts";
import { type RunStatus, statusOf } from "./status.ts";
import { renderGates } from "./gate-table.ts";
import { type Place, renderTracker } from "./tracker.ts";

const definition = definitionOf(undefined, { approvals: ["planning"] });
const people: Place = { people: true, maxBody: null };
const alone: Place = { people: false, maxBody: null };
const statusAfter = (events: readonly RunEvent[]) => statusOf(definition, keyed(events), 0);
const gate = (facts: Partial<RunStatus["gates"][number]>): RunStatus => ({
  ...statusAfter([started]),
  gates: [
    {
      name: "checks",
      phase: "quality",
      step: null,
      attempt: null,
      verdict: "passed",
      reason: "green",
      evidence: [],
      ...facts,
    },
  ],
});

const tracker = (status: RunStatus, place = alone): string => renderTracker(status, place);

test("the tracker of a run that has just begun shows what is to come", () => {
  expect(tracker(statusAfter([started, { type: "phase.started", phase: "initialization" }])))
    .toBe(`### Phasegate: running

**At work in initialization; nothing is asked of you.** 0 of 5 phases passed · 0 tokens · $0.00

Run \`r1\` · workflow \`feature\` · branch \`phasegate/archive-items\` · runtime \`scripted\` · [pull request](https://forge/pulls/5)
Base \`base-commit-\` → head \`base-commit-\` · 0 files changed

The run works from the text of 2026-01-01T00:00:00.000Z; a later edit of the issue changes nothing.

| phase | state |
|---|---|
| initialization | 🔄 running |
| planning | ⬜ pending |
| implementation | ⬜ pending |
| quality | ⬜ pending |
| ready | ⬜ pending |

| step | state | attempts | artifact | commit |
|---|---|---|---|---|

<details><summary>Gates and evidence</summary>

| of | gate | | what was seen | tree | commands |
|---|---|---|---|---|---|

</details>`);
});

test("the same status gives the same text", () => {
  const { events } = walk(definition);
  expect(tracker(statusAfter(events))).toBe(tracker(statusAfter(events)));
});

test("a run that waits says how a person answers", () => {
  const text = tracker(statusAfter(walk(definition).events));
  expect(text).toContain("| planning | ⏸️ waiting |");
  expect(text).toContain("**Waits for planning to be approved.**");
  expect(text).toContain(
    'Approval of planning: Good?\n\nTo decide: `phasegate approve r1` or `phasegate reject r1 "why"`.',
  );
  expect(tracker(statusAfter(walk(definition).events), people)).toContain(
    "To decide, whoever may push here writes `/phasegate approve` or `/phasegate reject the reason` in a new comment; or on the command line:",
  );
});

test("a run that asks something says why, what was tried on which rung, and the numbered answers", () => {
  const { events } = walk(definition, { outcome: () => refused("no summary\nat all") });
  const text = tracker(statusAfter(events));
  expect(text).toContain(
    "> question 1: initialization/product-manager was not accepted in 3 tries:\n> 1. at first: no summary\n",
  );
  expect(text).toContain("| 3: same-session, fresh-session |");
  expect(text).toContain(
    [
      "Question 1, about initialization/product-manager:",
      "",
      "1. Try again. A text is guidance for the agent.",
      "2. Drop a requirement to a follow-up. The text names its id, as R3.",
      "3. Stop the run. What was accepted stays on the branch.",
      "",
      'To answer: `phasegate answer r1 NUMBER "TEXT"`.',
    ].join("\n"),
  );
});

test("a run that stopped says why, line by line, and how to go on, and what was chosen before", () => {
  const asked = walk(definition, { outcome: () => refused("no summary\nat all") }).events;
  const choice = { move: "drop", requirement: "R2", guidance: "later" } as const;
  const text = tracker(
    statusAfter([
      ...asked,
      { type: "question.answered", number: 1, choice, by: "Ann" },
      { type: "run.ended", status: "stopped", reason: "enough\nfor today", cause: "person" },
    ]),
  );
  expect(text).toContain("> enough\n> for today\n");
  expect(text).toContain("- initialization/product-manager: Ann chose to drop R2 to a follow-up: later");
  expect(text).toContain("To go on: `phasegate resume r1`.");
});

test("a step shows its artifact and its commit once it has them", () => {
  const { events } = walk(definition, {
    outcome: () => accepted("pm-spec", { version: 2, commit: "0123456789abcdef" }),
  });
  expect(tracker(statusAfter(events))).toContain(
    "| initialization/product-manager | ✅ passed | 1 | pm-spec v2 | `0123456789ab` |",
  );
});

test("a run that could not be priced says so", () => {
  const status = statusAfter([started]);
  const text = tracker({
    ...status,
    usage: { ...status.usage, inputTokens: 7, outputTokens: 3, costUsd: null },
  });
  expect(text).toContain("10 tokens · unpriced");
});

test("a gate's line has what was seen, the tree, and each command with its exit code", () => {
  const seen = [evidence(), evidence({ command: "npm run lint", exitCode: 1 })];
  expect(
    renderGates(
      gate({
        step: "quality/test-writer",
        verdict: "failed",
        reason: "lint failed\nin many words",
        evidence: seen,
      }),
    ),
  ).toContain(
    "| quality/test-writer | checks | ❌ | lint failed | `tree-0000000` | `npm test` → 0<br>`npm run lint` → 1 |",
  );
});

test("a phase's gate that saw nothing run has neither tree nor command", () => {
  expect(renderGates(gate({}))).toContain("| quality | checks | ✅ | green |  |  |");
});

test("what others wrote does not break the table", () => {
  const text = renderGates(
    gate({ reason: `a | b ${"x".repeat(300)}`, evidence: [evidence({ command: "sh -c 'a | `b`\nc'" })] }),
  );
  const row = text.split("\n").find((line) => line.startsWith("| quality"));
  expect(row).toContain("a \\| b xxx");
  expect(row).toContain("`sh -c 'a \\| 'b' c'` → 0 |");
  expect(row?.length).toBeLessThan(300);
});

test("agents that no sandbox held are shouted about", () => {
  const text = tracker({ ...statusAfter([started]), unconfined: ["bwrap is not installed\nmore"] });
  expect(text).toContain("> ⚠️ **Not held by a sandbox:** bwrap is not installed\n");
});

test("what was used stands beside the budget", () => {
  const text = tracker({ ...statusAfter([started]), budget: { usd: 15, tokens: 2000 } });
  expect(text).toContain("0 of 2000 tokens · $0.00 of $15.00");
});

test("a run whose budget is gone says how to give it more", () => {
  const status: RunStatus = { ...statusAfter([started]), status: "stopped", cause: "budget" };
  expect(tracker(status)).toContain("To go on with a budget: `phasegate resume r1 --budget DOLLARS`");
});

test("a run that waits for an account to be mended is resumed, not approved", () => {
  const status: RunStatus = { ...statusAfter([started]), status: "waiting", cause: "account" };
  expect(tracker(status)).toContain("Wait until it is mended. To go on: `phasegate resume r1`.");
});
