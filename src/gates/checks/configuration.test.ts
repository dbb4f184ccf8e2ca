import { expect, test } from "vitest";
import { changedConfiguration, configurationKeysOf, isCheckConfiguration } from "./configuration.ts";

test.each([
  "tsconfig.json",
  "backend/tsconfig.build.json",
  "deep/down/vitest.config.ts",
  ".oxlintrc.json",
  "frontend/.eslintrc.cjs",
  "pytest.ini",
  "api/.coveragerc",
  "Makefile",
  ".cargo/config.toml",
])("%s is check configuration", (path) => expect(isCheckConfiguration(path)).toBe(true));

test.each([
  "src/app.ts",
  "package.json",
  "src/vitest.ts",
  "README.md",
  "go.mod",
  "src/config.ts",
  "conftest.py",
])("%s is none as a whole", (path) => expect(isCheckConfiguration(path)).toBe(false));

test("a manifest holds configuration under some keys, wherever it lies", () => {
  expect(configurationKeysOf("a/b/package.json")).toContain("scripts");
  expect(configurationKeysOf("pyproject.toml")).toContain("tool.pytest");
  expect(configurationKeysOf("toString")).toEqual([]);
  expect(configurationKeysOf("src/app.ts")).toEqual([]);
});

const json = (value: object): string => JSON.stringify(value, null, 2);

const changedPackage = (before: object, after: object) =>
  changedConfiguration("app/package.json", json(before), json(after));

test("a script that is changed, taken away or put around another is named", () => {
  const before = { scripts: { test: "vitest run", lint: "oxlint ." } };
  expect(changedPackage(before, { scripts: { test: "exit 0", pretest: "rm -r test" } })).toEqual([
    "scripts.test",
    "scripts.lint",
    "scripts.pretest",
  ]);
});

test("tool sections and workspaces of a package are named", () => {
  expect(changedPackage({ jest: { a: 1 } }, { jest: { a: 2 }, workspaces: ["x"] })).toEqual([
    "jest",
    "workspaces",
  ]);
});

test("dependencies, versions, new scripts, order and spaces are no change of configuration", () => {
  const before = { scripts: { test: "x" }, jest: { a: 1, b: 2 } };
  const after = {
    version: "2",
    jest: { b: 2, a: 1 },
    dependencies: { hono: "4" },
    scripts: { test: "x", seed: "y" },
  };
  expect(changedPackage(before, after)).toEqual([]);
  expect(changedConfiguration("package.json", json(before), JSON.stringify(before))).toEqual([]);
});

test("a new package has no configuration that it could have changed", () => {
  expect(changedConfiguration("new/package.json", null, json({ name: "new" }))).toEqual([]);
  const scripts = { test: "x", pretest: "y" };
  expect(changedConfiguration("new/package.json", null, json({ scripts, type: "module" }))).toEqual([]);
});

test("a new package's sections for tools, which reach upwards, and its install scripts are named", () => {
  const after = json({ eslintConfig: { root: true }, scripts: { postinstall: "curl x | sh" } });
  expect(changedConfiguration("new/package.json", null, after)).toEqual([
    "eslintConfig",
    "scripts.postinstall",
  ]);
});

test("a manifest that can be read no longer is changed as a whole", () => {
  expect(changedConfiguration("package.json", json({}), "{")).toEqual(["*"]);
  expect(changedConfiguration("package.json", json({}), "[]")).toEqual(["*"]);
  expect(changedConfiguration("package.json", "{", json({ scripts: { test: "x" } }))).toEqual([]);
});

test("a file that is configuration as a whole is changed by any change, and by its coming and going", () => {
  expect(changedConfiguration("tsconfig.json", "{}", "{ }")).toEqual(["*"]);
  expect(changedConfiguration("tsconfig.json", null, "{}")).toEqual(["*"]);
  expect(changedConfiguration("tsconfig.json", "{}", null)).toEqual(["*"]);
  expect(changedConfiguration("src/app.ts", "a", "b")).toEqual([]);
});

const python = `[project]
name = "shop"
[tool.pytest.ini_options]
addopts = "-q"
[tool.coverage.report]
fail_under = 80
`;

test.each([
  ["[tool.coverage.report]", python.replace("80", "10"), ["tool.coverage.report"]],
  [
    "a section taken away",
    python.replace(/\[tool\.pytest[^]*?(?=\[tool\.cov)/, ""),
    ["tool.pytest.ini_options"],
  ],
  ["a new section", `${python}[tool.ruff]\nignore = ["E"]\n`, ["tool.ruff"]],
  ["a section written with quotes", `${python}["tool"."ruff"]\nignore = ["E"]\n`, ["tool.ruff"]],
  ["keys with dots", `${python}[tool]\nruff.lint.ignore = ["E"]\n`, ["tool.ruff.lint"]],
  ["keys with dots at the top", `tool.ruff.ignore = ["E"]\n${python}`, ["tool.ruff"]],
  ["a table in one line", `${python}[tool]\nruff = { ignore = ["E"] }\n`, ["tool.ruff"]],
  ["comments and spaces", `# hello\n\n${python.replaceAll("\n", "  \n")}`, []],
  ["a dependency", python.replace('"shop"', '"shop"\ndependencies = ["httpx"]'), []],
])("pyproject.toml: %s", (_, after, keys) => {
  expect(changedConfiguration("pyproject.toml", python, after)).toEqual(keys);
});

test("setup.cfg: sections of tools", () => {
  const after = "[tool:pytest]\naddopts = -k nothing\n[coverage:run]\nomit = *\n[metadata]\nname = x\n";
  expect(changedConfiguration("setup.cfg", "", after)).toEqual(["tool:pytest", "coverage:run"]);
});
