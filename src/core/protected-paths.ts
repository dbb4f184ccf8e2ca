const words = (text: string): string[] => text.trim().split(/\s+/);

/** Who builds, tests and delivers. */
const continuousIntegration = words(`
  .github/** .gitlab/** .gitea/** .forgejo/** .circleci/** .ci/** .buildkite/** .woodpecker/** .semaphore/** .teamcity/**
  .azure-pipelines/** .gitlab-ci* .woodpecker.y*ml .drone.y*ml .drone.star .drone.jsonnet .travis.yml .cirrus.yml
  .cirrus.star appveyor.yml .appveyor.yml bitbucket-pipelines.yml codefresh.yml cloudbuild.y*ml buildspec*.y*ml
  **/Jenkinsfile **/Jenkinsfile.* **/*.jenkinsfile **/azure-pipelines*.y*ml .azure-pipelines*.y*ml
  renovate.json* .renovaterc*
`);

/** Who must be asked, and under which terms all of it is given. */
const ownership = words(`
  **/CODEOWNERS **/OWNERS **/OWNERS_ALIASES SECURITY SECURITY.{md,txt,rst} docs/SECURITY.md
  **/{LICENSE,LICENCE,COPYING,NOTICE,UNLICENSE}{,.md,.txt,.rst} **/{LICENSE,LICENCE}-{MIT,APACHE,APACHE-2.0,BSD,GPL,MPL}{,.md,.txt}
  LICENSES/**
`);

/** What git and its hooks do by themselves. */
const git = words(`
  **/.gitattributes **/.gitmodules **/.gitconfig **/.mailmap **/.git-blame-ignore-revs **/.lfsconfig
  **/.husky/** **/.huskyrc* **/.githooks/** **/.git-hooks/** **/.pre-commit-config.y*ml **/.pre-commit-hooks.y*ml
  **/{,.}lefthook{,-local}.{yml,yaml,toml,json} **/.lintstagedrc* **/lint-staged.config.* **/.commitlintrc*
  **/commitlint.config.* **/.simple-git-hooks.* **/simple-git-hooks.* **/.overcommit.yml
`);

/** Where packages come from, and programs that stand in the repository to fetch them. */
const registries = words(`
  **/.npmrc **/.yarnrc* **/.yarn/** **/.pnp.* **/{,.}pnpmfile.{cjs,mjs,js} **/pnpm-workspace.yaml **/pip.conf **/pip.ini
  **/.pypirc **/.netrc **/.bundle/** **/.cargo/** **/nuget.config **/.mvn/** **/mvnw **/mvnw.cmd **/gradlew
  **/gradlew.bat **/gradle/wrapper/** **/.condarc **/.envrc
`);

/** What agents read as orders, and what editors run when a folder is opened. */
const agents = words(`
  **/AGENTS.md **/AGENTS.override.md **/AGENT.md **/CLAUDE.md **/CLAUDE.local.md **/GEMINI.md **/QWEN.md **/CODEX.md
  **/.mcp.json **/.cursor/** **/.cursorrules **/.claude/** **/.claude.json **/.codex/** **/.gemini/** **/.qwen/**
  **/.windsurf/** **/.windsurfrules **/.aider* **/.continue/** **/.continuerules **/.clinerules **/.clinerules/**
  **/.roo/** **/.roorules* **/.roomodes **/.kiro/** **/.amazonq/** **/.opencode/** **/opencode.json* **/.junie/**
  **/.goosehints **/.goose/** **/.augment/** **/.augment-guidelines **/.trae/** **/.agents/** **/.agent/** **/.rules
  **/.copilot/** **/.crush.json **/crush.json **/.vscode/** **/.devcontainer/** **/.devcontainer.json **/.idea/**
`);

/** What decides how strict the project's checks are. */
const checks = words(`
  **/tsconfig*.json **/.oxlintrc.json **/.oxfmtrc* **/eslint.config.* **/.eslintrc* **/.eslintignore **/.prettierrc*
  **/prettier.config.* **/.prettierignore **/biome.json* **/vitest.config.* **/vitest.workspace.* **/vite.config.*
  **/jest.config.* **/playwright.config.* **/.mocharc* **/pytest.ini **/tox.ini **/.coveragerc **/mypy.ini
  **/ruff.toml **/.ruff.toml **/.flake8
`);

/** Ground that no agent may change in any project, whatever the spelling of the path. */
export const protectedPaths: readonly string[] = [
  ...continuousIntegration,
  ".phasegate/**",
  ...ownership,
  ...git,
  ...registries,
  ...agents,
  ...checks,
];

/** Characters without width, which some file systems do not see in names. */
const unseen = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g;

/**
 * The one name of all spellings that are the same place on some machine: forms of letters and accents, characters that
 * are not seen, and dots and blanks at the end, which Windows drops. Letters stay large or small.
 */
export const spelled = (path: string): string =>
  path
    .replaceAll(unseen, "")
    .normalize("NFKC")
    .split("/")
    .map((name) => name.replace(/[. ]+$/, "") || name)
    .join("/");
