/** A place in a repository as a text names it. Lines are counted from 1; 0 means that none is named. */
export interface Place {
  path: string;
  line: number;
  /** The same as `line` unless a range is named. */
  lastLine: number;
}

/** `path:12`, `path:12-20`, `path:12:5`, `path#L12-L20`; null when it is none of them and no path. */
export function placeOf(text: string): Place | null {
  const match =
    /^(.*?)(?:(?::L?(\d{1,9})(?:\s?[-–]\s?L?(\d{1,9})|:\d{1,9})?)|(?:#L(\d{1,9})(?:-L?(\d{1,9}))?))?$/u.exec(
      text.trim().slice(0, 400),
    );
  const path = tidyPath(match?.[1] ?? "");
  if (path === null) return null;
  const line = match?.[2] ?? match?.[4];
  if (line === undefined) return { path, line: 0, lastLine: 0 };
  return { path, line: Number(line), lastLine: Number(match?.[3] ?? match?.[5] ?? line) };
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
const whole = new Set([
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
  return whole.has(name) || (dot >= 0 && known.has(name.slice(dot + 1)));
}
