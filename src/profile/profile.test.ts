import { expect, test } from "vitest";
import { MistakesError } from "../core/error.ts";
import { profileSchema } from "../core/profile.ts";
import { profileBrief } from "./brief.ts";
import { profileText, readProfile } from "./read-profile.ts";

const read = (text: string) => readProfile({ file: ".phasegate/profile.yaml", text });

function mistakesIn(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof MistakesError)
      return error.mistakes.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw error;
  }
  throw new Error("expected mistakes");
}

const full = profileSchema.parse({
  parts: [
    {
      name: "backend",
      path: "backend",
      checks: { lint: ["npm", "run", "lint"], test: ["npm", "test"] },
      reports: { test: { format: "tap", file: "-", arguments: ["--", "--test-reporter=tap"] } },
    },
    { name: "docs", path: ".", checks: {} },
  ],
  setup: { command: ["npm", "ci"], lockFiles: ["package-lock.json"], dependencies: ["node_modules"] },
  protected: ["contract/**"],
});

test("a profile says the least that it must, and the rest has defaults", () => {
  const profile = read("parts:\n  - { name: app, path: ., checks: { test: [npm, test] } }\n");
  expect(profile.setup).toBeUndefined();
  expect(profile.tests).toContain("**/*.test.*");
  expect(profile.docs).toEqual(["**/*.md", "docs/**"]);
  expect(profile.protected).toEqual([]);
});

test("a profile that is written can be read again", () => {
  expect(read(profileText(full))).toEqual(full);
  expect(profileText(full)).toMatch(/^# What Phasegate knows of this project\./);
  expect(profileText(full)).toContain("\n      lint: [npm, run, lint]\n");
});

test("two parts of one name are told at the second one's line", () => {
  const part = "  - { name: app, path: ., checks: {} }\n";
  expect(mistakesIn(`parts:\n${part}  - { name: b, path: ., checks: {} }\n${part}`)).toEqual([
    ".phasegate/profile.yaml:4: two parts are called app",
  ]);
});

const reporting = (reports: string, checks = "{ test: [x], lint: [x] }") =>
  `parts:\n  - name: app\n    path: app\n    checks: ${checks}\n    reports:\n${reports}`;

test("a check may name its report", () => {
  const text = reporting(
    "      test: { format: junit, file: out/report.xml }\n      lint: { format: sarif, file: '-' }\n",
  );
  expect(read(text).parts[0]?.reports).toEqual({
    test: { format: "junit", file: "out/report.xml" },
    lint: { format: "sarif", file: "-" },
  });
});

test.each([
  [
    "of a check that is not there",
    "      test: { format: junit, file: r.xml }\n",
    "{ lint: [x] }",
    "app has a report of test, but no such check",
  ],
  [
    "in another's file",
    "      lint: { format: sarif, file: r }\n      test: { format: tap, file: r }\n",
    undefined,
    "the report of app test has the same file as another",
  ],
  ["of tests for a linter", "      lint: { format: junit, file: r }\n", undefined, "sarif"],
  ["of a linter for tests", "      test: { format: sarif, file: r }\n", undefined, "junit"],
  ["of an unknown form", "      test: { format: xml, file: r }\n", undefined, "junit"],
  [
    "outside of the part",
    "      test: { format: tap, file: ../r }\n",
    undefined,
    "use a file inside the part, or - for what is printed",
  ],
  [
    "in the part's folder itself",
    "      test: { format: tap, file: . }\n",
    undefined,
    "use a file inside the part",
  ],
  ["without a file", "      test: { format: tap }\n", undefined, "file"],
  ["with an unknown field", "      test: { format: tap, file: r, x: 1 }\n", undefined, "x"],
])("a report %s is told", (_, reports, checks, message) => {
  expect(mistakesIn(reporting(reports, checks)).join("\n")).toContain(message);
});

test.each([
  ["parts: []\n", 1],
  ["tests: []\n", 1],
  ["parts:\n  - name: App\n    path: .\n    checks: {}\n", 2],
  ["parts:\n  - name: app\n    path: /etc\n    checks: {}\n", 3],
  ["parts:\n  - name: app\n    path: ../other\n    checks: {}\n", 3],
  ["parts:\n  - name: app\n    path: .\n    checks: { test: npm test }\n", 4],
  ["parts:\n  - name: app\n    path: .\n    checks:\n      tests: [x]\n", 5],
  ["parts:\n  - name: app\n    path: .\n    checks: {}\nprotect: [x]\n", 5],
  ["parts: [\n", 2],
])("a mistake is told with file and line: %j", (text, line) => {
  expect(mistakesIn(text)[0]).toMatch(new RegExp(`^\\.phasegate/profile\\.yaml:${line}: `));
});

test("the brief tells an agent the parts, their checks and what is off limits", () => {
  expect(profileBrief(full)).toBe(
    [
      "Parts, and the checks that the engine runs on each in a clean checkout:",
      "- backend in `backend`: lint `npm run lint`, test `npm test`",
      "- docs in `.`: no checks",
      "Tests: **/*.test.*, **/*.spec.*, **/__tests__/**, **/test/**, **/tests/**",
      "Documentation: **/*.md, docs/**",
      "Dependencies are installed for you (`npm ci`); lock files stay as they are.",
      "Protected beside the usual: contract/**",
    ].join("\n"),
  );
});

test("the brief of a small project is short", () => {
  const small = profileSchema.parse({ parts: [{ name: "app", path: ".", checks: {} }] });
  expect(profileBrief(small).split("\n")).toHaveLength(4);
});
