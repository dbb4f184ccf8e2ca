import { expect, test } from "vitest";
import type { Report, TestsOfFile } from "../../../core/evidence.ts";
import { problemReportFormats, type ReportFormat, testReportFormats } from "../../../core/profile.ts";
import { eslintJson, goJson, jestJson, pytestJson, ruffSarif, vitestJson } from "./json-samples.fixture.ts";
import { mostKept, readReport } from "./read-report.ts";
import {
  nodeJunit,
  nodeTap,
  pytestJunit,
  pytestJunitBroken,
  surefireJunit,
  vitestJunit,
  vitestTap,
} from "./text-samples.fixture.ts";

const place = { directory: "/checkout", part: "app" };
const read = (format: ReportFormat, text: string): Report => readReport(format, text, place).report;

/** The tests of a report, by file. */
function testsOf(format: ReportFormat, text: string): Record<string, Omit<TestsOfFile, "file">> {
  const report = read(format, text);
  if (report.kind !== "tests") throw new Error(`expected tests, but got ${JSON.stringify(report)}`);
  const listed = (report.tests ?? []).map(({ file, ...tests }) => [file, tests] as const);
  const kept = listed.flatMap(([, tests]) => Object.values(tests).flat()).length;
  expect(Object.values(report.counts).reduce((sum, count) => sum + count, 0)).toBe(kept);
  return Object.fromEntries(listed);
}

const mathPassed = ["math > adds", "math > each 1", "math > each 2", "math > deep > goes"];

test("vitest's JSON: groups, files that cannot be loaded, tests of one name, tests that needed a second try", () => {
  expect(testsOf("vitest-json", vitestJson)).toEqual({
    "app/test/broken.test.ts": { failed: ["(the file itself)"] },
    "app/test/math.test.ts": {
      failed: ["math > fails <&>"],
      flaky: ["flaky"],
      skipped: ["math > is skipped"],
      todo: ["math > is to be done"],
      passed: [...mathPassed, "same name", "same name #2"],
    },
  });
});

test("vitest's JUnit and TAP say the same, as far as they can", () => {
  const passed = [...mathPassed, "flaky", "same name", "same name #2"];
  const broken = { failed: ["(the file itself)"] };
  expect(testsOf("junit", vitestJunit)).toEqual({
    "app/test/broken.test.ts": broken,
    "app/test/math.test.ts": {
      failed: ["math > fails <&>"],
      skipped: ["math > is skipped", "math > is to be done"],
      passed,
    },
  });
  expect(testsOf("tap", vitestTap)).toEqual({
    "app/test/broken.test.ts": broken,
    "app/test/math.test.ts": {
      failed: ["math > fails <&>"],
      skipped: ["math > is skipped"],
      todo: ["math > is to be done"],
      passed,
    },
  });
});

test("node's TAP puts groups after their tests, and names files only where something fails", () => {
  expect(testsOf("tap", nodeTap)).toEqual({
    "app/test/a.test.js": {
      failed: ["math > fails"],
      skipped: ["math > skipped"],
      todo: ["math > todo"],
      passed: ["math > adds", "math > deep # hash > goes"],
    },
    "app/test/b.test.js": { failed: ["(the file itself)"] },
    "": { passed: ["parent > child", "alone"] },
  });
});

test("node's JUnit names no files but those that cannot be loaded", () => {
  expect(testsOf("junit", nodeJunit)).toEqual({
    "": {
      failed: ["math > fails"],
      skipped: ["math > skipped"],
      todo: ["math > todo"],
      passed: ["math > adds", "math > deep # hash > goes", "parent > child", "alone"],
    },
    "app/test/b.test.js": { failed: ["(the file itself)"] },
  });
});

test("pytest's JUnit: classes, parameters, errors of fixtures, expected failures", () => {
  expect(testsOf("junit", pytestJunit)).toEqual({
    "": {
      failed: ["tests.test_a > test_bad", "tests.test_a > test_error"],
      skipped: ["tests.test_a > test_skip", "tests.test_a > test_xfail"],
      passed: [
        "tests.test_a.TestA > test_in_class",
        "tests.test_a > test_ok",
        "tests.test_a > test_p[1]",
        "tests.test_a > test_p[2]",
      ],
    },
  });
  expect(testsOf("junit", pytestJunitBroken)).toEqual({
    "": { failed: ["tests.test_b > (the file itself)"] },
  });
});

test("surefire's JUnit: one suite without a root around it, and its own word for flaky", () => {
  expect(testsOf("junit", surefireJunit)).toEqual({
    "": {
      failed: ["com.shop.CartTest > breaks"],
      flaky: ["com.shop.CartTest > lucky"],
      skipped: ["com.shop.CartTest > later"],
      passed: ["com.shop.CartTest > adds"],
    },
  });
});

test("jest's JSON: retries, and suites that fail to run", () => {
  expect(testsOf("jest-json", jestJson)).toEqual({
    "app/__tests__/sum.test.js": {
      failed: ["fails"],
      flaky: ["sum > is lucky"],
      skipped: ["skipped"],
      todo: ["later"],
      passed: ["sum > adds"],
    },
    "app/__tests__/x.test.js": { failed: ["(the file itself)"] },
  });
});

test("pytest-json-report: reruns, errors, expected failures, files that cannot be loaded", () => {
  expect(testsOf("pytest-json", pytestJson)).toEqual({
    "app/tests/test_foo.py": {
      failed: ["TestCart > test_add[1]", "test_setup"],
      flaky: ["test_lucky"],
      skipped: ["test_skip"],
      todo: ["test_xfail"],
      passed: ["test_pass"],
    },
    "app/tests/test_broken.py": { failed: ["(the file itself)"] },
  });
});

test("go's JSON: subtests without their parents, packages that cannot be built, packages without tests", () => {
  expect(testsOf("go-json", goJson)).toEqual({
    "": {
      failed: ["example.com/shop/cart > TestAdd > many", "example.com/shop/broken > (the file itself)"],
      skipped: ["example.com/shop/cart > TestSlow"],
      passed: ["example.com/shop/cart > TestAdd > none"],
    },
  });
  expect(readReport("go-json", goJson, place).printed).toContain("cart_test.go:12: got 2, want 3\n");
});

test("eslint's JSON: the same problem twice, warnings, files that cannot be parsed", () => {
  const unused = "'x' is assigned a value but never used.";
  expect(read("eslint-json", eslintJson)).toEqual({
    kind: "problems",
    errors: 3,
    warnings: 1,
    cut: false,
    problems: [
      { file: "app/src/a.js", rule: "no-unused-vars", message: unused, isError: true, times: 2 },
      { file: "app/src/b.js", rule: "", message: "Parsing error: Unexpected token", isError: true, times: 1 },
      {
        file: "app/src/a.js",
        rule: "no-console",
        message: "Unexpected console statement.",
        isError: false,
        times: 1,
      },
    ],
  });
  expect(readReport("eslint-json", eslintJson, place).printed).toBe(
    [
      "app/src/a.js:3: warning: Unexpected console statement. (no-console)",
      `app/src/a.js:1: error: ${unused} (no-unused-vars)`,
      `app/src/a.js:9: error: ${unused} (no-unused-vars)`,
      "app/src/b.js:1: error: Parsing error: Unexpected token",
      "",
    ].join("\n"),
  );
});

test("SARIF: levels of rules, what is suppressed, what is no failure", () => {
  expect(read("sarif", ruffSarif)).toEqual({
    kind: "problems",
    errors: 1,
    warnings: 1,
    cut: false,
    problems: [
      { file: "app/src/a.py", rule: "F401", message: "`os` imported but unused", isError: true, times: 1 },
      { file: "app/src/b.py", rule: "W1", message: "too long", isError: false, times: 1 },
    ],
  });
});

const samples: [ReportFormat, string][] = [
  ["vitest-json", vitestJson],
  ["jest-json", jestJson],
  ["pytest-json", pytestJson],
  ["go-json", goJson],
  ["eslint-json", eslintJson],
  ["sarif", ruffSarif],
  ["junit", vitestJunit],
  ["junit", pytestJunit],
  ["tap", nodeTap],
  ["tap", vitestTap],
];

test.each(samples)("a report that is cut off anywhere is unreadable: %s", (format, text) => {
  const lines = text.trimEnd().split("\n");
  const plan = lines.findIndex((line) => line.startsWith("1.."));
  const last = format === "tap" && plan > 1 ? plan : lines.length - 1;
  // Between two packages of Go a cut cannot be seen; the tests that are missing then are.
  for (const share of format === "go-json" ? [0.1, 0.5] : [0.1, 0.5, 0.9])
    expect(read(format, lines.slice(0, Math.max(1, Math.floor(last * share))).join("\n"))).toMatchObject({
      kind: "unreadable",
      problem: expect.stringContaining(`the report cannot be read as ${format}: `) as unknown,
    });
});

const hostile = [
  "",
  "null",
  "[]x",
  "{}",
  "ALL TESTS PASSED",
  "\0\0\0",
  "[".repeat(200_000),
  "<a>".repeat(50_000),
  `<!DOCTYPE x [<!ENTITY a "b">]><testsuites>&a;</testsuites>`,
  "not ok 1 - x {\n".repeat(50_000),
  '{"testResults":[{"name":1}]}',
  '{"Action":"pass"}',
  "Bail out! no",
];

test.each([...testReportFormats, ...problemReportFormats])(
  "nothing that is no report is read as %s",
  (format) => {
    for (const text of hostile) expect(read(format, text)).toMatchObject({ kind: "unreadable" });
  },
);

test("a report of another form is unreadable, and not an empty one", () => {
  expect(read("junit", vitestJson).kind).toBe("unreadable");
  expect(read("tap", vitestJunit).kind).toBe("unreadable");
  expect(read("vitest-json", eslintJson).kind).toBe("unreadable");
  expect(read("sarif", vitestJson).kind).toBe("unreadable");
});

test("a run without tests is a readable report", () => {
  expect(read("tap", "TAP version 13\n1..0\n")).toMatchObject({ kind: "tests", counts: { passed: 0 } });
  expect(read("junit", "<testsuites/>")).toMatchObject({ kind: "tests", tests: [] });
  expect(read("vitest-json", '{"testResults":[]}')).toMatchObject({ kind: "tests", tests: [] });
});

test("of very many tests those that did not pass are kept first, and it is said", () => {
  const tests = Array.from({ length: mostKept + 10 }, (_, index) => `ok ${index + 1} - test ${index}`);
  const report = read("tap", `${tests.join("\n")}\nnot ok ${mostKept + 11} - bad\n1..${mostKept + 11}\n`);
  expect(report).toMatchObject({ cut: true, counts: { passed: mostKept + 10, failed: 1 } });
  const kept = report.kind === "tests" ? (report.tests ?? []) : [];
  expect(kept[0]?.failed).toEqual(["bad"]);
  expect(kept[0]?.passed).toHaveLength(mostKept - 1);
});

test("long names stay distinct, and odd ones can be stored", () => {
  const long = "x".repeat(5_000);
  const { "": tests } = testsOf(
    "tap",
    `ok 1 - ${long}a\nok 2 - ${long}b\nok 3 - \uD800 __proto__ \0\n1..3\n`,
  );
  const names = tests?.passed ?? [];
  expect(new Set(names).size).toBe(3);
  expect(names.every((name) => name.length <= 300 && !/[\0\uD800-\uDFFF]/.test(name))).toBe(true);
});

test("other ways to name a file of the checkout are the same file", () => {
  const messages = [{ severity: 2, message: "m" }];
  const files = ["/checkout/app/a.js", "a.js", "./a.js", "/elsewhere/a.js", "../lib/a.js"];
  const report = read("eslint-json", JSON.stringify(files.map((filePath) => ({ filePath, messages }))));
  expect(report.kind === "problems" && report.problems?.map(({ file, times }) => [file, times])).toEqual([
    ["app/a.js", 3],
    ["/elsewhere/a.js", 1],
    ["lib/a.js", 1],
  ]);
});
