import { expect, test } from "vitest";
import type { Evidence } from "../../core/evidence.ts";
import { writeFiles } from "../../../test/support/project.ts";
import type { Checks } from "../gate.ts";
import { evidenceOf, fails, judge, makeStage, noChecks, passes } from "../gates.fixture.ts";

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
