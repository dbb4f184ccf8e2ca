/** A place in a repository as a text names it. Lines are counted from 1; null when none is named. */
export interface Place {
  path: string;
  line: number | null;
  /** The same as `line` unless a range is named. */
  lastLine: number | null;
}

/** What may follow a path: `:12`, `:12-20`, `:12:5`, `#L12-L20`, `(12)`. */
const lines =
  /(?::L?(?<a>\d{1,9})(?:\s?[-–]\s?L?(?<b>\d{1,9})|:\d{1,9})?|#L(?<c>\d{1,9})(?:-L?(?<d>\d{1,9}))?|\((?<e>\d{1,9})\))$/u;

/** A path and the line that follows it, if any; null when it is no path. */
export function placeOf(text: string): Place | null {
  const whole = text.trim();
  if (whole.length > 500) return null;
  const found = lines.exec(whole);
  const path = tidyPath(found ? whole.slice(0, found.index) : whole);
  if (path === null) return null;
  const { a, b, c, d, e } = found?.groups ?? {};
  const line = a ?? c ?? e;
  if (line === undefined) return { path, line: null, lastLine: null };
  return { path, line: Number(line), lastLine: Number(b ?? d ?? line) };
}

/** `./a/b` and `/a/b` are `a/b`. Patterns, placeholders, addresses and scopes of packages are no paths. */
function tidyPath(text: string): string | null {
  const path = text.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
  if (path === "" || /[\s*?<>{}|"'`\\,;=&%…]|:|\.\.\.|^@|^~|^#/u.test(path)) return null;
  return path;
}

const endings =
  "ts tsx mts cts js jsx mjs cjs vue svelte astro py pyi go rs java kt kts scala rb php cs fs c h cc cpp hpp swift m mm dart ex exs erl hs clj lua pl r sh bash zsh ps1 sql prisma graphql gql proto css scss sass less html htm xml json jsonc json5 yaml yml toml ini cfg conf env md mdx rst txt csv lock gradle tf dockerfile svg snap";
const known = new Set(endings.split(" "));
/** Files that are called by their whole name. */
const wholeNames = new Set([
  "dockerfile",
  "makefile",
  "rakefile",
  "gemfile",
  "procfile",
  "justfile",
  "codeowners",
]);

/** Whether the last piece of a path is called as files are. */
export function isFileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  return wholeNames.has(name) || (dot > 0 && known.has(name.slice(dot + 1)));
}
