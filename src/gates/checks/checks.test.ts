import { expect, test } from "vitest";
import type { Evidence, TestOutcome } from "../../core/evidence.ts";
import { writeFiles } from "../../../test/support/project.ts";
import type { Checks } from "../gate.ts";
import { evidenceOf, fails, judge, makeStage, noChecks, passes, profile } from "../gates.fixture.ts";

/** Checks that end as a table says, also when they are run again; where it is silent, they pass. */
function checksThat(
  results: Record<string, Partial<Evidence>> = {},
  again = results,
): Checks & { asked: string[] } {
  const asked: string[] = [];
  return {
    ...noChecks,
    asked,
    runAgain(part, kind, failed) {
      asked.push(`${part} ${kind} again`);
      return Promise.resolve({ ...failed, ...again[`${part} ${kind}`], again: true as const });
    },
    run(commit, part, kind) {
      asked.push(`${part} ${kind}`);
      return Promise.resolve(
        evidenceOf({ commit, command: `${part}: ${kind}-it`, ...results[`${part} ${kind}`] }),
      );
    },
  };
}

async function changed(files: Record<string, string> = { "backend/app.js": "x\n" }) {
  const stage = await makeStage();
  await writeFiles(stage.tree, files);
  return stage.context();
}

const failing = { exitCode: 1, outputTail: "app.js:3: not good\n" };

test("checks that pass on the candidate pass, with the evidence of each", async () => {
  const checks = checksThat();
  const context = { ...(await changed()), checks };
  expect(await passes("checks", context)).toBe("2 of 2 checks pass");
  const { evidence } = await judge("checks", context);
  expect(evidence.map(({ commit, command }) => [commit, command])).toEqual([
    [context.candidate, "backend: lint-it"],
    [context.candidate, "backend: test-it"],
  ]);
});

test("only parts that hold a changed file are checked", async () => {
  const checks = checksThat();
  await passes("checks", { ...(await changed({ "frontend/page.js": "x\n" })), checks });
  expect(checks.asked).toEqual(["frontend test"]);
});

test("a change outside all parts concerns every part, unless it is a document", async () => {
  const everywhere = checksThat();
  await passes("checks", { ...(await changed({ "contract/api.yaml": "x\n" })), checks: everywhere });
  expect(everywhere.asked).toEqual(["backend lint", "backend test", "frontend test"]);
  const nowhere = checksThat();
  const reason = await passes("checks", { ...(await changed({ "README.md": "x\n" })), checks: nowhere });
  expect(nowhere.asked).toEqual([]);
  expect(reason).toBe("no part was changed");
});

test("a folder whose name begins like a part's is no part", async () => {
  const checks = checksThat();
  await passes("checks", { ...(await changed({ "backend-old/x.js": "x\n" })), checks });
  expect(checks.asked).toEqual(["backend lint", "backend test", "frontend test"]);
});

test("all parts are checked where all are asked for, even when nothing was changed", async () => {
  const checks = checksThat();
  const { context } = await makeStage();
  expect(await passes("checks", await context({ checks, checksOf: "all" }))).toBe("3 of 3 checks pass");
  expect(checks.asked).toEqual(["backend lint", "backend test", "frontend test"]);
});

test("a check that fails is told with its output", async () => {
  const checks = checksThat({ "backend test": failing });
  expect(await fails("checks", { ...(await changed()), checks })).toBe(
    "backend test failed: `backend: test-it` ended with 1\napp.js:3: not good\n",
  );
});

test("every check that fails is told", async () => {
  const checks = checksThat({ "backend test": failing, "backend lint": failing });
  const reason = await fails("checks", { ...(await changed()), checks });
  expect(reason).toContain("backend lint failed");
  expect(reason).toContain("backend test failed");
});

const onBase = (facts: Partial<Evidence>): Evidence[] => [
  evidenceOf({ command: "backend: lint-it" }),
  evidenceOf({ command: "backend: test-it", ...facts }),
];

test("a check that fails as it did on the base is no worse, and said so", async () => {
  const checks = checksThat({ "backend test": { exitCode: 1, outputTail: "app.js:9: not good\n" } });
  const context = { ...(await changed()), checks, baseChecks: onBase(failing) };
  expect(await passes("checks", context)).toBe(
    "1 of 2 checks pass; no worse than the base commit, where these fail too: backend test",
  );
});

test("a check that fails with more than on the base is worse", async () => {
  const worse = { exitCode: 1, outputTail: `${failing.outputTail}app.js:4: new trouble\n` };
  const checks = checksThat({ "backend test": worse });
  const context = { ...(await changed()), checks, baseChecks: onBase(failing) };
  expect(await fails("checks", context)).toContain(
    "(it failed on the base commit too, but not with all of this)",
  );
});

test("a check that passed on the base must pass", async () => {
  const checks = checksThat({ "backend test": failing });
  const context = {
    ...(await changed()),
    checks,
    baseChecks: onBase({ exitCode: 0, outputTail: "" }),
  };
  expect(await fails("checks", context)).not.toContain("it failed on the base commit too");
});

test("what fails on the base in one part is no excuse for another", async () => {
  const checks = checksThat({ "frontend test": failing });
  const context = { ...(await changed({ "frontend/page.js": "x\n" })), checks, baseChecks: onBase(failing) };
  expect(await fails("checks", context)).toContain("frontend test failed");
});

const tested = (outcomes: Record<string, TestOutcome>): Partial<Evidence> => {
  const of = (outcome: TestOutcome) => Object.keys(outcomes).filter((name) => outcomes[name] === outcome);
  const counts = {
    passed: of("passed").length,
    failed: of("failed").length,
    skipped: of("skipped").length,
    todo: 0,
    flaky: of("flaky").length,
  };
  const tests = [
    {
      file: "backend/test/app.test.js",
      passed: of("passed"),
      failed: of("failed"),
      skipped: of("skipped"),
      flaky: of("flaky"),
    },
  ];
  return { exitCode: counts.failed === 0 ? 0 : 1, report: { kind: "tests", counts, tests, cut: false } };
};

test("a test that got worse is a finding with its file, and the verdict keeps the counts alone", async () => {
  const now = tested({ adds: "failed", shows: "skipped" });
  const checks = checksThat({ "backend test": { ...now, outputTail: "the details\n" } });
  const baseChecks = onBase(tested({ adds: "passed", shows: "passed" }));
  const context = { ...(await changed()), checks, baseChecks };
  const { reason, findings, evidence } = await judge("checks", context);
  expect(reason).toBe(
    [
      "backend test failed: `backend: test-it` ended with 1",
      '- backend/test/app.test.js: "adds" passed on the base commit and fails now',
      '- backend/test/app.test.js: "shows" ran on the base commit and is skipped now',
      "the details",
      "",
    ].join("\n"),
  );
  expect(findings?.map(({ rule, path, allowance }) => [rule, path, allowance !== null])).toEqual([
    ["regression", "backend/test/app.test.js", false],
    ["newly-skipped", "backend/test/app.test.js", true],
  ]);
  expect(evidence[1]?.report).toEqual({ kind: "tests", counts: expect.anything() as unknown, cut: false });
});

test("a person may allow that a test no longer runs, and exactly that", async () => {
  const checks = checksThat({ "backend test": tested({ adds: "passed", shows: "skipped" }) });
  const baseChecks = onBase(tested({ adds: "passed", shows: "passed" }));
  const context = { ...(await changed()), checks, baseChecks };
  const { findings } = await judge("checks", context);
  const allowed = new Set(findings?.flatMap(({ allowance }) => allowance ?? []));
  expect(await passes("checks", { ...context, allowed })).toContain(
    'a person allowed: backend/test/app.test.js: backend test: "shows" ran on the base commit and is skipped now',
  );
  const more = checksThat({ "backend test": tested({ adds: "skipped", shows: "skipped" }) });
  await fails("checks", { ...context, allowed, checks: more });
});

test("tests that fail as on the base commit are known, though all else they print is new", async () => {
  const red = tested({ adds: "failed", shows: "passed" });
  const checks = checksThat({ "backend test": { ...red, outputTail: "in other words\n" } });
  const context = { ...(await changed()), checks, baseChecks: onBase({ ...red, outputTail: "words\n" }) };
  expect(await passes("checks", context)).toContain("where these fail too: backend test");
});

test("a test that fails by chance is run once more, and passes as flaky", async () => {
  const again = { ...tested({ adds: "flaky" }), flaky: ['"adds" of backend/test/app.test.js'] };
  const checks = checksThat({ "backend test": tested({ adds: "failed" }) }, { "backend test": again });
  const context = { ...(await changed()), checks, baseChecks: onBase(tested({ adds: "passed" })) };
  expect(await passes("checks", context)).toBe(
    '2 of 2 checks pass; backend test is flaky, it failed and then passed on the same tree: "adds" of backend/test/app.test.js',
  );
  expect(checks.asked).toEqual(["backend lint", "backend test", "backend test again"]);
});

test("a test that fails twice has failed; there is no third time", async () => {
  const checks = checksThat({ "backend test": tested({ adds: "failed" }) });
  const context = { ...(await changed()), checks, baseChecks: onBase(tested({ adds: "passed" })) };
  expect(await fails("checks", context)).toContain("ended with 1, and so it did when it was run again");
  expect(checks.asked.filter((name) => name === "backend test again")).toHaveLength(1);
});

test("without a report a test check that passed on the base commit is run once more as a whole", async () => {
  const checks = checksThat(
    { "backend test": failing },
    { "backend test": { exitCode: 0, outputTail: "", flaky: [] } },
  );
  const context = { ...(await changed()), checks, baseChecks: onBase({}) };
  expect(await passes("checks", context)).toBe(
    "2 of 2 checks pass; backend test is flaky, it failed and then passed on the same tree",
  );
});

test.each([
  ["a new test", tested({ adds: "passed", fresh: "failed" }), tested({ adds: "passed" })],
  [
    "a test that is skipped",
    tested({ adds: "skipped", shows: "failed" }),
    tested({ adds: "passed", shows: "passed" }),
  ],
  ["a missing command", { exitCode: 127 }, {}],
  ["a check that ran out of time", { exitCode: 124 }, {}],
  ["what failed on the base commit without a report", { exitCode: 1, outputTail: "new\n" }, { exitCode: 1 }],
])("%s is not run again", async (_, now, before) => {
  const checks = checksThat({ "backend test": now });
  await fails("checks", { ...(await changed()), checks, baseChecks: onBase(before) });
  expect(checks.asked).not.toContain("backend test again");
});

test("a linter is never run again", async () => {
  const checks = checksThat({ "backend lint": failing });
  await fails("checks", { ...(await changed()), checks, baseChecks: onBase({}) });
  expect(checks.asked).toEqual(["backend lint", "backend test"]);
});

test("flakiness that is known from before is said again", async () => {
  const checks = checksThat({ "backend test": { flaky: ['"adds"'] } });
  const context = { ...(await changed()), checks, baseChecks: onBase({}) };
  expect(await passes("checks", context)).toContain("backend test is flaky");
});

test("what only makes the report is left out where an agent reads the command", async () => {
  const given = ["--", "--reporter=json"];
  const reports = { test: { format: "tap" as const, file: "r", arguments: given } };
  const parts = profile.parts.map((part) => Object.assign({}, part, { reports }));
  const checks = checksThat({
    "backend test": { ...failing, command: `backend: test-it ${given.join(" ")}` },
  });
  const context = { ...(await changed()), checks, profile: { ...profile, parts } };
  expect(await fails("checks", context)).toContain("backend test failed: `backend: test-it` ended with 1");
});
