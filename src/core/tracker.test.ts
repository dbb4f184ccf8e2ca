import { expect, test } from "vitest";
import type { RunEvent } from "./event.ts";
import { accepted, definitionOf, evidence, finding, keyed, refused, started, walk } from "./run.fixture.ts";
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

const facts = (changes: Partial<RunStatus>): RunStatus => ({ ...statusAfter([started]), ...changes });
const phases = facts({}).phases.map((phase) => Object.assign(phase, { status: "passed" }));

test.each<[string, Partial<RunStatus>]>([
  ["Ready for review: [the pull request](https://forge/pulls/5).", { status: "ready", phases }],
  ["Ended in initialization: stopped (budget).", { status: "stopped", cause: "budget" }],
  ["Ended in ready: failed.", { status: "failed", phases }],
  ["Waits in initialization until the forge lets it go on.", { status: "waiting", cause: "forge" }],
  [
    "Waits in initialization until somebody has mended what is said below.",
    { status: "waiting", cause: "account" },
  ],
])("the first line says in one sentence how it stands: %s", (sentence, changes) => {
  expect(tracker(facts(changes)).split("\n")[2]?.startsWith(`**${sentence}**`)).toBe(true);
});

test("the first line says who is at work, what is open and what it cost", () => {
  const { events, turns } = walk(definition);
  const at = events.findIndex((event) => event.type === "step.started" && event.phase === "planning");
  const status = statusAfter(events.slice(0, at + 3));
  expect(turns.length).toBeGreaterThan(3);
  const findings = [
    { ...finding("a.ts"), id: "F1", by: "r", step: "quality/r", commits: [], closed: null },
    { ...finding("b.ts"), id: "F2", by: "r", step: "quality/r", commits: [], closed: null },
  ];
  expect(tracker({ ...status, findings })).toContain(
    "**At work in planning (ui-designer, architect, test-writer); nothing is asked of you.** 1 of 5 phases passed · 2 open findings · 0 tokens · $0.00",
  );
  const one = tracker({ ...status, findings: findings.slice(1) });
  expect(one).toContain("· 1 open finding ·");
  expect(one).toContain("Open findings of the review:\n\n| id | severity |");
  expect(one).toContain("| F2 | blocking | `b.ts:7` |");
});

test("where people are heard it says what they may write, in each state", () => {
  const write = (changes: Partial<RunStatus>): string => tracker(facts(changes), people);
  expect(write({})).toContain(
    "To end the run, whoever may push here writes `/phasegate stop` in a new comment.",
  );
  expect(write({ status: "stopped", cause: "person" })).toContain(
    "writes `/phasegate resume` in a new comment",
  );
  const { events } = walk(definition, { outcome: () => refused("no") });
  expect(tracker(statusAfter(events), people)).toContain("writes `/phasegate answer NUMBER text`");
});

test("artifacts, questions and approvals lead to their comments", () => {
  const made = (name: string): RunEvent => ({
    type: "comment.made",
    name,
    on: 4,
    id: "1",
    url: `https://forge/4#${name}`,
  });
  const waits = [...walk(definition).events, made("artifact/pm-spec"), made("approval/planning/1")];
  const text = tracker(statusAfter(waits));
  expect(text).toContain("| 1 | [pm-spec v1](https://forge/4#artifact/pm-spec) |");
  expect(text).toContain("[Approval of planning](https://forge/4#approval/planning/1): Good?");
  const { events } = walk(definition, { outcome: () => refused("no") });
  expect(tracker(statusAfter([...events, made("question/1")]))).toContain(
    "[Question 1](https://forge/4#question/1), about",
  );
});

test("an issue that was edited since is said to change nothing", () => {
  expect(tracker(facts({ issueEdited: "0123456789abcdef0123" }))).toContain(
    "> ⚠️ The issue was edited since the run began (now sha256 `0123456789abcdef`): nothing changes. The run works from the text of 2026-01-01T00:00:00.000Z.",
  );
});

test("who was not obeyed is told why, and who was is not", () => {
  const heard = [
    { by: "ann", text: "/phasegate aprove `x`\nmore", obeyed: false, reason: "there is no command `aprove`" },
    { by: "bob", text: "/phasegate stop", obeyed: true, reason: "" },
  ];
  const text = tracker(facts({ heard }));
  expect(text).toContain("Not obeyed:\n\n- ann: `/phasegate aprove 'x'`: there is no command `aprove`\n");
  expect(text).not.toContain("bob");
  expect(tracker(facts({ heard: heard.slice(1) }))).not.toContain("Not obeyed");
});

test("what does not fit is left off, gates first, and says where it is", () => {
  const base = statusAfter(walk(definition).events);
  const rows = gate({}).gates;
  const gates = Array.from({ length: 300 }, (_, index) =>
    rows.map((row) => Object.assign({ ...row }, { reason: `seen ${index}` })),
  ).flat();
  const choice = { move: "retry", guidance: "again and again" } as const;
  const choices = Array.from({ length: 200 }, () => ({ subject: "s", by: "ann", choice }));
  const findings = Array.from({ length: 200 }, (_, index) => ({
    ...finding("a.ts"),
    id: `F${index}`,
    by: "r",
    step: "quality/r",
    commits: [],
    closed: null,
  }));
  const large = { ...base, gates, choices, findings };
  const wide = tracker(large, { people: true, maxBody: 24_000 });
  expect(wide).toMatch(/\d+ older rows have no room here: `phasegate show r1 gates`\./);
  expect(wide).toContain("| F199 |");
  const steps = base.steps.flatMap((step) => Array.from({ length: 40 }, () => step));
  const narrow = tracker({ ...large, steps }, { people: true, maxBody: 4_000 });
  expect(narrow).toContain("300 older rows have no room here");
  expect(narrow).toMatch(/\d+ more have no room here: `phasegate status r1`\.\n\n\| step \|/);
  expect(narrow).toContain(
    "Open findings of the review:\n\n200 more have no room here: `phasegate status r1`.\n",
  );
  expect(narrow.length).toBeLessThanOrEqual(3_000);
});

test("a tracker for the tightest place still begins with how the run stands", () => {
  const base = statusAfter(walk(definition).events);
  const text = tracker({ ...base, reason: "line\n".repeat(40) }, { people: true, maxBody: 2_000 });
  expect(text.startsWith("### Phasegate: waiting\n\n**Waits for planning to be approved.**")).toBe(true);
});

test("before there is a pull request none is named", () => {
  expect(tracker(statusAfter([]))).not.toContain("pull request");
});
