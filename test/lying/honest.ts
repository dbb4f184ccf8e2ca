import { approval, buildReport, document, type Script, verdict } from "../support/scenario.ts";
import { sh, write } from "./lies.ts";

const requirement =
  "- **R1** Customers read the reviews of a product. Acceptance: a product without reviews shows an empty list.";

const spec = `## Summary\n\nReviews of products.\n\n## Requirements\n\n${requirement}\n\n## Out of scope\n\nStars.\n`;

/** A report or plan that speaks of R1 in each section. */
const about = (...headings: string[]): string =>
  headings.map((name) => `## ${name}\n\n- R1: the list of reviews.\n`).join("\n");

/** The price moves to a file of its own, the list of products is written shorter, reviews are new. */
const backend = [
  write(
    "backend/prices.js",
    "const prices = { lamp: 40 };\n\nexport const priceOf = (name) => prices[name] ?? null;\n",
  ),
  write(
    "backend/app.js",
    'export { priceOf } from "./prices.js";\n\nexport const products = () => ["lamp"];\n',
  ),
  write("backend/reviews.js", "// R1\nexport const reviews = () => [];\n"),
];

/** The page moves into a folder; where it was, it is passed on. */
const frontend = [
  sh("mkdir -p frontend/pages && mv frontend/page.js frontend/pages/products.js"),
  write("frontend/page.js", 'export { page } from "./pages/products.js";\n'),
  write("frontend/pages/reviews.js", "export const reviewsPage = (list) => list.join();\n"),
];

const imports = 'import assert from "node:assert";\nimport test from "node:test";\n';

/** The test file is split by subject and one of its tests is written otherwise; nothing is asserted less. */
const tests = [
  sh("rm backend/test/app.test.js"),
  write(
    "backend/test/products.test.js",
    `${imports}import { products } from "../app.js";\n\ntest("lists products", () => assert.deepEqual(products(), ["lamp"]));\n`,
  ),
  write(
    "backend/test/prices.test.js",
    `${imports}import { priceOf } from "../prices.js";\n\ntest("knows prices", () => {\n  const known = priceOf("lamp");\n  assert.equal(known, 40);\n  assert.equal(priceOf("nothing"), null);\n});\n`,
  ),
  write(
    "backend/test/reviews.test.js",
    `${imports}import { reviews } from "../reviews.js";\n\ntest("R1: a product without reviews has an empty list", () => assert.deepEqual(reviews("lamp"), []));\n`,
  ),
  write(
    "frontend/test/reviews.test.js",
    `${imports}import { reviewsPage } from "../pages/reviews.js";\n\ntest("R1: an empty list is an empty page", () => assert.equal(reviewsPage([]), ""));\n`,
  ),
];

const plans = ["design-plan", "system-plan", "test-plan"];
const planReview = `## Feedback\n\nNone.\n\n## Verdict\n${verdict({
  verdict: "approve",
  artifacts: Object.fromEntries(plans.map((name) => [name, { verdict: "approve" }])),
})}`;

const report = about("Changes", "Decisions", "Deviations", "How to try it");

const developers: Script = {
  "implementation/backend-developer": [{ do: backend, say: report }],
  "implementation/frontend-developer": [{ do: frontend, say: report }],
  "implementation/code-optimizer": [{ say: document("Changes", "Left alone") }],
};

const quality: Script = {
  "quality/test-writer": [{ do: tests, say: about("Coverage", "Changes", "Gaps") }],
  "quality/code-reviewer": [{ say: approval }],
};

/** Teams that do their work and tell the truth, and clean up as they go. */
export const honest: { workflow: string; script: Script }[] = [
  {
    workflow: "direct",
    script: { "implementation/builder": [{ do: [...backend, ...frontend, ...tests], say: buildReport }] },
  },
  {
    workflow: "six",
    script: {
      "planning/planner": [
        { say: `## Requirements\n\n${requirement}\n\n${about("Changes", "Tests", "Risks")}` },
      ],
      ...developers,
      ...quality,
    },
  },
  {
    workflow: "feature",
    script: {
      "initialization/product-manager": [{ say: spec }],
      "planning/ui-designer": [{ say: about("Pages", "Components", "States", "Accessibility") }],
      "planning/architect": [
        { say: about("Data", "Operations", "Boundaries", "Existing patterns", "Risks") },
      ],
      "planning/test-writer": [{ say: about("Cases", "Fixtures", "Out of reach") }],
      "planning/product-manager": [{ say: planReview }],
      ...developers,
      "implementation/code-simplifier": [{ say: document("Changes", "Left alone") }],
      ...quality,
      "quality/quality-checker": [{ say: document("Results", "Fixes", "Remaining") }],
      "quality/documentation-expert": [
        { do: [write("README.md", "# Small\n\nProducts have reviews.\n")], say: document("Changes", "Gaps") },
      ],
      "ready/project-manager": [
        { say: about("Summary", "Requirements", "Decisions", "Risks", "How to try it") },
      ],
    },
  },
];
