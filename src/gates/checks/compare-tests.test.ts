import { expect, test } from "vitest";
import type { TestOutcome, TestsOfFile } from "../../core/evidence.ts";
import { compareTests, type TestReport } from "./compare-tests.ts";
import { unloaded } from "./reports/parsed.ts";

type Tests = Record<string, Partial<Record<TestOutcome, string[]>>>;

function report(tests: Tests, cut = false): TestReport {
  const files = Object.entries(tests).map(([file, outcomes]): TestsOfFile =>
    Object.assign({ file }, outcomes),
  );
  const count = (outcome: TestOutcome) => files.flatMap((file) => file[outcome] ?? []).length;
  const counts = {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    todo: count("todo"),
    flaky: count("flaky"),
  };
  return { kind: "tests", counts, tests: files, cut };
}

/** `rule file name` of each fault. */
const faultsOf = (before: Tests, after: Tests): string[] =>
  compareTests(report(before), report(after)).faults.map(({ rule, file, subject }) =>
    [rule, file, subject].join(" ").trim(),
  );

const cart = { "cart.test.ts": { passed: ["cart > adds", "cart > removes", "cart > totals"] } };

test("the same tests with the same outcomes are no worse", () => {
  expect(faultsOf(cart, cart)).toEqual([]);
});

test("a test that passed and fails is a regression, named with its file", () => {
  const after = { "cart.test.ts": { passed: ["cart > adds", "cart > removes"], failed: ["cart > totals"] } };
  expect(compareTests(report(cart), report(after)).faults).toEqual([
    {
      rule: "regression",
      file: "cart.test.ts",
      subject: "cart > totals",
      message: '"cart > totals" passed on the base commit and fails now',
    },
  ]);
});

test("a test that failed and still fails is known", () => {
  const red = { "cart.test.ts": { passed: ["adds"], failed: ["totals"] } };
  expect(compareTests(report(red), report(red))).toEqual({ faults: [], known: ['"totals" of cart.test.ts'] });
});

test("another failing test is no excuse for one that passed", () => {
  const before = { "cart.test.ts": { passed: ["adds"], failed: ["totals"] } };
  const after = { "cart.test.ts": { passed: ["totals"], failed: ["adds"] } };
  expect(faultsOf(before, after)).toEqual(["regression cart.test.ts adds"]);
});

test("a new test that fails is told, and one that passes is welcome", () => {
  const after = { ...cart, "new.test.ts": { passed: ["fine"], failed: ["bad"] } };
  expect(faultsOf(cart, after)).toEqual(["new-failing new.test.ts bad"]);
});

test.each(["skipped", "todo"] as const)("a test that ran and is %s now is told", (outcome) => {
  const after = {
    "cart.test.ts": { passed: ["cart > adds"], [outcome]: ["cart > removes", "cart > totals"] },
  };
  expect(faultsOf(cart, after)).toEqual([
    "newly-skipped cart.test.ts cart > removes",
    "newly-skipped cart.test.ts cart > totals",
  ]);
});

test("a failing test that is skipped instead of mended is told", () => {
  const before = { "a.test.ts": { failed: ["x"] } };
  expect(faultsOf(before, { "a.test.ts": { skipped: ["x"] } })).toEqual(["newly-skipped a.test.ts x"]);
});

test("a test that was skipped before may stay so, run, or go", () => {
  const before = { "a.test.ts": { passed: ["x"], skipped: ["y", "z"] } };
  expect(faultsOf(before, { "a.test.ts": { passed: ["x", "y"], skipped: ["z"] } })).toEqual([]);
  expect(faultsOf(before, { "a.test.ts": { passed: ["x"] } })).toEqual([]);
});

test("a test that was skipped and now fails is told", () => {
  const before = { "a.test.ts": { skipped: ["x"] } };
  expect(faultsOf(before, { "a.test.ts": { failed: ["x"] } })).toEqual(["new-failing a.test.ts x"]);
});

test("a test that is gone with nothing in its place is told, also when other files got new tests", () => {
  const after = {
    "cart.test.ts": { passed: ["cart > adds"] },
    "reviews.test.ts": { passed: ["posts a review", "shows stars", "asks for a login", "counts"] },
  };
  expect(faultsOf(cart, after)).toEqual([
    "vanished cart.test.ts cart > removes",
    "vanished cart.test.ts cart > totals",
  ]);
});

test("a file of tests that is gone is told", () => {
  const before = { ...cart, "a.test.ts": { passed: ["one"] } };
  expect(faultsOf(before, cart)).toEqual(["vanished a.test.ts one"]);
});

test("a moved file's tests are the same tests", () => {
  expect(faultsOf(cart, { "src/cart/cart.test.ts": cart["cart.test.ts"] })).toEqual([]);
});

test("a moved test that fails or is skipped is told", () => {
  const after = {
    "moved.test.ts": { passed: ["cart > adds"], failed: ["cart > removes"], skipped: ["cart > totals"] },
  };
  expect(faultsOf(cart, after)).toEqual([
    "regression moved.test.ts cart > removes",
    "newly-skipped moved.test.ts cart > totals",
  ]);
});

test("a file that is split into several is the same set", () => {
  const after = {
    "cart-items.test.ts": { passed: ["cart > adds", "cart > removes"] },
    "cart-total.test.ts": { passed: ["cart > totals"] },
  };
  expect(faultsOf(cart, after)).toEqual([]);
});

test("renamed tests are taken for what they were, in the same file, with another group, or with other words", () => {
  expect(faultsOf(cart, { "cart.test.ts": { passed: ["a", "b", "c"] } })).toEqual([]);
  expect(
    faultsOf(cart, {
      "basket.test.ts": { passed: ["basket > adds", "basket > removes", "basket > totals"] },
    }),
  ).toEqual([]);
  const before = { "a.test.ts": { passed: ["adds a product to the cart"] } };
  expect(faultsOf(before, { "b.test.ts": { passed: ["adds a product to the basket"] } })).toEqual([]);
});

test("a table of tests may be split and grow", () => {
  const before = { "a.test.ts": { passed: ["adds numbers"] } };
  expect(faultsOf(before, { "a.test.ts": { passed: ["adds 1", "adds 2", "adds 3"] } })).toEqual([]);
});

test("one test takes the place of one test only", () => {
  const after = { "cart.test.ts": { passed: ["everything at once"] } };
  expect(faultsOf(cart, after)).toHaveLength(2);
});

test("a skipped test takes no test's place", () => {
  const before = { "a.test.ts": { passed: ["x"] } };
  expect(faultsOf(before, { "a.test.ts": { skipped: ["y"] } })).toEqual(["vanished a.test.ts x"]);
});

test("a renamed test that fails is told", () => {
  const before = { "a.test.ts": { passed: ["x"] } };
  expect(faultsOf(before, { "a.test.ts": { failed: ["y"] } })).toEqual(["new-failing a.test.ts y"]);
});

test("a file that cannot be loaded is one fault, and not one for each of its tests", () => {
  const before = { ...cart, "a.test.ts": { passed: ["one"] } };
  const after = { "cart.test.ts": { failed: [unloaded] }, "a.test.ts": { passed: ["one"] } };
  expect(faultsOf(before, after)).toEqual([`new-failing cart.test.ts ${unloaded}`]);
  expect(compareTests(report(before), report(after)).faults[0]?.message).toBe(
    "the tests of this file could not be loaded",
  );
});

test("a file that could not be loaded before either excuses its own tests, and no others", () => {
  const before = { ...cart, "a.test.ts": { failed: [unloaded] } };
  expect(faultsOf(before, { "a.test.ts": { failed: [unloaded] } })).toHaveLength(3);
  expect(faultsOf(before, { ...cart, "a.test.ts": { failed: [unloaded] } })).toEqual([]);
});

test("a file without its tests is no test in their place", () => {
  const before = { "a.test.js": { passed: ["x"] } };
  expect(faultsOf(before, { "a.test.js": { passed: [unloaded] } })).toEqual(["vanished a.test.js x"]);
});

test("a test that its runner tried twice has passed", () => {
  const after = { "cart.test.ts": { passed: ["cart > adds", "cart > removes"], flaky: ["cart > totals"] } };
  expect(faultsOf(cart, after)).toEqual([]);
  expect(faultsOf(after, cart)).toEqual([]);
});

test("a test that was flaky on the base commit must pass in the end", () => {
  const before = { "a.test.ts": { flaky: ["x"] } };
  const { faults } = compareTests(report(before), report({ "a.test.ts": { failed: ["x"] } }));
  expect(faults[0]?.message).toBe('"x" is flaky on the base commit, but fails now');
});

test("reports without files are compared by name", () => {
  expect(faultsOf({ "": { passed: ["a > x"] } }, { "test/a.js": { passed: ["a > x"] } })).toEqual([]);
  expect(faultsOf({ "": { passed: ["a > x"] } }, { "": { passed: ["b > y"] } })).toEqual(["vanished  a > x"]);
});

test("of reports that are cut only the number is compared, beside what is kept", () => {
  const many = report({ "a.test.ts": { passed: ["x", "y"] } }, true);
  const less = { ...report({ "a.test.ts": { passed: ["x"] } }, true), counts: { ...many.counts, passed: 1 } };
  expect(compareTests(many, less).faults).toMatchObject([
    { rule: "fewer-tests", message: "2 tests ran on the base commit, now 1" },
  ]);
  expect(compareTests(many, { ...less, counts: many.counts }).faults).toEqual([]);
});

test("thousands of tests that change their names all at once are compared in bearable time", () => {
  const names = (word: string) => Array.from({ length: 10_000 }, (_, index) => `${word}${index} ${word}`);
  const faults = faultsOf({ "a.test.ts": { passed: names("a") } }, { "b.test.ts": { passed: names("b") } });
  expect(faults).toHaveLength(10_000);
});
