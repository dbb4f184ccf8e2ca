import picomatch from "picomatch";

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Files that are nothing but configuration of checks, or of what runs them; in any folder. */
const configurationFiles: readonly string[] = words(`
  tsconfig*.json jsconfig*.json babel.config.* .babelrc* .swcrc
  eslint.config.* .eslintrc* .eslintignore tslint.json .oxlintrc* oxlint.config.* .oxfmtrc* oxfmt.config.*
  .prettierrc* prettier.config.* .prettierignore biome.json* .biome.json* rome.json dprint.json* .dprint.json*
  .stylelintrc* stylelint.config.* .stylelintignore .markdownlint* knip.json* .xo-config* .editorconfig

  vitest.config.* vitest.workspace.* vite.config.* jest.config.* ava.config.* .mocharc* karma.conf.* .taprc
  playwright.config.* playwright-ct.config.* cypress.config.* wdio.conf.* node.config.json bunfig.toml deno.json*
  .nycrc* nyc.config.* .c8rc*

  pytest.ini .pytest.ini pytest.toml .pytest.toml tox.ini tox.toml noxfile.py .coveragerc mypy.ini .mypy.ini
  ruff.toml .ruff.toml .flake8 pylintrc .pylintrc pyrightconfig.json ty.toml .isort.cfg .pycodestyle .bandit

  .golangci.* clippy.toml .clippy.toml rustfmt.toml .rustfmt.toml .cargo/config* .config/nextest.toml
  .rubocop*.yml .rspec phpunit.xml* phpstan.neon* psalm.xml* .php-cs-fixer* phpcs.xml* .clang-tidy .clang-format
  checkstyle*.xml detekt*.yml .scalafmt.conf .swiftlint.yml analysis_options.yaml .credo.exs .formatter.exs

  Makefile makefile GNUmakefile *.mk justfile Justfile .justfile Taskfile.y*ml Rakefile turbo.json nx.json lerna.json
`).map((file) => `**/${file}`);

/**
 * Files of which only some keys configure checks, by file name. `tool.ruff` stands for itself and all below it. In
 * files of sections (TOML, INI) a key is the name of a section.
 */
const configurationKeys: Readonly<Record<string, readonly string[]>> = {
  "package.json": words(`
    scripts type workspaces config wireit nx jest vitest mocha ava tap nyc c8 tape jasmine
    eslintConfig eslintIgnore prettier stylelint xo standard biome knip babel
  `),
  "pyproject.toml": words(`
    pytest coverage tox nox hatch.envs poe taskipy pdm.scripts mypy pyright basedpyright ty pytype pyre ruff black
    isort flake8 pylint yapf autopep8 pydocstyle pycodestyle bandit vulture interrogate
  `).map((tool) => `tool.${tool}`),
  "setup.cfg": words(
    "tool:pytest coverage mypy flake8 isort pycodestyle pydocstyle pylint yapf tox bandit aliases",
  ),
  "Cargo.toml": ["lints", "workspace.lints", "profile.test"],
  "composer.json": ["scripts", "config"],
};

/** Scripts that npm runs by itself when it installs. */
const installScripts = new Set(
  words("preinstall install postinstall prepublish preprepare prepare postprepare"),
);

/** What each package has, and what concerns nobody else when the package is new. */
const ordinaryKeys = /^(scripts\.|type$|workspaces$|config$)/;

const isConfigurationFile = picomatch([...configurationFiles], { dot: true });

/** A file that is check configuration as a whole. Of others, `changedConfiguration` says what is. */
export const isCheckConfiguration = (path: string): boolean => isConfigurationFile(path);

/** Which keys of this file configure checks; none when it is no such file. */
export function configurationKeysOf(path: string): readonly string[] {
  const name = path.split("/").at(-1) ?? "";
  return Object.hasOwn(configurationKeys, name) ? (configurationKeys[name] ?? []) : [];
}

/**
 * The keys that configure checks and differ between two states of a file (null: it is not there), such as
 * `scripts.test` or `tool.ruff.lint`; `*` for a file that is configuration as a whole, or that cannot be read.
 * New scripts under new names change no check and are left out.
 */
export function changedConfiguration(path: string, before: string | null, after: string | null): string[] {
  if (before === after) return [];
  if (isCheckConfiguration(path)) return ["*"];
  const keys = configurationKeysOf(path);
  if (keys.length === 0) return [];
  const [old, now] = [sectionsOf(path, before), sectionsOf(path, after)];
  if (now === null) return ["*"];
  if (old === null) return [];
  const isOurs = (key: string) =>
    keys.some((each) => key === each || key.startsWith(`${each}.`) || key.startsWith(`${each}:`));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => isOurs(key) && old.get(key) !== now.get(key))
    .filter((key) => !(before === null && ordinaryKeys.test(key) && !isInstallScript(key)))
    .filter((key) => old.has(key) || !key.startsWith("scripts.") || isHook(key, old));
}

const isInstallScript = (key: string): boolean => installScripts.has(key.replace(/^scripts\./, ""));

/** npm runs `pretest` and `posttest` around `test`, and some at each install. */
function isHook(key: string, old: ReadonlyMap<string, string>): boolean {
  const name = /^scripts\.(?:pre|post)(.+)$/.exec(key)?.[1];
  return isInstallScript(key) || (name !== undefined && old.has(`scripts.${name}`));
}

/** What each key holds; null when the text has no form that can be read. */
function sectionsOf(path: string, text: string | null): Map<string, string> | null {
  if (text === null || text.trim() === "") return new Map();
  return path.endsWith(".json") ? keysOfJson(text) : sectionsOfLines(text);
}

function keysOfJson(text: string): Map<string, string> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return new Map(Object.entries(value).flatMap(([key, held]) => entriesOf(key, held)));
  } catch {
    return null;
  }
}

/** One level down for scripts, so that each is a key of its own. */
function entriesOf(key: string, held: unknown): [string, string][] {
  if (key !== "scripts" || typeof held !== "object" || held === null) return [[key, canonical(held)]];
  return Object.entries(held).map(([name, script]) => [`${key}.${name}`, canonical(script)]);
}

/** Another order of keys is no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    typeof held === "object" && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}

/** Sections of TOML and INI, without comments, blank lines and spaces. */
function sectionsOfLines(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let name = "";
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const header = /^\[{1,2}\s*([^[\]]+?)\s*\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) name = header.replaceAll(/["'\s]/g, "");
    else if (line !== "" && !/^[#;]/.test(line))
      sections.set(keyOf(name, line), `${sections.get(keyOf(name, line)) ?? ""}${line}\n`);
  }
  return sections;
}

/** A key that is written with dots belongs to the section that it names: `[tool]`, `ruff.line-length = 100`. */
function keyOf(section: string, line: string): string {
  const path = /^([\w-]+(?:\s*\.\s*[\w-]+)+)\s*=/.exec(line)?.[1]?.replaceAll(/\s/g, "");
  if (path === undefined) {
    const inline = /^([\w-]+)\s*=\s*\{/.exec(line)?.[1];
    return inline === undefined || section !== "tool" ? section : `${section}.${inline}`;
  }
  const owner = path.slice(0, path.lastIndexOf("."));
  return section === "" ? owner : `${section}.${owner}`;
}
