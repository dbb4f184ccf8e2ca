import { existsSync } from "node:fs";
import { symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Evidence } from "../../core/evidence.ts";
import { profileSchema } from "../../core/profile.ts";
import { type Files, writeFiles } from "../../../test/support/project.ts";
import { commitOf, makePlace } from "../../workspace/workspace.fixture.ts";
import { createChecks } from "./runner.ts";

type Reports = Record<string, { format: string; file: string; arguments?: string[] }>;

/** A runner for one part `app`, whose checks are scripts that may write reports. */
async function makeReporter(files: Files, reports: Reports, commands: Record<string, string[]> = {}) {
  const place = await makePlace(files);
  const memory = new Map<string, Evidence>();
  const checks = Object.fromEntries(
    Object.keys(reports).map((kind) => [kind, commands[kind] ?? ["sh", `${kind}.sh`]] as const),
  );
  const runner = createChecks({
    repository: place.repository,
    profile: profileSchema.parse({ parts: [{ name: "app", path: "app", checks, reports }] }),
    directory: path.join(place.root, "checkout"),
    store: path.join(place.root, "store"),
    environment: "test machine",
    home: path.join(place.root, "home"),
    now: () => new Date("2026-01-01T00:00:00.000Z"),
    recall: (tree, part, kind) => Promise.resolve(memory.get(`${tree} ${part} ${kind}`) ?? null),
    remember: (part, kind, evidence) => {
      memory.set(`${evidence.tree} ${part} ${kind}`, evidence);
      return Promise.resolve();
    },
    timeoutMs: 60_000,
  });
  return { ...place, runner, memory, directory: path.join(place.root, "checkout") };
}

const tap = { test: { format: "tap", file: "out.tap" } };
const twoTests = "TAP version 13\nok 1 - x\nnot ok 2 - y\n1..2\n";

test("a report that the check writes is kept in short, and gone afterwards", async () => {
  const files = { "app/test.sh": `cat sample > out.tap; echo done; exit 1\n`, "app/sample": twoTests };
  const { runner, base, directory, memory } = await makeReporter(files, tap);
  const evidence = await runner.run(base, "app", "test");
  expect(evidence).toMatchObject({
    exitCode: 1,
    outputTail: "done\n",
    report: {
      kind: "tests",
      counts: { passed: 1, failed: 1 },
      tests: [{ file: "", failed: ["y"], passed: ["x"] }],
    },
  });
  expect(evidence.testsRun).toBeUndefined();
  expect(existsSync(path.join(directory, "app/out.tap"))).toBe(false);
  expect([...memory.values()]).toEqual([evidence]);
});

test("arguments for the report are given to the check, and are part of its evidence", async () => {
  const files = { "app/test.sh": 'cat sample > "$1"\n', "app/sample": twoTests };
  const { runner, base } = await makeReporter(files, { test: { ...tap.test, arguments: ["out.tap"] } });
  expect(await runner.run(base, "app", "test")).toMatchObject({
    command: "app: sh test.sh out.tap",
    report: { kind: "tests" },
  });
});

test("a report that is committed, or that another check left, counts for nothing", async () => {
  const files = {
    "app/test.sh": "echo fine\n",
    "app/lint.sh": "cp sample out.tap\n",
    "app/sample": twoTests,
  };
  const reports = { ...tap, lint: { format: "sarif", file: "out.sarif" } };
  const { runner, base } = await makeReporter({ ...files, "app/out.tap": twoTests }, reports);
  await runner.run(base, "app", "lint");
  expect((await runner.run(base, "app", "test")).report).toEqual({
    kind: "unreadable",
    problem: "it left no report (tap) of bearable size in out.tap",
  });
});

test("a report is read through no link, and none that lies outside of the checkout", async () => {
  const files = { "app/test.sh": 'ln -s "$PWD/sample" out.tap\n', "app/sample": twoTests };
  const linked = await makeReporter(files, tap);
  expect((await linked.runner.run(linked.base, "app", "test")).report?.kind).toBe("unreadable");

  const outside = await makeReporter(
    { "app/test.sh": "true\n" },
    { test: { format: "tap", file: "out/r.tap" } },
  );
  await writeFiles(outside.root, { "secret/r.tap": twoTests });
  const work = path.join(outside.root, "work");
  await outside.repository.checkout(outside.base, work, []);
  await symlink(path.join(outside.root, "secret"), path.join(work, "app/out"));
  const commit = await commitOf(outside.repository, work, outside.base);
  expect((await outside.runner.run(commit, "app", "test")).report?.kind).toBe("unreadable");
  expect(existsSync(path.join(outside.root, "secret/r.tap"))).toBe(true);
});

test("a report that is a folder, too large or cut short is unreadable, and nothing breaks", async () => {
  for (const script of [
    "mkdir -p out.tap/deep",
    "head -c 20000000 /dev/zero > out.tap",
    "head -c 30 sample > out.tap",
    "printf '\\000\\377' > out.tap",
  ]) {
    const { runner, base } = await makeReporter({ "app/test.sh": script, "app/sample": twoTests }, tap);
    expect((await runner.run(base, "app", "test")).report?.kind).toBe("unreadable");
  }
});

test("a printed report is read as a whole, below what a package manager says, and told in words", async () => {
  const line = { filePath: "src/a.js", messages: [{ ruleId: "r", severity: 2, message: "bad", line: 7 }] };
  const many = [...Array.from({ length: 2_000 }, () => ({ filePath: "b.js", messages: [] })), line];
  const manifest = { name: "app", version: "1.0.0", scripts: { lint: "cat sample; echo noise >&2; exit 1" } };
  const files = { "app/package.json": JSON.stringify(manifest), "app/sample": JSON.stringify(many) };
  const { runner, base } = await makeReporter(
    files,
    { lint: { format: "eslint-json", file: "-" } },
    { lint: ["npm", "run", "lint"] },
  );
  expect(await runner.run(base, "app", "lint")).toMatchObject({
    exitCode: 1,
    outputTail: "app/src/a.js:7: error: bad (r)\n",
    report: { kind: "problems", errors: 1 },
  });
});

test("more than can be kept is no readable report", async () => {
  const files = { "app/test.sh": "cat sample; head -c 17000000 /dev/zero\n", "app/sample": twoTests };
  const { runner, base } = await makeReporter(files, { test: { format: "tap", file: "-" } });
  expect((await runner.run(base, "app", "test")).report).toEqual({
    kind: "unreadable",
    problem: "it printed more than can be read as tap",
  });
});

test("without a report the whole output tells how many tests ran and what failed", async () => {
  const place = await makeReporter(
    { "app/test.sh": "echo 'Ran 7 tests in 0.1s'; echo bad; yes filler | head -n 3000; exit 1\n" },
    tap,
  );
  const evidence = await place.runner.run(place.base, "app", "test");
  expect(evidence.testsRun).toBe(7);
  expect(evidence.lines?.digests).toHaveLength(3_002 * 8);
});

const nodeTest = (body: string): string => `import { test } from "node:test";\n${body}\n`;

test("node's own runner is told apart test by test, for real", async () => {
  const files = {
    "app/package.json": '{"type":"module","scripts":{"test":"node --test"}}',
    "app/a.test.js": nodeTest('test("adds", () => {});\ntest("is skipped", { skip: true }, () => {});'),
    "app/b.test.js": nodeTest('test("fails", () => { throw new Error("no"); });'),
  };
  const given = [
    "--",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=tap",
    "--test-reporter-destination=.phasegate-test.report",
  ];
  const { runner, base } = await makeReporter(
    files,
    { test: { format: "tap", file: ".phasegate-test.report", arguments: given } },
    { test: ["npm", "run", "test"] },
  );
  const evidence = await runner.run(base, "app", "test");
  expect(evidence.report).toMatchObject({ counts: { passed: 1, failed: 1, skipped: 1 } });
  expect(JSON.stringify(evidence.report)).toContain('{"file":"app/b.test.js","failed":["fails"]}');
});

const flakyScript = `echo x >> "$HOME/count"; test "$(wc -l < "$HOME/count")" -gt 1 && bad="ok" || bad="not ok"
printf 'TAP version 13\\nok 1 - x\\n%s 2 - y\\n1..2\\n' "$bad" > out.tap; test "$bad" = ok\n`;

test("a check that is run again is flaky when it passes then, for everybody who uses its evidence later", async () => {
  const { runner, base } = await makeReporter({ "app/test.sh": flakyScript }, tap);
  const failed = await runner.run(base, "app", "test");
  expect(failed.exitCode).toBe(1);
  const again = await runner.runAgain("app", "test", failed);
  expect(again).toMatchObject({ exitCode: 0, again: true, flaky: ['"y"'], report: { counts: { flaky: 1 } } });
  expect(await runner.run(base, "app", "test")).toEqual(again);
});

test("a check that failed on this very tree earlier and passes now is flaky too", async () => {
  const { runner, base } = await makeReporter({ "app/test.sh": flakyScript }, tap);
  await runner.run(base, "app", "test");
  expect(await runner.run(base, "app", "test")).toMatchObject({ exitCode: 0, flaky: ['"y"'] });
});
