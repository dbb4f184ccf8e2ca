/** Files that say which tests run, what they must reach and how their result is told. */
const names: readonly RegExp[] = [
  /^package\.json$/,
  /^(vite|vitest|jest|playwright|karma|cypress|wdio|ava|web-test-runner|stryker)(\.[\w-]+)*\.(config|conf|workspace)?\.?([cm]?[jt]s|json)$/,
  /^(vitest|jest)\.(workspace|projects)\.\w+$/,
  /^\.(mocharc|nycrc|c8rc|taprc|istanbul|jestrc|coveragerc|rspec|simplecov)(\.\w+)*$/,
  /^(pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|noxfile\.py|conftest\.py|\.?coveragerc)$/,
  /^(Makefile|GNUmakefile|makefile|justfile|Justfile|Rakefile|Taskfile\.ya?ml|Procfile)$|\.mk$/,
  /^(pom\.xml|build\.gradle(\.kts)?|phpunit\.xml(\.dist)?|\.?codecov\.ya?ml|Cargo\.toml|deno\.jsonc?|bunfig\.toml|project\.json|turbo\.json|nx\.json)$/,
  /^\.(gitlab-ci|travis)\.ya?ml$|^(azure-pipelines|bitbucket-pipelines)\.ya?ml$/,
];

export function isSettings(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    names.some((pattern) => pattern.test(name)) ||
    /(^|\/)\.(github\/workflows|circleci)\/[^/]+\.ya?ml$/.test(path) ||
    isScript(path)
  );
}

export const isScript = (path: string): boolean =>
  /\.(sh|bash|zsh)$|(^|\/)(bin|scripts?|ci|\.husky)\/[^./]+$/.test(path);

/** A line that runs tests or another check. */
export const runsTests =
  /\b(vitest|jest|mocha|ava|tap|jasmine|karma|cypress|playwright|pytest|py\.test|unittest|tox|nox|rspec|minitest|phpunit|go test|cargo (test|nextest)|mvn|gradlew?|dotnet test|node --test|--test\b|bats|ctest|deno test|bun test|(npm|pnpm|yarn|bun)( run)? \S*(test|check|lint|cov|verify)\S*|nyc|c8|coverage|eslint|oxlint|biome|ruff|flake8|mypy|tsc|clippy|make (test|check|lint))\b/;

/** Words after which a failure is no failure, or no test at all is a success. */
export const hidingWords: readonly RegExp[] = [
  /\|\|\s*(true|:|exit\s+0|echo\b[^|&;\n"]*|\/bin\/true|node -e ""|cmd \/c exit 0)/g,
  /;\s*(true|:|exit\s+0)\s*(?=["'\n]|$)/g,
  /&&?\s*exit\s+0\b/g,
  /--pass-?[wW]ith-?[nN]o-?[tT]ests\b(?!=false)/g,
  /\bpassWithNoTests["']?\s*[:=]\s*true/g,
  /\bdangerouslyIgnoreUnhandledErrors["']?\s*[:=]\s*true/g,
  /\bcontinue-on-error:\s*true/g,
  /\ballow_failure:\s*true/g,
  /\b(testFailureIgnore>\s*true|ignoreFailures\s*=\s*true|maven\.test\.failure\.ignore=true|skipTests>\s*true|-DskipTests\b)/g,
  /--exit-zero\b|--suppress-tests-failed-exit-code\b/g,
  /^\s*set \+e\s*$/gm,
];

/** Lists of what is left out, by name. */
export const excludingKeys =
  /(?:^|[\s"'[{,(.-])(testPathIgnorePatterns|modulePathIgnorePatterns|coveragePathIgnorePatterns|exclude|testIgnore|excludeSpecPattern|ignorePatterns|ignore|ignores|omit|norecursedirs|collect_ignore|collect_ignore_glob|excludes|spec-ignore|forbid)["']?\s*(?:[:=]|\+=)\s*(\[[^\]]*\]|\([^)]*\)|[^\n]*(?:\n[ \t]+[^\n=[]+$)*)/gm;

export const excludingFlags =
  /--(?:ignore(?:-glob)?|exclude|deselect|testPathIgnorePatterns|test-skip-pattern|skip|ignore-pattern)(?:=|\s+)("[^"]*"|'[^']*'|\\"[^"]*\\"|[^\s"',]+)/g;

/** Numbers that coverage must reach. */
export const thresholdKeys =
  /(?:^|[^\w])(lines|branches|functions|statements|fail_under|fail-under|cov-fail-under|check-coverage-\w+|perFile|minimum|minimumCoverage|target|mutationScore|break|minimum_coverage)["']?\s*(?:[:=]|\s)\s*["']?(\d+(?:\.\d+)?)/gm;
