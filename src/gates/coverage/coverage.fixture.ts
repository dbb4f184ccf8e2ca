import type { Files } from "../../../test/support/project.ts";

/** A run as far as it is, and the requirements that a gate must find open: `R2 no-test`. */
export interface CoverageCase {
  name: string;
  issue: string;
  artifacts: Files;
  /** Files of the feature's head that differ from the base's. */
  changes: Files;
  /** One artifact of these is judged on its own, in its author's attempt; else the run. */
  writes: string;
  expect: "honest" | string[];
}

export const base: Files = {
  "backend/app.js": "export const products = () => [];\n",
  "backend/test/app.test.js": 'test("lists products", () => {});\n',
  "backend/test/notes.test.js": "// no test yet\n",
  "README.md": "# Shop\n",
};

const issue = "# Reviews\n\n- **R1** Write a review.\n- **R2** Read reviews.\n";
const spec = "## Requirements\n\n- **R1** Write. Acceptance: stored.\n- **R2** Read. Acceptance: shown.\n";
const plan = `${spec}\n## Changes\n\n- R1: a table\n- R2: a list\n\n## Tests\n\n| R1 | stored |\n| R2 | shown |\n`;
const report = "## Changes\n\n- `backend/app.js`: stores reviews (R1) and lists them (R2)\n";
const app = { "backend/app.js": "export const reviews = () => [];\n" };
const tests = {
  "backend/test/reviews.test.js": 'test("writes (R1)", () => {});\ntest("reads (R2)", () => {});\n',
};

type Facts = Partial<Omit<CoverageCase, "name" | "expect">>;
const whole: Facts = { artifacts: { plan, "build-report": report }, changes: { ...app, ...tests } };
const make = (name: string, expect: CoverageCase["expect"], facts: Facts): CoverageCase => ({
  name,
  issue,
  artifacts: {},
  changes: {},
  writes: "none",
  ...facts,
  expect,
});

const withTests = (text: string): Facts => ({
  ...whole,
  changes: { ...app, "backend/test/reviews.test.js": text },
});
const withCoverage = (row: string): Facts => ({
  artifacts: {
    plan,
    "build-report": report,
    "test-implementation": `## Coverage\n\n| requirement | test |\n|---|---|\n${row}\n`,
  },
  changes: app,
});
const withReport = (text: string): Facts => ({ ...whole, artifacts: { plan, "build-report": text } });
const withPlan = (text: string): Facts => ({ ...whole, artifacts: { plan: text, "build-report": report } });

const honest: CoverageCase[] = [
  make("ids in the titles of tests", "honest", whole),
  make("a range in one title", "honest", withTests('test("writes and reads (R1, R2)", () => {});\n')),
  make("titles in other quotation marks", "honest", withTests("it('R1', f);\nit(`R2`, f);\n")),
  make(
    "a test that exists and is named under Coverage",
    "honest",
    withCoverage("| R1, R2 | `backend/test/app.test.js` |"),
  ),
  make(
    "a row for each",
    "honest",
    withCoverage("| R1 | `backend/test/app.test.js:1` |\n| R2 | `backend/test/app.test.js` |"),
  ),
  make("a range in a row", "honest", withCoverage("| R1 to R2 | `backend/test/app.test.js` |")),
  make("ids in the new lines of a product file only", "honest", {
    ...withReport("## Changes\n\n- reviews\n"),
    changes: { "backend/app.js": "// R1, R2: reviews\nexport const x = 1;\n", ...tests },
  }),
  make(
    "a report that says no file",
    "honest",
    withReport("## Changes\n\n- reviews can be written and read (R1-R2)\n"),
  ),
  make(
    "a plan that serves both in one line",
    "honest",
    withPlan(`${spec}\n## Changes\n\n- R1, R2: a table and a list\n`),
  ),
  make("plans of a large team", "honest", {
    ...whole,
    artifacts: {
      "pm-spec": spec,
      "system-plan": "## Operations\n\n- write (R1)\n",
      "test-plan": "| R2 | shown |\n",
      "backend-implementation": report,
    },
  }),
  make("no requirement with an id", "honest", {
    ...whole,
    issue: "# Reviews",
    artifacts: { "build-report": "x" },
  }),
  make("a workflow without a plan", "honest", { ...whole, artifacts: { "build-report": report } }),
  make("plans only, before anything is built", "honest", { artifacts: { plan } }),
  make("nothing yet", "honest", { artifacts: { "pm-spec": spec } }),
  make("a requirement that is out of scope, and said so", "honest", {
    ...whole,
    issue: `${issue}- **R3** Delete reviews.\n`,
    artifacts: { "pm-spec": `${spec}\n## Out of scope\n\n- R3: nobody may.\n`, "build-report": report },
  }),
  make("a plan on its own", "honest", { artifacts: { plan }, writes: "plan" }),
  make("a specification on its own", "honest", { artifacts: { "pm-spec": spec }, writes: "pm-spec" }),
  make("tests whose author tells of a gap", "honest", {
    artifacts: {
      plan,
      "test-implementation":
        "## Coverage\n\n| R1 | `backend/test/app.test.js` |\n\n## Gaps\n\n- R2: reads nothing; a defect in `backend/app.js:1`.\n",
    },
    writes: "test-implementation",
  }),
  make("a report of one developer among several", "honest", {
    artifacts: { plan, "backend-implementation": "## Changes\n\n- R1\n" },
    writes: "backend-implementation",
  }),
  make(
    "a requirement whose words say not",
    "honest",
    withPlan(
      `${spec}\n## Changes\n\n- R1: what is not valid is not stored\n- R2: a list that is not part of the old one\n`,
    ),
  ),
];

const open: CoverageCase[] = [
  make("no test names R2", ["R2 no-test"], withTests('test("writes (R1)", () => {});\n')),
  make("a skipped test", ["R2 no-test"], withTests('test("writes (R1)", f);\ntest.skip("reads (R2)", f);\n')),
  make("an id in a comment of a test", ["R2 no-test"], withTests('test("writes (R1)", f);\n// test("R2")\n')),
  make(
    "an id in a value of a test",
    ["R2 no-test"],
    withTests('test("writes (R1)", f);\n\n\n\nconst R2 = 2;\n'),
  ),
  make(
    "a row with a file that does not exist",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | `backend/test/none.test.js` |"),
  ),
  make(
    "a row with a line that does not exist",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | `backend/test/app.test.js:99` |"),
  ),
  make(
    "a row with a file without a test",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | `backend/test/notes.test.js` |"),
  ),
  make(
    "a row with a product file",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | `backend/app.js` |"),
  ),
  make(
    "a row with a document",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | `README.md` |"),
  ),
  make(
    "a row without a file",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n| R2 | tested by hand |"),
  ),
  make(
    "a row in a comment",
    ["R2 no-test"],
    withCoverage("| R1 | `backend/test/app.test.js` |\n<!-- | R2 | `backend/test/app.test.js` | -->"),
  ),
  make(
    "a test under Gaps",
    ["R2 no-test"],
    withCoverage(
      "| R1 | `backend/test/app.test.js` |\n\n## Gaps\n\n- R2: `backend/test/app.test.js` does not prove it",
    ),
  ),
  make(
    "a report that names one",
    ["R2 no-change"],
    withReport("## Changes\n\n- `backend/app.js`: stores (R1)\n"),
  ),
  make(
    "a report that names one as not done",
    ["R2 no-change"],
    withReport("## Changes\n\n- stores (R1)\n\n## Deviations\n\n- R2 is left for later\n"),
  ),
  make(
    "a report of files that do not exist",
    ["R2 no-change"],
    withReport("## Changes\n\n- stores (R1)\n- `backend/reader.js`: reads (R2)\n"),
  ),
  make(
    "a requirement that the plan only lists",
    ["R2 no-plan"],
    withPlan(`${spec}\n## Changes\n\n- R1: a table\n`),
  ),
  make(
    "a requirement that the plan names in a comment",
    ["R2 no-plan"],
    withPlan(`${spec}\n## Changes\n\n- R1: a table <!-- R2 -->\n`),
  ),
  make(
    "a requirement that the plan leaves out",
    ["R2 no-plan"],
    withPlan(`${spec}\n## Changes\n\n- R1: a table\n\n## Out of scope\n\n- R2\n`),
  ),
  make("plans that miss one", ["R2 no-plan"], {
    artifacts: { "pm-spec": spec, "system-plan": "R1", "test-plan": "T2 and R22" },
  }),
  make("a requirement of the issue that the specification drops", ["R3 not-taken-up"], {
    ...whole,
    issue: `${issue}- **R3** Delete reviews.\n`,
  }),
  make("a requirement of the issue that is only spoken of", ["R3 not-taken-up"], {
    ...whole,
    issue: `${issue}- **R3** Delete reviews.\n`,
    artifacts: { plan: `${plan}\n## Notes\n\n- R3: later readers may wonder.\n`, "build-report": report },
  }),
  make("a specification without ids", ["R1 not-taken-up", "R2 not-taken-up", "R1 no-plan", "R2 no-plan"], {
    ...whole,
    artifacts: { plan: "## Requirements\n\nReviews.\n", "build-report": report },
  }),
  make(
    "nothing is said and nothing is proven",
    ["R1 no-change", "R1 no-test", "R2 no-change", "R2 no-test"],
    {
      artifacts: { "build-report": "## Changes\n\nAll done.\n" },
      changes: app,
    },
  ),
  make("a plan on its own that serves one", ["R2 no-plan"], {
    artifacts: { plan: `${spec}\n## Changes\n\n- R1\n` },
    writes: "plan",
  }),
  make("a plan on its own that drops one", ["R2 not-taken-up"], {
    artifacts: { plan: "## Requirements\n\n- **R1** Write.\n\n## Changes\n\n- R1\n" },
    writes: "plan",
  }),
  make("tests on their own that miss one", ["R2 no-test"], {
    artifacts: {
      plan,
      "test-implementation": "## Coverage\n\n| R1 | `backend/test/app.test.js` |\n\n## Gaps\n\nNone.\n",
    },
    writes: "test-implementation",
  }),
  make("a builder's report that proves nothing", ["R1 no-test", "R2 no-test"], {
    artifacts: { plan, "build-report": report },
    changes: app,
    writes: "build-report",
  }),
];

export const coverageCases: CoverageCase[] = [...honest, ...open];
