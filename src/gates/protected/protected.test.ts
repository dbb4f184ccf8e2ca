import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GateFinding } from "../../core/evidence.ts";
import { writeFiles } from "../../../test/support/project.ts";
import type { GateContext } from "../gate.ts";
import { judge, makeStage, passes } from "../gates.fixture.ts";
import { protectedCases } from "./protected.fixture.ts";

type Each = (typeof protectedCases)[number];

/** Ground that lies at the top is written there; every other case has a folder of its own. */
const folderOf = (each: Each, index: number): string =>
  each.expect !== "honest" && each.expect.includes("protected-path") ? "" : `backend/${index}/`;

const filesOf = (each: Each): [string, string | null, string | null][] => [
  [each.path, each.before, each.after],
  ...Object.entries(each.also ?? {}).map(
    ([file, [before, after]]): [string, string | null, string | null] => [file, before, after],
  ),
];

describe("each change of the table", () => {
  let whole: GateContext;
  let folder = "";

  beforeAll(async () => {
    const all = protectedCases.flatMap((each, index) =>
      filesOf(each).map(([file, before, after]) => ({
        file: `${folderOf(each, index)}${file}`,
        before,
        after,
      })),
    );
    const old = all.flatMap(({ file, before }) => (before === null ? [] : [[file, before] as const]));
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "phasegate-")));
    const stage = await makeStage({ "README.md": "# Shop\n", ...Object.fromEntries(old) }, folder);
    const now = all.flatMap(({ file, after }) => (after === null ? [] : [[file, after] as const]));
    await writeFiles(stage.tree, Object.fromEntries(now));
    for (const { file, after } of all) if (after === null) await rm(path.join(stage.tree, file));
    whole = await stage.context();
  });

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  test.each(protectedCases.map((each, index) => [each.name, each, index] as const))(
    "%s",
    async (_, each, index) => {
      const paths = new Set(filesOf(each).map(([file]) => `${folderOf(each, index)}${file}`));
      const changes = whole.changes.filter((change) => paths.has(change.path));
      const { findings = [], reason } = await judge("protected", { ...whole, changes });
      expect([findings.map(({ rule }) => rule).sort(), reason]).toEqual([
        each.expect === "honest" ? [] : each.expect.toSorted(),
        expect.any(String),
      ]);
      expect(findings.filter(({ allowance }) => allowance === null)).toEqual([]);
    },
  );
});

const allowedOf = (findings: readonly GateFinding[] = []): Set<string> =>
  new Set(findings.flatMap(({ allowance }) => (allowance === null ? [] : [allowance])));

const manifest = (script: string, zod = "1.0.0") =>
  JSON.stringify({ scripts: { test: script }, dependencies: { zod } }, null, 2);

test("a finding says where it is and what mends it", async () => {
  const { tree, context } = await makeStage({ "backend/package.json": manifest("vitest run") });
  await writeFiles(tree, { "backend/package.json": manifest("exit 0") });
  const { reason } = await judge("protected", await context());
  expect(reason).toBe(
    'backend/package.json:3: script "test" is another; scripts of a package stay as they are; put it back, or a person must allow it',
  );
});

test("a person may allow a change; other work on the file needs no new word, another change does", async () => {
  const { tree, context } = await makeStage({ "backend/package.json": manifest("vitest run") });
  await writeFiles(tree, { "backend/package.json": manifest("vitest run --coverage") });
  const allowed = allowedOf((await judge("protected", await context())).findings);
  expect(await passes("protected", await context({ allowed }))).toContain(
    "a person allowed: backend/package.json:3",
  );
  await writeFiles(tree, { "backend/package.json": manifest("vitest run --coverage", "2.0.0") });
  expect(await passes("protected", await context({ allowed }))).toContain("a person allowed");
  await writeFiles(tree, { "backend/package.json": manifest("exit 0") });
  expect(await judge("protected", await context({ allowed }))).toMatchObject({ verdict: "failed" });
});

test("one yes to protected ground covers it in both gates", async () => {
  const { tree, context } = await makeStage({ "backend/.npmrc": "a=b\n" });
  await writeFiles(tree, { "backend/.npmrc": "registry=https://evil.io\n" });
  const allowed = allowedOf((await judge("scope", await context())).findings);
  expect(await passes("protected", await context({ allowed }))).toContain("a person allowed: backend/.npmrc");
});

test.each([
  "package.json",
  "package-lock.json",
  "requirements.txt",
  "go.mod",
  "Gemfile",
  "Dockerfile",
  ".env",
])("%s is no link", async (file) => {
  const { tree, context } = await makeStage();
  await writeFiles(tree, { "backend/real": "{}\n" });
  await symlink("real", path.join(tree, "backend", file));
  expect(await judge("protected", await context())).toMatchObject({ verdict: "failed" });
});

test("hostile files neither crash the gate nor hang it", async () => {
  const { tree, context } = await makeStage({ "backend/package.json": manifest("a") });
  const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  await writeFiles(tree, {
    "backend/package.json": `{"scripts":${deep},"dependencies":{"a":null,"b":[],"__proto__":"x","c":${JSON.stringify("1 ".repeat(50_000))}x"}}`,
    "backend/a/package.json": `{"scripts":null,"dependencies":{"b":[],"c":${JSON.stringify("1 || ".repeat(20_000))}},"overrides":[1]}`,
    "backend/a/package-lock.json": '{"packages":{"node_modules/a":null,"node_modules/b":{"resolved":1}}}',
    "backend/b/package.json": "null",
    "backend/b/package-lock.json": "[]",
    "backend/pyproject.toml": "[".repeat(50_000),
    "backend/Gemfile": `gem ${'"a", '.repeat(20_000)}`,
    "backend/.env": `${"_".repeat(100_000)}\n${"A ".repeat(50_000)}`,
    "backend/yarn.lock": "resolved ".repeat(50_000),
  });
  expect(await judge("protected", await context())).toMatchObject({ verdict: "failed" });
});
