import { addedLines, type Concern, type FileChange } from "./change.ts";

/** A line that a person must see when it is new in a file of this name. */
interface LineRule {
  rule: string;
  /** Of the file, in small letters. */
  file: RegExp;
  line: RegExp;
  /** Lines of the file that are no concern all the same. */
  but?: RegExp;
  says: string;
}

const requirements =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|requirements\/[\w.-]+\.(?:txt|in))$/;
const python = /(?:^|\/)(?:pyproject\.toml|pipfile|setup\.cfg)$/;
const settings =
  /(?:^|\/)(?:\.env[\w.-]*|[\w.-]+\.env|dockerfile[\w.-]*|[\w.-]+\.dockerfile|containerfile|procfile)$|\.(?:ya?ml|json5?|toml|ini|cfg|conf|config|properties)$/;
const containers = /(?:^|\/)(?:dockerfile[\w.-]*|[\w.-]+\.dockerfile|containerfile)$/;
const compositions = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/;

const elsewhere = "a package comes from elsewhere than the registry";

const lineRules: readonly LineRule[] = [
  {
    rule: "dependency-source",
    file: requirements,
    line: /^\s*-{1,2}(?:r|c|requirement|constraint)\b(?!.*(?:requirements|constraints)[\w.-]*\.(?:txt|in))|^\s*-{1,2}(?:i|f|e|index-url|extra-index-url|find-links|trusted-host|editable|no-index|pre)\b|(?:git|hg|svn|bzr)\+|@\s*(?:https?|file|git|ssh):|^\s*(?:https?|file):|^\s*\.{0,2}\/|\.(?:whl|zip|tar\.gz)\b/i,
    says: elsewhere,
  },
  {
    rule: "dependency-source",
    file: python,
    line: /(?:git|hg|svn|bzr)\+|@\s*(?:https?|file|git|ssh):|[{,]\s*(?:git|url|path|file|index|registry)\s*=|^\s*\[{1,2}\s*(?:source|tool\.(?:poetry\.source|uv\.(?:index|sources|pip)|pdm\.(?:source|resolution)|hatch\.metadata))\b|^\s*(?:index-url|extra-index-url|find-links|default-index|index-strategy|verify_ssl)\s*=/i,
    says: elsewhere,
  },
  {
    rule: "build-backend",
    file: python,
    line: /^\s*(?:requires|build-backend|backend-path|cmdclass)\s*=/i,
    says: "what builds and installs the project is another",
  },
  {
    rule: "dependency-source",
    file: /(?:^|\/)go\.(?:mod|work)$/,
    line: /=>|^\s*(?:replace|toolchain|tool|use|retract)\b/,
    says: "a module comes from elsewhere, or a tool is fetched",
  },
  {
    rule: "dependency-source",
    file: /(?:^|\/)cargo\.toml$/,
    line: /\b(?:git|registry|registry-index|artifact)\s*=|^\s*\[(?:patch|replace|source|registries)\b|^\s*(?:build|links)\s*=|[{,]\s*path\s*=/,
    says: `${elsewhere}, or code runs when it is built`,
  },
  {
    rule: "dependency-source",
    file: /(?:^|\/)(?:gemfile|[\w.-]+\.gemspec)$/,
    line: /\S/,
    but: /^\s*(?:#.*|end|group\b[^;`{]*\bdo|ruby\s+["'][\w.~>= -]+["']|gem\s+["'][\w-]+["'](?:\s*,\s*["'][\w.~<>=! -]+["'])*(?:\s*,\s*(?:require|group|groups|platforms?):\s*(?:false|true|nil|["'][\w/-]+["']|:\w+|\[[\s:,\w"']*\]|%i\[[\w ]*\]))*\s*(?:#.*)?|[\w.]+\.(?:add_(?:runtime_|development_)?dependency\s*\(?\s*["'][\w-]+["'](?:\s*,\s*["'][\w.~<>=! -]+["'])*\)?|(?:version|summary|description|homepage|license|authors|email)\s*=\s*[^`]*))\s*$/,
    says: "more than a plain gem is said",
  },
  {
    rule: "dependency-source",
    file: /(?:^|\/)composer\.json$/,
    line: /"(?:repositories|minimum-stability|prefer-stable|extra|bin|archive)"\s*:|"type"\s*:\s*"(?:vcs|git|path|package|composer|artifact|composer-plugin)"|"url"\s*:/,
    says: elsewhere,
  },
  {
    rule: "package-script",
    file: /(?:^|\/)composer\.json$/,
    line: /"(?:scripts|(?:pre|post)-[\w-]{1,40}-(?:cmd|install|update|uninstall|dump))"\s*:/,
    says: "scripts of a package stay as they are",
  },
  {
    rule: "environment",
    file: settings,
    line: /(?:^|[\s"'{,-])(?:(?:ANTHROPIC|OPENAI|AZURE_OPENAI|CLAUDE|CODEX|GEMINI|GOOGLE_GEMINI|GOOGLE|VERTEX|MISTRAL|OLLAMA|OPENROUTER|DEEPSEEK|GROQ|LITELLM|AWS|BEDROCK|HF|LLM)_(?:[A-Z0-9]+_)*(?:BASE_URL|API_BASE|ENDPOINT(?:_URL)?|HOST|API_URL|AUTH_TOKEN)|(?:https?|all|no|ftp|npm_config_(?:https?_)?)_?proxy|NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|NPM_CONFIG_\w+|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_\w+|PYTHONPATH|PYTHONSTARTUP|PYTHONHOME|PIP_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|RUBYOPT|PERL5OPT|JAVA_TOOL_OPTIONS|BASH_ENV|GIT_(?:SSH|SSH_COMMAND|CONFIG\w*|EXEC_PATH|PROXY_COMMAND)|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)["']?\s*[=: ]/i,
    says: "a setting that leads the traffic of programs, or what they load, elsewhere",
  },
  {
    rule: "container-rights",
    file: containers,
    line: /^\s*USER\s+["']?(?:root|0)(?:[:\s"']|$)|--(?:privileged|security=insecure|allow-insecure)\b/i,
    says: "the container runs with all rights",
  },
  {
    rule: "container-rights",
    file: compositions,
    line: /^\s*(?:-\s*)?(?:privileged\s*:\s*["']?true|user\s*:\s*["']?(?:root|0)\b|(?:pid|ipc|network_mode|userns_mode)\s*:\s*["']?host|cap_add\b|.*docker\.sock)/i,
    says: "the container gets rights over the machine",
  },
];

/** New lines that fetch code from elsewhere, or give it more rights. */
export function lineConcerns(change: FileChange): Concern[] {
  const path = change.path.toLowerCase();
  const rules = lineRules.filter(({ file }) => file.test(path));
  if (rules.length === 0) return [];
  return addedLines(change).flatMap(({ line, text }) => {
    const words = text.slice(0, 2_000);
    return rules
      .filter((rule) => rule.line.test(words) && !rule.but?.test(words))
      .map(({ rule, says }) => ({
        rule,
        line,
        message: `${says} ("${words.trim().slice(0, 100)}")`,
        content: words.trim(),
      }));
  });
}

/** Whether a file of this name is read by a tool as what this gate looks into; a link would hide what it reads. */
export const isLookedInto = (path: string): boolean =>
  lineRules.some(({ rule, file }) => rule !== "environment" && file.test(path.toLowerCase())) ||
  /(?:^|\/)\.env[\w.-]*$/i.test(path);
