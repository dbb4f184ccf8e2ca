import { expect, test } from "vitest";
import { outboundRequest } from "./outbound.ts";
import { renderPullRequest, type RequestSources } from "./pull-request.ts";
import { definitionOf, evidence, finding, keyed, started, walk } from "./run.fixture.ts";
import { type RunStatus, statusOf } from "./status.ts";

/** The body from a report alone. */
const ofReport = (status: RequestSources["status"], issue: number, report: string, trace = ""): string =>
  renderPullRequest({
    status,
    issue,
    artifacts: { "run-report": report },
    trace,
    checks: [],
    unreadChecks: null,
    maxBody: null,
  });

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
  const lines = ofReport(status, 4, "report").split("\n");
  const start = lines.indexOf("|---|---|---|---|---|");
  return lines.slice(start + 1, lines.indexOf("", start));
};

test("a pull request closes its issue and begins with the report", () => {
  const text = ofReport(statusWith([]), 4, "## Summary\n\nItems can be archived.");
  expect(text.startsWith("Closes #4.\n\n## Summary\n\nItems can be archived.\n\n## Evidence\n")).toBe(true);
  expect(text).toContain("Run `r1`, base `base-commit-`, head `base-commit-`.");
  expect(text).toContain("<summary>Gates and evidence</summary>");
});

test("without a report it begins with the evidence", () => {
  expect(ofReport(statusWith([]), 4, "").startsWith("Closes #4.\n\n## Evidence\n")).toBe(true);
});

test("it shows what reviews found, whether it is open or closed", () => {
  const findings = [{ ...finding("a.ts"), id: "F1", by: "r", step: "quality/r", commits: [], closed: null }];
  const text = ofReport({ ...statusWith([]), findings }, 4, "");
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
  const text = ofReport(statusWith([]), 4, "report", "| R1 |");
  expect(text).toContain("report\n\n## Requirements traced\n\n| R1 |\n\n## Evidence\n");
});

test("it shows the newest word of each gate on the whole feature, and how to repeat all of it", () => {
  const text = ofReport(
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
  expect(ofReport({ ...status, gates }, 4, "")).not.toContain("| quality | scope |");
});

test("it lists what was dropped to a follow-up", () => {
  const text = ofReport({ ...statusWith([]), dropped: ["R3"] }, 4, "");
  expect(text).toContain("## Dropped to a follow-up\n\n- R3\n\n## Evidence");
});

const request = (sources: Partial<RequestSources>): string =>
  renderPullRequest({
    status: statusWith([]),
    issue: 4,
    artifacts: {},
    trace: "",
    checks: [],
    unreadChecks: null,
    maxBody: null,
    ...sources,
  });

const titles = (text: string): string[] =>
  Array.from(text.matchAll(/^## (.*)$/gm), ([, title]) => String(title));

test("it gathers from all artifacts how to try it, risks, decisions and deviations, each with who says so", () => {
  const { events } = walk(definitionOf());
  const made = {
    type: "comment.made",
    name: "artifact/system-plan",
    on: 4,
    id: "1",
    url: "https://forge/4#c1",
  } as const;
  const status = statusOf(definitionOf(), keyed([...events, made]), 0);
  const text = request({
    status,
    artifacts: {
      "system-plan": "## Risks\n\nTwo writers.\n",
      "backend-implementation": "## Changes\n\nx\n\n## Decisions\n\nA map.\n\n## Deviations\n\nNone.\n",
      "run-report":
        "# Report\n\nDone.\n\n## Summary\n\nItems.\n\n## Decisions\n\nTo ship.\n\n## Risks\n\nTwo writers.\n",
      stray: "## How to try it\n\nOpen it.",
    },
  });
  expect(titles(text)).toEqual(["Summary", "How to try it", "Risks", "Decisions", "Evidence"]);
  expect(
    text.startsWith(
      "Closes #4.\n\nDone.\n\n## Summary\n\nItems.\n\n## How to try it\n\n_stray:_\n\nOpen it.\n",
    ),
  ).toBe(true);
  expect(text).toContain("## Risks\n\n_project-manager, run-report:_\n\nTwo writers.\n\n## Decisions");
  expect(text).toContain(
    "_project-manager, run-report:_\n\nTo ship.\n\n_backend-developer, backend-implementation:_\n\nA map.",
  );
  const linked = request({ status, artifacts: { "system-plan": "## Risks\n\nTwo writers.\n" } });
  expect(linked).toContain("_architect, [system-plan](https://forge/4#c1):_\n\nTwo writers.");
});

test.each([
  [{ plan: "Planned.", "build-report": "Built." }, "Built."],
  [{ plan: "Planned." }, "Planned."],
])("what and why is said by the newest kind of report that there is: %j", (artifacts, first) => {
  expect(request({ artifacts }).split("\n")[2]).toBe(first);
});

test("a block of code that a report leaves open swallows nothing", () => {
  expect(request({ artifacts: { "run-report": "Run:\n\n```sh\nnpm start" } })).toContain(
    "npm start\n```\n\n## Evidence",
  );
});

test("it shows the repository's own checks, whatever their names hold", () => {
  const text = request({
    checks: [
      { name: "test | unit", state: "passed", word: "success", url: "https://ci/1" },
      { name: "<b>lint</b>", state: "failed", word: "timed_out", url: "" },
      { name: "slow", state: "pending", word: "", url: "https://ci/3" },
    ],
  });
  expect(text).toContain(
    [
      "## The repository's own checks",
      "",
      "| check | | word |",
      "|---|---|---|",
      "| test \\| unit | ✅ passed | [success](https://ci/1) |",
      "| &lt;b>lint&lt;/b> | ❌ failed | timed_out |",
      "| slow | ⏳ pending | [see](https://ci/3) |",
      "",
      "## Evidence",
    ].join("\n"),
  );
});

test("it says that the repository's own checks could not be read, and why", () => {
  const text = request({ unreadChecks: "GitHub refused <it>:\nno right" });
  expect(text).toContain(
    "## The repository's own checks\n\nThey could not be read, so look at them yourself: GitHub refused &lt;it>: no right\n",
  );
});

test("it fits: gates are left off first, then findings, requirements, what roles say, and the report last", () => {
  const findings = Array.from({ length: 40 }, (_, index) => ({
    ...finding("a.ts"),
    id: `F${index}`,
    by: "r",
    step: "quality/r",
    commits: [],
    closed: null,
  }));
  const gates = Array.from({ length: 40 }, () => ({ name: "checks", evidence: [evidence()] }));
  const sources: Partial<RequestSources> = {
    status: { ...statusWith(gates), findings },
    artifacts: {
      "run-report": `## Summary\n\n${"What was done and why.\n\n".repeat(80)}`,
      "system-plan": `## Risks\n\n${Array.from({ length: 140 }, (_, index) => `- risk ${index}\n`).join("")}`,
    },
    trace: ["| requirement |", "|---|", ...Array.from({ length: 40 }, (_, index) => `| R${index} |`)].join(
      "\n",
    ),
  };
  const whole = request(sources);
  expect(whole).not.toContain("no room here");
  const sizes = [40_000, 9_500, 6_500, 5_500, 5_100, 3_200].map((maxBody) => {
    const text = request({ ...sources, maxBody });
    expect(outboundRequest(text).length).toBeLessThanOrEqual(maxBody - 1_000);
    expect(text.startsWith("Closes #4.\n\n")).toBe(true);
    return text;
  });
  expect(sizes[0]).toBe(whole);
  const inOrder = ["show r1 gates", "status r1", "more rows", "show r1 system-plan", "show r1 run-report"];
  const leftOff = sizes.map((text) => {
    const words = text.match(/[^\n]*no room here[^\n]*/g)?.join() ?? "";
    return inOrder.filter((word) => words.includes(word));
  });
  expect(leftOff.map(({ length }) => length)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const left of leftOff) expect(left).toEqual(inOrder.slice(0, left.length));
  expect(sizes[4]).toContain("- risk 1\n");
});
