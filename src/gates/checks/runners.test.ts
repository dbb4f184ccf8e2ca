import { expect, test } from "vitest";
import { countTests, isMissing } from "./runners.ts";

test.each([
  [
    "vitest",
    " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 7 passed | 1 skipped | 1 todo (10)\n",
    8,
  ],
  [
    "vitest, all green",
    " Test Files  4 passed (4)\n      Tests  23 passed (23)\n   Start at  04:21:44\n",
    23,
  ],
  ["vitest in two workspaces", "      Tests  3 passed (3)\n\n> b\n      Tests  4 passed (4)\n", 7],
  ["vitest, all skipped", "      Tests  3 skipped (3)\n", 0],
  ["jest", "Tests:       1 failed, 1 skipped, 2 passed, 4 total\n", 3],
  ["jest, all green", "Test Suites: 1 passed, 1 total\nTests:       5 passed, 5 total\n", 5],
  ["mocha", "\n  12 passing (35ms)\n  1 pending\n  2 failing\n", 14],
  ["node", "# tests 9\n# suites 2\n# pass 5\n# fail 2\n", 7],
  ["node, for people", "ℹ tests 3\nℹ suites 0\nℹ pass 3\nℹ fail 0\n", 3],
  ["pytest", "========= 1 failed, 3 passed, 2 skipped in 0.12s =========\n", 4],
  ["pytest, quiet", "3 passed, 1 warning in 0.01s\n", 3],
  ["pytest, all red", "=== 2 failed, 1 error in 0.12s ===\n", 2],
  ["unittest", "....\nRan 4 tests in 0.001s\n\nOK\n", 4],
  [
    "cargo",
    "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n\ntest result: ok. 6 passed; 1 failed; 0 ignored; 0 measured\n",
    7,
  ],
  [
    "go",
    "ok  \texample.com/a\t0.003s\nok  \texample.com/b\t(cached)\n?   \texample.com/c\t[no test files]\n",
    2,
  ],
  ["rspec", "10 examples, 1 failure\n", 10],
  ["phpunit", "OK (12 tests, 30 assertions)\n", 12],
])("the number of tests that ran is read from the output of %s", (_, output, count) => {
  expect(countTests(output)).toBe(count);
});

test.each([
  ["vitest", "No test files found, exiting with code 0\n"],
  ["jest", "No tests found, exiting with code 0\n"],
  ["mocha", "\n  0 passing (1ms)\n"],
  ["node", "# tests 0\n# suites 0\n# pass 0\n# fail 0\n"],
  ["pytest", "============ no tests ran in 0.01s ============\n"],
  ["pytest that found none", "collected 0 items\n"],
  ["pytest that skipped all", "=== 3 skipped in 0.01s ===\n"],
  ["unittest", "Ran 0 tests in 0.000s\n\nOK\n"],
  ["go", "?   \texample.com/a\t[no test files]\n"],
  ["go with a filter", "ok  \texample.com/a\t0.003s [no tests to run]\n"],
  ["cargo", "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n"],
  ["phpunit", "No tests executed!\n"],
])("no tests are no tests: %s", (_, output) => {
  expect(countTests(output)).toBe(0);
});

test.each([
  "",
  "ALL TESTS PASSED\n",
  "everything is fine\n",
  "gate checks: passed\n",
  "tests are important (3)\n",
])("other words tell no number: %j", (output) => {
  expect(countTests(output)).toBeNull();
});

test("hostile output is read in bearable time", () => {
  for (const part of ["\n", " ", "1 failed, ", "Tests  ", "=", "1", "Tests  1 passed"])
    expect(countTests(part.repeat(300_000))).toBeNull();
});

test.each([
  [127, "sh: vitest: not found"],
  [126, "permission denied"],
  [1, 'npm error Missing script: "test"\n'],
  [1, 'npm ERR! Missing script: "test"\n'],
  [1, " ERR_PNPM_NO_SCRIPT  Missing script: test"],
  [1, 'error Command "test" not found.'],
  [1, 'error: Script not found "test"'],
  [2, "make: *** No rule to make target 'test'.  Stop."],
  [1, "/usr/bin/python3: No module named pytest"],
])("a command that is not there is told from one that fails: %i %s", (exitCode, outputTail) => {
  expect(isMissing({ exitCode, outputTail })).toBe(true);
});

test.each([
  [0, 'npm error Missing script: "test"'],
  [1, "TypeError: x is not a function"],
  [1, "expected: Missing script"],
  [1, "ModuleNotFoundError: No module named 'shop'"],
])("a command that is there: %i %s", (exitCode, outputTail) => {
  expect(isMissing({ exitCode, outputTail })).toBe(false);
});
