import { addedLines, type Concern, type FileChange, lineOf } from "./change.ts";

/** Which manifests a lock file follows, by names in small letters. */
const manifests: Readonly<Record<string, RegExp>> = {
  "package-lock.json": /^package\.json$/,
  "npm-shrinkwrap.json": /^package\.json$/,
  "yarn.lock": /^package\.json$/,
  "pnpm-lock.yaml": /^package\.json$/,
  "bun.lock": /^package\.json$/,
  "bun.lockb": /^package\.json$/,
  "deno.lock": /^(?:deno\.jsonc?|package\.json)$/,
  "poetry.lock": /^pyproject\.toml$/,
  "uv.lock": /^pyproject\.toml$/,
  "pdm.lock": /^pyproject\.toml$/,
  "pylock.toml": /^pyproject\.toml$/,
  "pipfile.lock": /^pipfile$/,
  "cargo.lock": /^cargo\.toml$/,
  "gemfile.lock": /^(?:gemfile|.*\.gemspec)$/,
  "composer.lock": /^composer\.json$/,
  "go.sum": /^go\.mod$/,
  "mix.lock": /^mix\.exs$/,
  "pubspec.lock": /^pubspec\.yaml$/,
  "packages.lock.json": /\.(?:cs|fs|vb)proj$/,
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1).toLowerCase();
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1).toLowerCase();

export const isLock = (path: string): boolean => Object.hasOwn(manifests, nameOf(path));

/** What is wrong with the change of a lock file; nothing for other files. `changed` is the whole step's. */
export function lockConcerns(change: FileChange, changed: readonly string[]): Concern[] {
  const manifest = isLock(change.path) ? manifests[nameOf(change.path)] : undefined;
  if (manifest === undefined) return [];
  const folder = folderOf(change.path);
  const isBeside = (path: string) => path.toLowerCase().startsWith(folder) && manifest.test(nameOf(path));
  if (!changed.some(isBeside)) return [alone(change)];
  return [...hostConcerns(change), ...(nameOf(change.path).endsWith(".json") ? entryConcerns(change) : [])];
}

const alone = ({ after, name }: FileChange): Concern => ({
  rule: "lock-alone",
  line: 0,
  message: `${name} is changed without its manifest; what is installed changes only together with what is asked for`,
  content: after ?? "",
});

/** Registries that every project may use. */
const usual = new Set([
  "registry.npmjs.org",
  "registry.yarnpkg.com",
  "npm.jsr.io",
  "jsr.io",
  "pypi.org",
  "files.pythonhosted.org",
  "index.crates.io",
  "rubygems.org",
  "packagist.org",
  "repo.packagist.org",
  "proxy.golang.org",
]);

const source =
  /(?:resolved|tarball|url|registry|source|remote|git|reference)["']?\s*[:=]?\s*[{"'(]*(?:registry\s*=\s*")?((?:git|registry|sparse|path)?\+?(?:https?|git|ssh|file):\/\/(?:[^/@\s"']*@)?([^/\s"'#?:]+)[^\s"',)}]*)/gi;

/** Addresses of a kind that no line had before. */
function hostConcerns(change: FileChange): Concern[] {
  const known = new Set(Array.from((change.before ?? "").matchAll(source), sourceOf));
  return addedLines(change).flatMap(({ line, text }) =>
    Array.from(text.slice(0, 4_000).matchAll(source)).flatMap((match): Concern[] => {
      if (known.has(sourceOf(match)) || isUsual(change, match)) return [];
      const message = `a package comes from ${String(match[1]).slice(0, 100)}, where none came from before`;
      return [{ rule: "lock-source", line, message, content: String(match[1]) }];
    }),
  );
}

/** Scheme and host: what decides who answers. */
const sourceOf = ([, url = "", host = ""]: RegExpMatchArray): string =>
  `${/^[^:]+/.exec(url)?.[0] ?? ""}://${host.toLowerCase()}`;

function isUsual({ path }: FileChange, [, url = "", host = ""]: RegExpMatchArray): boolean {
  if (/^(?:registry\+|sparse\+)?https:/i.test(url) && usual.has(host.toLowerCase())) return true;
  if (nameOf(path) === "cargo.lock")
    return url.startsWith("registry+https://github.com/rust-lang/crates.io-index");
  return nameOf(path) === "composer.lock" && /^https:\/\/(?:api\.)?github\.com\//.test(url);
}

interface Entry {
  version?: unknown;
  resolved?: unknown;
  integrity?: unknown;
  name?: unknown;
  link?: unknown;
}

/** Packages that are not what their name says, or that changed under the same version. */
function entryConcerns(change: FileChange): Concern[] {
  const [old, now] = [entriesOf(change.before), entriesOf(change.after)];
  if (now === null)
    return [
      { rule: "lock-entry", line: 0, message: `${change.name} cannot be read`, content: change.after ?? "" },
    ];
  return [...now].flatMap(([key, entry]): Concern[] => {
    const problem = problemOf(entry, old?.get(key), () => otherName(key, entry, change.after ?? ""));
    if (problem === null) return [];
    const message = `${key} ${problem}`;
    return [
      { rule: "lock-entry", line: lineOf(change.after, `"${key}"`), message, content: JSON.stringify(entry) },
    ];
  });
}

function problemOf(entry: Entry, old: Entry | undefined, other: () => string | null): string | null {
  if (JSON.stringify(entry) === JSON.stringify(old)) return null;
  const { version, resolved, integrity } = entry;
  const isSame = old !== undefined && old.version === version;
  if (isSame && old.integrity !== undefined && old.integrity !== integrity)
    return "has other contents under the same version";
  if (isSame && old.resolved !== undefined && old.resolved !== resolved)
    return "comes from elsewhere under the same version";
  if (typeof resolved !== "string" || !/^https?:/.test(resolved)) return null;
  if (typeof integrity !== "string") return "has no digest of its contents";
  const from = other();
  return from === null ? null : `is in truth ${from}`;
}

/** The package that an entry holds under the name of another one; null when it is what its name says. */
function otherName(key: string, { resolved, name }: Entry, text: string): string | null {
  if (typeof resolved !== "string") return null;
  const own = key.slice(key.lastIndexOf("node_modules/") + 13);
  const address = resolved.replaceAll(/%2f/gi, "/").replaceAll("%40", "@");
  const from = /^https?:\/\/[^/]+\/(.{1,300}?)\/-\//.exec(address)?.[1];
  if (from === undefined || from === own || from.endsWith(`/${own}`)) return null;
  // Packages may ask for others under names of their own, and then say so.
  const isAlias = typeof name === "string" && from.endsWith(name) && text.includes(`"${own}": "npm:${name}@`);
  return isAlias ? null : from;
}

/** By place; null when the text is no lock file of npm. */
function entriesOf(text: string | null): Map<string, Entry> | null {
  if (text === null) return new Map();
  try {
    const value = JSON.parse(text) as {
      packages?: Record<string, Entry>;
      dependencies?: Record<string, Entry>;
    } | null;
    const packages = Object.entries(value?.packages ?? {}).filter(([key]) => key.includes("node_modules/"));
    const rest = value?.packages ? [] : Object.entries(value?.dependencies ?? {});
    const named = rest.map(([key, entry]): [string, Entry] => [`node_modules/${key}`, entry]);
    return new Map(
      [...packages, ...named].filter(([, entry]) => typeof entry === "object" && entry !== null),
    );
  } catch {
    return null;
  }
}
