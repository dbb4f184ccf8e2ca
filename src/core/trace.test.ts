import { expect, test } from "vitest";
import { holdsTest, kindOf, leftOutIn, renderTrace, traceOf, type TraceSources } from "./trace.ts";

const requirements = [
  { id: "R1", text: "Write a review. Acceptance: it is stored." },
  { id: "R2", text: "Refuse | the rest" },
];

const test1 = 'it("writes (R1)", () => {});\n';

function trace(facts: Partial<TraceSources> = {}) {
  const traces = traceOf({
    requirements,
    artifacts: {},
    earlier: [],
    changed: [],
    files: new Set(["src/a.ts", "test/a.test.ts", "test/old.test.ts", "docs/a.md"]),
    texts: new Map([["test/old.test.ts", 'it("is old", () => {});\n']]),
    isTest: (path) => path.startsWith("test/"),
    isDocument: (path) => path.startsWith("docs/"),
    ...facts,
  });
  return Object.fromEntries(
    traces.map(({ requirement: { id }, plans, changes, tests }) => [id, { plans, changes, tests }]),
  );
}

const changed = (path: string, text: string, before: string | null = null) => ({ path, text, before });

test("an artifact is a plan, a report of work, or neither", () => {
  expect(["plan", "system-plan", "test-plan"].map(kindOf)).toEqual(["plan", "plan", "plan"]);
  expect(["build-report", "backend-implementation", "test-implementation"].map(kindOf)).toEqual([
    "report",
    "report",
    "report",
  ]);
  expect(["pm-spec", "plan-review", "code-review", "run-report", "issue"].map(kindOf)).toEqual(
    Array.from({ length: 5 }, () => "other"),
  );
});

test("a requirement is planned where a plan names it, but not where it is only listed or left out", () => {
  const plan = [
    "## Requirements",
    "- **R1** Write.",
    "## Changes",
    "- R1: a table",
    "- (R1 and R1)",
    "## Out of scope",
    "- R2",
    "## Tests",
    "| R2 is not tested |",
  ].join("\n");
  expect(trace({ artifacts: { plan } })).toMatchObject({
    R1: { plans: ["plan:4", "plan:5"] },
    R2: { plans: [] },
  });
});

test("a requirement is changed where a report says so, with the files that changed", () => {
  const report = "- `src/a.ts`: stores it (R1)\n- refuses the rest (R2)\n";
  const facts = {
    artifacts: { "build-report": report, "pm-spec": "R1 R2" },
    changed: [changed("src/a.ts", "x")],
  };
  expect(trace(facts)).toMatchObject({ R1: { changes: ["src/a.ts"] }, R2: { changes: ["build-report:2"] } });
});

test("a report that names only tests, or files that do not exist, tells of no change", () => {
  const report = "- `test/a.test.ts`: a test (R1)\n- `src/none.ts`: refuses (R2)\n";
  expect(trace({ artifacts: { "build-report": report } })).toMatchObject({
    R1: { changes: [] },
    R2: { changes: [] },
  });
});

test("what an earlier report told of still counts, and an earlier plan does not", () => {
  const facts = {
    artifacts: { "build-report": "- R2: mended\n", plan: "- R2\n" },
    earlier: [
      { name: "build-report", version: 1, text: "- R1: built\n" },
      { name: "plan", version: 1, text: "- R1\n" },
    ],
  };
  expect(trace(facts)).toMatchObject({
    R1: { plans: [], changes: ["build-report v1:1"] },
    R2: { plans: ["plan:1"], changes: ["build-report:1"] },
  });
});

test("a file that did not change still shows where a requirement is met already", () => {
  expect(trace({ artifacts: { "build-report": "- `src/a.ts` does R1 as it is\n" } })).toMatchObject({
    R1: { changes: ["build-report:1"] },
  });
});

test("a requirement is changed by a file whose new lines name it, and documents are none", () => {
  const files = [changed("src/a.ts", "// R1: stored\n// R2: old", "// R2: old"), changed("docs/a.md", "R2")];
  expect(trace({ changed: files })).toMatchObject({ R1: { changes: ["src/a.ts"] }, R2: { changes: [] } });
});

test("a requirement is proven by the title of a new test, or by a test that a report names", () => {
  const coverage = "| R2 | `test/old.test.ts`, `test/a.test.ts` |\n";
  const facts = {
    changed: [changed("test/a.test.ts", test1)],
    artifacts: { "test-implementation": coverage },
  };
  expect(trace(facts)).toMatchObject({
    R1: { tests: ["test/a.test.ts:1"] },
    R2: { tests: ["test/old.test.ts", "test/a.test.ts"], changes: [] },
  });
});

test("a file that is named together with one of its tests is told once", () => {
  const facts = {
    changed: [changed("test/a.test.ts", test1)],
    artifacts: { "test-implementation": "| R1 | `test/a.test.ts` and `test/old.test.ts:1` |" },
  };
  expect(trace(facts)).toMatchObject({ R1: { tests: ["test/old.test.ts:1", "test/a.test.ts:1"] } });
});

test.each([
  ["a file that does not exist", "| R1 | `test/none.test.ts` |"],
  ["a file that is no test", "| R1 | `docs/a.md` |"],
  ["a line that its file has not", "| R1 | `test/old.test.ts:99` |"],
  ["a test under Gaps", "## Gaps\n\n- R1: `test/old.test.ts`"],
  ["a remark that it is not tested", "| R1 | none; `test/old.test.ts` |"],
  ["no file", "| R1 | by hand |"],
])("%s proves nothing", (_, text) => {
  expect(trace({ artifacts: { "test-implementation": text } })).toMatchObject({ R1: { tests: [] } });
});

test("a test in a changed file counts wherever the file is", () => {
  const facts = {
    changed: [changed("src/a.ts", "#[test]\nfn works() {}")],
    artifacts: { "build-report": "- R1: `src/a.ts`" },
  };
  expect(trace(facts)).toMatchObject({ R1: { tests: ["src/a.ts"], changes: ["src/a.ts"] } });
});

test("a changed file that only uses the word is no test", () => {
  const facts = {
    changed: [changed("src/a.ts", "if (/x/.test(name)) context(name);")],
    artifacts: { "build-report": "- R1: `src/a.ts`" },
  };
  expect(trace(facts)).toMatchObject({ R1: { tests: [], changes: ["src/a.ts"] } });
});

test("a file holds a test when it begins one", () => {
  expect(["def test_x():", "func TestX(t)", "@Test", "it('x', f)", "#[tokio::test]"].every(holdsTest)).toBe(
    true,
  );
  expect(["const x = 1;", "", "the test of time"].some(holdsTest)).toBe(false);
});

test("what an artifact leaves out is what it names under Gaps and the like", () => {
  expect(leftOutIn("## Changes\n\nR1\n\n## Gaps\n\n- R2: a defect\n", ["R1", "R2"])).toEqual(["R2"]);
});

test("the trace is a table for people", () => {
  const long = { id: "R3", text: "word ".repeat(40) };
  const many = ["a/1.ts", "a/2.ts", "a/`3.ts", "a/4.ts"];
  expect(
    renderTrace([
      { requirement: requirements[0] ?? long, plans: ["plan:3"], changes: ["src/a.ts"], tests: ["t.ts:1"] },
      { requirement: requirements[1] ?? long, plans: [], changes: [], tests: [] },
      { requirement: long, plans: [], changes: many, tests: [] },
    ]).split("\n"),
  ).toEqual([
    "| requirement | what | planned | changed | proven |",
    "|---|---|---|---|---|",
    "| R1 | Write a review. | `plan:3` | `src/a.ts` | `t.ts:1` |",
    "| R2 | Refuse \\| the rest | none | none | none |",
    `| R3 | ${"word ".repeat(15)}word… | none | \`a/1.ts\`, \`a/2.ts\`, \`a/'3.ts\` and 1 more | none |`,
  ]);
  expect(renderTrace([])).toBe("");
});

test("a file of nothing but line ends is looked at once", () => {
  expect(holdsTest("\n".repeat(500_000))).toBe(false);
  expect(holdsTest('  Scenario: a visitor reads\n\n  it "reads" do')).toBe(true);
});
