import { expect, test } from "vitest";
import { MistakesError, UserError } from "../core/error.ts";
import { detectProfile, type ProjectFiles } from "./detect-profile.ts";
import { profileFor } from "./profile-for.ts";

/** A project of these files; objects are written as JSON. */
function project(files: Record<string, object | string>): ProjectFiles {
  const texts = new Map(
    Object.entries(files).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value, null, 2),
    ]),
  );
  return { files: [...texts.keys()], read: (file) => Promise.resolve(texts.get(file) ?? null) };
}

const scripts = {
  lint: "eslint .",
  "format:check": "prettier --check .",
  typecheck: "tsc",
  test: "vitest run",
};

const eslintReport = {
  format: "eslint-json",
  file: ".phasegate-lint.report",
  arguments: ["--", "--format", "json", "--output-file", ".phasegate-lint.report"],
};

const vitestReport = {
  format: "vitest-json",
  file: ".phasegate-test.report",
  arguments: ["--", "--reporter=default", "--reporter=json", "--outputFile.json=.phasegate-test.report"],
};

const detect = (files: Record<string, object | string>) => detectProfile(project(files));

test("a single package is one part, in the top folder, with its scripts as checks", async () => {
  const profile = await detect({
    "package.json": { name: "@shop/web-shop", scripts },
    "package-lock.json": "{}",
  });
  expect(profile.parts).toEqual([
    {
      name: "web-shop",
      path: ".",
      checks: {
        lint: ["npm", "run", "lint"],
        format: ["npm", "run", "format:check"],
        typecheck: ["npm", "run", "typecheck"],
        test: ["npm", "run", "test"],
      },
      reports: { lint: eslintReport, test: vitestReport },
    },
  ]);
  expect(profile.setup).toEqual({
    command: ["npm", "ci", "--no-audit", "--no-fund"],
    lockFiles: ["package-lock.json"],
    dependencies: ["node_modules"],
  });
});

test("each workspace with checks is a part, and each workspace's dependencies are kept", async () => {
  const profile = await detect({
    "package.json": { workspaces: ["./packages/*/", "apps/**"], scripts },
    "package-lock.json": "{}",
    "packages/backend/package.json": { name: "@shop/server", scripts: { test: "x" } },
    "packages/frontend/package.json": { scripts: { lint: "eslint ." } },
    "packages/types/package.json": { name: "types" },
    "apps/deep/admin/package.json": { scripts: { test: "vitest" } },
    "other/package.json": { scripts },
    "packages/backend/node_modules.txt": "",
  });
  expect(profile.parts).toEqual([
    { name: "backend", path: "packages/backend", checks: { test: ["npm", "run", "test"] } },
    {
      name: "frontend",
      path: "packages/frontend",
      checks: { lint: ["npm", "run", "lint"] },
      reports: { lint: eslintReport },
    },
    {
      name: "admin",
      path: "apps/deep/admin",
      checks: { test: ["npm", "run", "test"] },
      reports: { test: vitestReport },
    },
  ]);
  expect(profile.setup?.dependencies).toEqual([
    "node_modules",
    "packages/backend/node_modules",
    "packages/frontend/node_modules",
    "packages/types/node_modules",
    "apps/deep/admin/node_modules",
  ]);
});

test("workspaces may be written as yarn writes them, and two parts of one name are told apart", async () => {
  const { parts } = await detect({
    "package.json": { workspaces: { packages: ["a/*", "b/*"] } },
    "a/app/package.json": { scripts: { test: "x" } },
    "b/app/package.json": { scripts: { test: "x" } },
  });
  expect(parts.map(({ name, path }) => [name, path])).toEqual([
    ["app", "a/app"],
    ["app-2", "b/app"],
  ]);
});

test.each([
  ["pnpm-lock.yaml", "pnpm", ["pnpm", "install", "--frozen-lockfile"]],
  ["yarn.lock", "yarn", ["yarn", "install", "--immutable"]],
  ["bun.lock", "bun", ["bun", "install", "--frozen-lockfile"]],
])("a project with %s is installed and run with %s", async (lock, tool, command) => {
  const { parts, setup } = await detect({ "package.json": { scripts: { test: "x" } }, [lock]: "" });
  expect(parts[0]?.checks).toEqual({ test: [tool, "run", "test"] });
  expect(setup).toMatchObject({ command, lockFiles: [lock] });
});

test("a project without a lock file is installed without making one", async () => {
  const { setup } = await detect({ "package.json": { scripts: { test: "x" } } });
  expect(setup).toMatchObject({ lockFiles: ["package.json"] });
  expect(setup?.command).toContain("--no-package-lock");
});

const checksOf = async (own: Record<string, string>) =>
  (await detect({ "package.json": { scripts: { test: "x", ...own } } })).parts[0]?.checks;

test.each(["prettier --write .", "oxfmt", "prettier .", "biome format --write src"])(
  "a script named format that writes is no check: %s",
  async (format) => {
    expect(await checksOf({ format })).toEqual({ test: ["npm", "run", "test"] });
  },
);

test.each([
  "prettier --check .",
  "prettier -l .",
  "prettier --list-different .",
  "oxfmt --check",
  "biome check src",
])("a script named format that only looks is a check: %s", async (format) => {
  expect(await checksOf({ format })).toHaveProperty("format", ["npm", "run", "format"]);
});

test("a script that only looks is preferred to one that may write", async () => {
  const own = {
    lint: "eslint --fix .",
    "lint:check": "eslint .",
    format: "prettier --check .",
    "fmt:check": "x",
  };
  expect(await checksOf(own)).toMatchObject({
    lint: ["npm", "run", "lint:check"],
    format: ["npm", "run", "fmt:check"],
  });
});

test("npm's placeholder for missing tests is no check", async () => {
  const own = { test: 'echo "Error: no test specified" && exit 1', lint: "eslint ." };
  expect(await checksOf(own)).toEqual({ lint: ["npm", "run", "lint"] });
});

const reportsOf = async (own: Record<string, string>, lock = "package-lock.json") =>
  (await detect({ "package.json": { scripts: own }, [lock]: "" })).parts[0]?.reports;

test.each([
  ["vitest", "vitest-json"],
  ["npx vitest run --coverage src", "vitest-json"],
  ["NODE_ENV=test vitest run", "vitest-json"],
  ["jest", "jest-json"],
  ["jest --passWithNoTests --maxWorkers=2", "jest-json"],
  ["node --test", "tap"],
  ["node --import tsx --test --test-concurrency=1", "tap"],
  ["pytest -q tests", "junit"],
  ["python -m pytest", "junit"],
  ["uv run pytest", "junit"],
  ["go test ./...", "go-json"],
])("a script that is plainly a runner gets a report: %s", async (script, format) => {
  expect(await reportsOf({ test: script })).toMatchObject({ test: { format } });
});

test.each([
  "vitest run && node after.js",
  "vitest bench",
  "vitest run --reporter=dot",
  "vitest --watch",
  "tsc && vitest run",
  "jest | tee log",
  "jest --json",
  "jest > log",
  "react-scripts test",
  "node --test test/a.js",
  "node test.js --test",
  "node --test --test-reporter=tap",
  "node scripts/test.js",
  "pytest --junitxml=x.xml",
  "go test -c",
  "go test ./... || true",
  "mocha",
  "vitest run $(git diff --name-only)",
])("a script that is more, or something else, or reports already, stays as it is: %s", async (script) => {
  expect(await reportsOf({ test: script })).toBeUndefined();
});

test("a linter that is told its form of report already, or is another, gets none", async () => {
  expect(await reportsOf({ lint: "eslint -f stylish ." })).toBeUndefined();
  expect(await reportsOf({ lint: "oxlint ." })).toBeUndefined();
  expect(await reportsOf({ lint: "vitest run" })).toBeUndefined();
  expect(await reportsOf({ lint: "eslint . --max-warnings=0" })).toEqual({ lint: eslintReport });
});

test("what goes to the script is set apart as the package manager wants it", async () => {
  const [, ...given] = vitestReport.arguments;
  expect(await reportsOf({ test: "vitest run" }, "pnpm-lock.yaml")).toMatchObject({
    test: { arguments: given },
  });
});

test("a project without any check is told what to add", async () => {
  const error: unknown = await detect({ "package.json": { scripts: { start: "x" } } }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({
    code: "NO_CHECKS",
    message: expect.stringContaining("no script named lint, format, typecheck or test") as unknown,
  });
});

test("a project without package.json is told to write a profile", async () => {
  await expect(detect({ "Cargo.toml": "" })).rejects.toMatchObject({ code: "NO_PROFILE" });
});

test.each(["!!!", "9lives", "@scope/9-Größe_X.y", "", "---"])("a package may be called %j", async (name) => {
  const { parts } = await detect({ "package.json": { name, scripts: { test: "x" } } });
  expect(parts[0]?.name).toMatch(/^[a-z][a-z0-9-]*$/);
});

/** `file:line` of the one mistake in a manifest, and what it says. */
async function mistakeIn(files: Record<string, object | string>) {
  const error: unknown = await detect(files).catch((thrown: unknown) => thrown);
  if (!(error instanceof MistakesError)) throw new Error(`expected a mistake, but got ${String(error)}`);
  const [mistake] = error.mistakes;
  return { where: `${mistake?.file}:${mistake?.line}`, message: mistake?.message };
}

test.each([
  ["a comma too many", '{\n  "name": "x",\n}\n', 3],
  ["a missing comma", '{\n  "name": "x"\n  "version": "1"\n}\n', 3],
  ["a missing colon", '{\n  "name" "x"\n}\n', 2],
  [
    "a word without quotes",
    '{\n  "name": "x",\n  "private": yes,\n  "version": "1.0.0",\n  "type": "module"\n}\n',
    3,
  ],
  ["an end that comes too early", '{\n  "name": "x",\n  "scripts": {\n', 4],
  ["a value that is missing at the end", '{\n  "name": "x",\n  "scripts":\n\n\n', 3],
  [
    "a field that is a word",
    '{\n  "name": "a shop of some kind",\n  "private": true,\n  scripts: {}\n}\n',
    4,
  ],
  ["an empty file", "", 1],
  ["text that is no JSON", "name: x\n", 1],
  ["marks of a merge", '{\n  "name": "x",\n<<<<<<< HEAD\n  "a": 1\n}\n', 3],
])("a malformed package.json is told with its line: %s", async (_, text, line) => {
  expect((await mistakeIn({ "package.json": text })).where).toBe(`package.json:${line}`);
});

test("a package.json of the wrong form is told with the field, in a workspace too", async () => {
  expect(await mistakeIn({ "package.json": { scripts: { test: 1 } } })).toMatchObject({
    where: "package.json:1",
    message: expect.stringContaining("scripts.test: ") as unknown,
  });
  const files = { "package.json": { workspaces: ["a/*"] }, "a/b/package.json": "[]" };
  expect((await mistakeIn(files)).where).toBe("a/b/package.json:1");
});

test("a project's own profile is used instead of what could be detected", async () => {
  const own = "parts:\n  - { name: all, path: ., checks: { test: [make, test] } }\n";
  const files = { "package.json": { scripts }, ".phasegate/profile.yaml": own };
  expect((await profileFor(project(files))).parts).toEqual([
    { name: "all", path: ".", checks: { test: ["make", "test"] } },
  ]);
  const { ".phasegate/profile.yaml": _, ...rest } = files;
  expect((await profileFor(project(rest))).parts[0]?.name).toBe("app");
});
