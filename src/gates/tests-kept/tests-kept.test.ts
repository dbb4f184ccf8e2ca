import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import { commitOf } from "../../workspace/workspace.fixture.ts";
import { fails, judge, makeStage, passes, type Stage } from "../gates.fixture.ts";
import { isPermitted, permissionsIn } from "./permissions.ts";

const file = "backend/test/cart.test.js";
const sum = 'test("adds", () => { expect(add(1, 2)).toBe(3); });\n';
const none = 'test("costs nothing", () => { expect(total([])).toBe(0); });\n';
const project: Files = { "backend/app.js": "1\n", [file]: sum + none };

async function changed(files: Files, before: Files = project): Promise<Stage> {
  const stage = await makeStage(before);
  await writeFiles(stage.tree, files);
  return stage;
}

test("a change that touches no test passes, and so does a new test", async () => {
  const { context } = await changed({ "backend/app.js": "2\n", "backend/test/b.test.js": sum });
  expect(await passes("tests-kept", await context())).toBe(
    "all tests that were there are kept, and as strict",
  );
});

test("a finding names rule, path and line, and what it is about", async () => {
  const { context } = await changed({ [file]: `${sum}${none.replace("test(", "test.skip(")}` });
  const verdict = await judge("tests-kept", await context());
  expect(verdict.reason).toBe(`${file}:2: the test "costs nothing" no longer runs: skip`);
  expect(verdict.findings).toMatchObject([{ rule: "skipped-test", path: file, line: 2 }]);
});

test("what a person allowed passes, and nothing but that", async () => {
  const { tree, context } = await changed({ [file]: sum });
  const seen = await context();
  const { findings = [] } = await judge("tests-kept", seen);
  expect(findings).toMatchObject([{ rule: "deleted-test", line: 2 }]);
  const allowed = new Set(findings.flatMap(({ allowance }) => (allowance === null ? [] : [allowance])));
  expect(await passes("tests-kept", { ...seen, allowed })).toContain('the test "costs nothing" is gone');
  await writeFiles(tree, { [file]: "\n" });
  expect(await fails("tests-kept", await context({ allowed }))).toBe(`${file}:1: the test "adds" is gone`);
});

test("nobody may allow a test that silences all others, but for one in a fixture", async () => {
  const focused = sum.replace("test(", "test.only(");
  const { tree, context } = await changed({ [file]: focused + none });
  expect((await judge("tests-kept", await context())).findings).toMatchObject([{ allowance: null }]);
  await writeFiles(tree, { [file]: sum + none, "backend/test/fixtures/a.test.js": focused });
  const { findings } = await judge("tests-kept", await context());
  expect(findings?.[0]?.allowance).toMatch(/^focused-test:/);
});

test("a file of tests that is deleted is one finding", async () => {
  const { tree, context } = await makeStage(project);
  await rm(path.join(tree, file));
  expect(await fails("tests-kept", await context())).toBe(
    `${file}: the file is gone with 2 tests: "adds", "costs nothing"`,
  );
});

test("the issue may allow it, and what an agent writes may not", async () => {
  const { context } = await changed({ [file]: sum });
  const line = "# Cart\n\n- Allowed: remove tests in `backend/test/**`\n";
  const gone = `${file}:2: the test "costs nothing" is gone`;
  await passes("tests-kept", await context({ issue: line }));
  expect(await fails("tests-kept", await context({ artifact: line, artifacts: { "pm-spec": line } }))).toBe(
    gone,
  );
});

test("a test that came in this run may go again, one that was there before may not", async () => {
  const fresh = 'test("weighs something", () => { expect(weight(load("a"))).toBe(7); });\n';
  const { tree, base, repository, context } = await changed({ [file]: sum + fresh + none });
  const before = await commitOf(repository, tree, base);
  const seen = async (text: string) => {
    await writeFiles(tree, { [file]: text });
    const candidate = await commitOf(repository, tree, before);
    return context({ before, candidate, changes: await repository.changes(before, candidate) });
  };
  await passes("tests-kept", await seen(sum + none));
  expect(await fails("tests-kept", await seen(sum + fresh))).toContain('"costs nothing"');
});

test("a snapshot that follows a change of an earlier step passes", async () => {
  const snap = (value: number): Files => ({
    "backend/test/__snapshots__/a.snap": `exports[\`a 1\`] = \`${value}\`;\n`,
  });
  const { tree, base, repository, context } = await changed(
    { "backend/app.js": "2\n" },
    { ...project, ...snap(1) },
  );
  const before = await commitOf(repository, tree, base);
  await writeFiles(tree, snap(2));
  const candidate = await commitOf(repository, tree, before);
  const changes = await repository.changes(before, candidate);
  await passes("tests-kept", await context({ before, candidate, changes }));
  await writeFiles(tree, { "backend/app.js": "1\n" });
  expect(await fails("tests-kept", await context())).toContain("recorded values were rewritten");
});

const hostile: Files = {
  "backend/test/deep.test.js": "(".repeat(20_000),
  "backend/test/nested.test.js": 'describe("a", () => {'.repeat(1_000),
  "backend/test/long.test.js": `test("${"x".repeat(300_000)}", () => {});`,
  "backend/test/huge.test.js": `// ${"x".repeat(2_200_000)}`,
  "backend/test/nul.test.js": 'test("a\0", () => { expect(\0).toBe(1) })',
  "backend/test/half.test.js": 'test("a", () => { expect(',
  "backend/test/loop.test.js": `function a() { b(); b(); } function b() { a(); a(); } test("a", () => { a(); expect(x).toBe(1); });`,
  "backend/test/calls.test.js": `${Array.from({ length: 60 }, (_, at) => `function f${at}() { ${`f${at + 1}();`.repeat(40)} }`).join("\n")}\nfunction f60() { expect(x).toBe(1); }\ntest("a", () => { f0(); });`,
  "backend/test/names.test.js":
    'test("__proto__", () => { constructor(); expect(toString()).toBe(1); });\n'.repeat(300),
  "backend/test/__proto__/constructor.test.py": "def test_(:\n  assert (\n",
  "backend/test/a\nb \u202E.test.ts": "test(`${", // a name that looks like another
  "backend/test/blank.go": `func TestA(t *testing.T) {}\n${"\n".repeat(200_000)}${"/*".repeat(100_000)}`,
  "backend/test/words.rb": "it ".repeat(50_000) + "def ".repeat(50_000),
  "backend/test/class.java": "@Test ".repeat(20_000) + "void ".repeat(20_000),
  "backend/test/class.cs": "[Test".repeat(20_000) + "int a (".repeat(5_000),
  "backend/test/lib.rs": "#[test".repeat(20_000) + "#[".repeat(20_000),
  "backend/test/a.cpp": `${"a ".repeat(40_000)}(`,
  "package.json": '{ "scripts": ["test"], "jest": '.repeat(500),
  "vitest.config.js": `exclude: [${"[".repeat(50_000)} "(a+)+$", "***(", "${"{a,".repeat(500)}"`,
  "pytest.ini": `norecursedirs = ${"a\n ".repeat(20_000)}`,
  Makefile: `test:${" ".repeat(100_000)}|| true`,
  "backend/test/a.snap": "exports[`".repeat(20_000),
};

test("what is hostile is judged without a crash, before as well as after", async () => {
  const { tree, context } = await makeStage(project);
  await writeFiles(tree, hostile);
  const seen = await context({ issue: `${"<!--".repeat(5_000)}${"- Allowed: remove `[`\n".repeat(500)}` });
  expect((await judge("tests-kept", seen)).gate).toBe("tests-kept");
  const back = { ...seen, base: seen.candidate, before: seen.candidate, candidate: seen.base };
  const changes = await seen.repository.changes(seen.candidate, seen.base);
  expect((await judge("tests-kept", { ...back, changes })).gate).toBe("tests-kept");
});

test("a permission is a list item of the issue that names what and where, and nothing else is", () => {
  const found = (issue: string, rule: "deleted-test" | "focused-test" = "deleted-test") =>
    isPermitted({ rule, path: "test/a.test.js", line: 1, message: "", content: "" }, permissionsIn(issue));
  expect(found("- Allowed: remove tests in `test/**`")).toBe(true);
  expect(found("* **Allowed:** remove `lib/**` and `test/a.test.js`")).toBe(true);
  expect(found("- Allowed: skip tests in `test/**`")).toBe(false);
  expect(found("- Allowed: remove tests in `lib/**`")).toBe(false);
  expect(found("- Allowed: remove all tests")).toBe(false);
  expect(found("It is allowed to remove `test/**`")).toBe(false);
  expect(found("> - Allowed: remove tests in `test/**`")).toBe(false);
  expect(found("<!--\n- Allowed: remove tests in `test/**`\n-->")).toBe(false);
  expect(found("```\n- Allowed: remove tests in `test/**`\n```")).toBe(false);
  expect(found("- Allowed: change `test/**`", "focused-test")).toBe(false);
});
